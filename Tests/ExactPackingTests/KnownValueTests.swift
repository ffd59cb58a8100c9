// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import VectorPacking

@testable import ExactPacking

/// Where the shared benchmark data lies, if it is there.
private enum SharedData {
  static var folder: URL {
    if let path = ProcessInfo.processInfo.environment["STEVEDORE_SHARED"] {
      return URL(fileURLWithPath: path)
    }
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    return root.appendingPathComponent("../shared/data").standardized
  }

  static var isAvailable: Bool {
    FileManager.default.fileExists(
      atPath: folder.appendingPathComponent("ct-like/known_values.csv").path)
  }
}

@Suite("Known values", .enabled(if: SharedData.isAvailable, "needs ../shared/data"))
struct KnownValueTests {
  @Test("ct-like instances of up to 25 items")
  func small() throws {
    let folder = SharedData.folder.appendingPathComponent("ct-like")
    let table = try String(
      contentsOf: folder.appendingPathComponent("known_values.csv"), encoding: .utf8)
    var proven = 0
    for line in table.split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: ",")
      guard fields[0].contains("_25_") || fields[0].contains("_24_") else { continue }
      let lower = try #require(Int64(fields[1]))
      let upper = try #require(Int64(fields[2]))
      let problem = try readVBP(folder.appendingPathComponent("\(fields[0]).vbp"))
      let outcome = AssignmentStrategy().solve(problem, in: SolveContext(roundLimit: 3_000))
      let packing = try #require(outcome.packing)
      let bound = try #require(outcome.bound)
      #expect(PackingVerifier(problem).violations(in: packing, bound: bound).isEmpty)
      #expect(bound.cost <= upper, "\(fields[0])")
      #expect(packing.cost >= lower, "\(fields[0])")
      if packing.cost == bound.cost { proven += 1 }
    }
    // A figure of nodes, not of seconds, so it does not depend on the machine.
    #expect(proven >= 16)
  }

  private func readVBP(_ file: URL) throws -> PackingProblem {
    let numbers = try String(contentsOf: file, encoding: .utf8)
      .split(whereSeparator: \.isWhitespace).compactMap { Int64($0) }
    let dimensions = Int(numbers[0])
    var builder = PackingProblem.Builder(resources: (0..<dimensions).map { "r\($0)" })
    builder.add(BinType(capacity: Array(numbers[1...dimensions])))
    var rest = numbers[(dimensions + 2)...]
    while rest.count > dimensions {
      builder.add(
        demand: Array(rest.prefix(dimensions)), count: Int(rest[rest.startIndex + dimensions]))
      rest = rest.dropFirst(dimensions + 1)
    }
    return try builder.build()
  }
}
