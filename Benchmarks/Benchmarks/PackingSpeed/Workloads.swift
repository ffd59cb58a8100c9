// SPDX-License-Identifier: Apache-2.0

import Foundation
import VectorPacking

/// The problems that are packed, each made once, when it is first needed.
enum Workloads {
  /// How many items or shapes the large problems have.
  static let million = 1_000_000

  /// A million items of which no two are alike, about eleven to a bin.
  static let distinctItems = distinct(resources: 2)

  /// The same with three resources.
  static let distinctItemsOfThreeResources = distinct(resources: 3)

  /// Pods that ask for CPU and memory, no two alike, for 5,000 nodes that just take them.
  static let fiveThousandNodes = distinct(resources: 2, count: 55_000, bins: 5_000)

  /// A million items in 300 shapes, all of a shape arriving together.
  static let threeHundredShapes: PackingProblem = {
    var random = SeededGenerator(seed: 1)
    var builder = PackingProblem.Builder(resources: ["cpu", "memory"])
    builder.add(BinType(capacity: [1_000_000, 1_000_000]))
    for shape in 0..<300 {
      builder.add(
        demand: (0..<2).map { _ in random.integer(in: 1...180_000) },
        count: million / 300 + (shape < million % 300 ? 1 : 0))
    }
    return built(builder)
  }()

  /// The pods of the openb trace on nodes of 96 cores and 384 GiB, where the trace is at hand.
  static let openb: PackingProblem? = {
    guard let text = try? String(contentsOf: openbFile, encoding: .utf8) else { return nil }
    var builder = PackingProblem.Builder(resources: ["cpu", "memory"])
    builder.add(BinType(capacity: [96_000, 384 * 1024]))
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count > 2, let cpu = Int64(fields[1]), let memory = Int64(fields[2]) else {
        fatalError("\(openbFile.path): expected name,cpu_milli,memory_mib,… in each line")
      }
      builder.add(demand: [cpu, memory])
    }
    return built(builder)
  }()

  /// Where the trace would be: in the folder that `STEVEDORE_SHARED` names, or else beside the
  /// package.
  static var openbFile: URL {
    let folder =
      ProcessInfo.processInfo.environment["STEVEDORE_SHARED"].map {
        URL(fileURLWithPath: $0, isDirectory: true)
      }
      ?? (0..<5).reduce(URL(fileURLWithPath: #filePath)) { url, _ in
        url.deletingLastPathComponent()
      }.appendingPathComponent("shared/data", isDirectory: true)
    return folder.appendingPathComponent("openb-gpu-v2023/openb_pod_list_default.csv")
  }

  private static func distinct(
    resources: Int, count: Int = million, bins: Int? = nil
  ) -> PackingProblem {
    var random = SeededGenerator(seed: 1)
    var builder = PackingProblem.Builder(
      resources: (0..<resources).map { Resource("r\($0)") }, mergingAlikeShapes: false)
    builder.add(
      BinType(capacity: Array(repeating: 1_000_000, count: resources), available: bins))
    for _ in 0..<count {
      builder.add(demand: (0..<resources).map { _ in random.integer(in: 1...180_000) })
    }
    return built(builder)
  }

  private static func built(_ builder: PackingProblem.Builder) -> PackingProblem {
    do {
      return try builder.build()
    } catch {
      fatalError("the workload is not a valid problem: \(error)")
    }
  }
}
