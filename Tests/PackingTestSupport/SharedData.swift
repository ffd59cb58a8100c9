// SPDX-License-Identifier: Apache-2.0

public import Foundation
public import VectorPacking

/// The folder of public benchmark data that tests may use where it exists.
///
/// It is named by the environment variable `STEVEDORE_SHARED`, or else lies beside the package.
public enum SharedData {
  /// Where the data would be.
  public static var folder: URL {
    if let path = ProcessInfo.processInfo.environment["STEVEDORE_SHARED"] {
      return URL(fileURLWithPath: path, isDirectory: true)
    }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("shared/data", isDirectory: true)
  }

  /// Whether the data is there.
  public static var isAvailable: Bool {
    FileManager.default.fileExists(
      atPath: folder.appendingPathComponent("ct-like/known_values.csv").path)
  }

  /// The rows of a CSV file without quotes, each by column name.
  public static func rows(of file: String) throws -> [[String: String]] {
    let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline)
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    guard let header = lines.first else { return [] }
    return lines.dropFirst().map { line in
      Dictionary(zip(header, line), uniquingKeysWith: { first, _ in first })
    }
  }

  /// The problem of a file in VPSolver's text format: dimensions, capacities, number of shapes,
  /// and for each shape its sizes and how many items it has.
  public static func vectorPackingProblem(_ file: String) throws -> PackingProblem {
    let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    var numbers = text.split(whereSeparator: \.isWhitespace).lazy.compactMap { Int64($0) }
      .makeIterator()
    func next() throws -> Int64 {
      guard let number = numbers.next() else { throw CocoaError(.fileReadCorruptFile) }
      return number
    }
    let dimensions = Int(try next())
    var builder = PackingProblem.Builder(resources: (0..<dimensions).map { "r\($0)" })
    builder.add(BinType(capacity: try (0..<dimensions).map { _ in try next() }))
    for _ in 0..<(try next()) {
      let demand = try (0..<dimensions).map { _ in try next() }
      builder.add(demand: demand, count: Int(try next()))
    }
    return try builder.build()
  }

  /// The same, or `nil` for a file with negative sizes, of which some published sets have a few.
  public static func nonnegativeProblem(_ file: String) throws -> PackingProblem? {
    do {
      return try vectorPackingProblem(file)
    } catch ProblemError.demandOutOfRange(_, _, let found) where found < 0 {
      return nil
    }
  }
}
