// SPDX-License-Identifier: Apache-2.0

/// A rule of the master problem that looks at whole patterns, with its multiplier.
struct PricedRow: Sendable {
  /// What a pattern counts for in the rule.
  enum Measure: Sendable {
    /// One where the pattern holds at least so many copies of each of these items, else nothing.
    case allPresent([(item: Int, atLeast: Int32)])
    /// The sum of the numerators of all copies, divided by the denominator and rounded down.
    case roundedSum([(item: Int, numerator: Int32)], denominator: Int32)
  }

  var measure: Measure
  /// What one unit in the rule is worth, of any sign.
  var value: Int64

  /// Whether it looks at nothing but which items are present.
  var looksAtPresence: Bool {
    if case .allPresent = measure { true } else { false }
  }

  /// The items that matter.
  var items: [Int] {
    switch measure {
    case .allPresent(let list): list.map { $0.item }
    case .roundedSum(let list, _): list.map { $0.item }
    }
  }
}
