// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// The groups of pods that a table wants spread over zones, as rows name them.
///
/// A group's skew may stand in any of its rows; left out everywhere it is 1.
struct SpreadGroups {
  private struct Group {
    let name: String
    var shapes: [Int] = []
    var skew: (value: Int, line: Int)?
  }

  private let file: String
  /// The zone of each bin type as a number, in the order of their first appearance.
  private let domains: [Int?]
  private var groups: [Group] = []
  private var index: [String: Int] = [:]

  /// Starts without groups.
  ///
  /// - Parameters:
  ///   - file: The table's file, for errors.
  ///   - zones: The zone of each bin type.
  init(file: String, zones: [String?]) {
    self.file = file
    var numbers: [String: Int] = [:]
    domains = zones.map { zone in
      guard let zone else { return nil }
      let number = numbers[zone] ?? numbers.count
      numbers[zone] = number
      return number
    }
  }

  /// The number of a row's group, or `nil` where it has none.
  ///
  /// - Throws: An error at the line when the row contradicts itself, another row, or the nodes.
  mutating func number(of row: PodRow, line: Int) throws(InputError) -> Int? {
    guard !row.spreadGroup.isEmpty else {
      if let skew = row.maxSkew {
        throw InputError(
          file: file, line: line, field: "max_skew",
          message: "found \(skew) without a spread_group, expected the group whose pods are to be "
            + "spread")
      }
      return nil
    }
    if domains.allSatisfy({ $0 == nil }) {
      throw InputError(
        file: file, line: line, field: "spread_group",
        message: "'\(row.spreadGroup)' is to be spread over zones, but no node has one\nGive the "
          + "nodes zones, as in --node-type cpu=96,memory=384Gi,zone=a, or a column zone in "
          + "their list.")
    }
    let number = index[row.spreadGroup] ?? groups.count
    if number == groups.count {
      index[row.spreadGroup] = number
      groups.append(Group(name: row.spreadGroup))
    }
    if let skew = row.maxSkew {
      if let known = groups[number].skew, known.value != skew {
        throw InputError(
          file: file, line: line, field: "max_skew",
          message: "found \(skew) for the group '\(row.spreadGroup)', expected \(known.value) as "
            + "on line \(known.line)")
      }
      if groups[number].skew == nil { groups[number].skew = (skew, line) }
    }
    return number
  }

  /// Adds the shape of a row to its group.
  mutating func add(_ shape: Int, to group: Int) {
    // Shapes are numbered as they come, so one that is not higher than the last was here before.
    if groups[group].shapes.last.map({ $0 < shape }) ?? true {
      groups[group].shapes.append(shape)
    }
  }

  /// Adds a rule for each group.
  func addRules(to items: inout ItemCollector) {
    for group in groups {
      items.addSpread(of: group.shapes, over: domains, maxSkew: group.skew?.value ?? 1)
    }
  }
}
