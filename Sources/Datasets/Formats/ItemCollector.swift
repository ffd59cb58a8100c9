// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Fills a problem while a file is read, checking each row so that an error names its line.
struct ItemCollector {
  private(set) var builder: PackingProblem.Builder
  private let resources: [Resource]
  private let file: String
  private var totals: [Int64]

  /// How many items there are so far.
  private(set) var itemCount = 0

  init(file: String, resources: [Resource], mergingAlikeShapes: Bool = true) {
    self.file = file
    self.resources = resources
    totals = Array(repeating: 0, count: resources.count)
    builder = PackingProblem.Builder(
      resources: resources, mergingAlikeShapes: mergingAlikeShapes)
  }

  /// Adds a bin type.
  mutating func add(_ binType: BinType) {
    builder.add(binType)
  }

  /// Adds a conflict between two shapes.
  mutating func addConflict(_ first: Int, _ second: Int) {
    builder.addConflict(first, second)
  }

  /// Adds a rule that spreads some shapes over domains.
  mutating func addSpread(of shapes: [Int], over domains: [Int?], maxSkew: Int) {
    builder.addSpread(of: shapes, over: domains, maxSkew: maxSkew)
  }

  /// Adds the items of one row.
  ///
  /// - Throws: An error at the row's line when there are too many items or they need too much.
  @discardableResult
  mutating func add(
    demand: [Int64], count: Int, perBinLimit: Int? = nil, binTypes: [Int]? = nil,
    name: String = "", kind: Int = 0, line: Int
  ) throws(InputError) -> Int {
    itemCount += count
    if itemCount > PackingProblem.mostItems {
      throw InputError(
        file: file, line: line,
        message: "found more than \(PackingProblem.mostItems) items, expected fewer; split the file"
      )
    }
    for position in demand.indices {
      let (product, overflow) = demand[position].multipliedReportingOverflow(by: Int64(count))
      let (sum, carried) = totals[position].addingReportingOverflow(product)
      if overflow || carried || sum > 1 << 62 {
        throw InputError(
          file: file, line: line, field: resources[position].name,
          message: "the demands up to here add up to more than 2^62, expected less")
      }
      totals[position] = sum
    }
    return builder.add(
      demand: demand, count: count, perBinLimit: perBinLimit, binTypes: binTypes, name: name,
      kind: kind)
  }

  /// Makes the problem; should it be refused as a whole, the error names the given line.
  func build(line: Int) throws(InputError) -> PackingProblem {
    do throws(ProblemError) {
      return try builder.build()
    } catch {
      throw InputError(file: file, line: line, message: error.description)
    }
  }
}
