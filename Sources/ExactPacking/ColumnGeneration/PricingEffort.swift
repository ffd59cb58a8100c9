// SPDX-License-Identifier: Apache-2.0

/// How much work pricing may take.
struct PricingEffort: Sendable {
  /// About how many entries a table of completion bounds may have.
  var tableEntries: Int
  /// The most steps of a search.
  var steps: Int
  /// The most steps of a search for a further column.
  var followUpSteps: Int
  /// How many columns of each type to look for at most.
  var columns = 30
  /// How often to search depth-first, each time for items that were not used before.
  var searches = 12
  /// How many labels of a layer go on; 0 searches depth-first.
  var width = 0
  /// Whether tables are left out where a bin holds many items.
  var isQuick = false

  /// For columns: much, quickly.
  static let quick = PricingEffort(
    tableEntries: 150_000, steps: 20_000, followUpSteps: 20_000,
    width: 100, isQuick: true)
  /// Where that finds nothing.
  static let wider = PricingEffort(
    tableEntries: 150_000, steps: 60_000, followUpSteps: 20_000, width: 900,
    isQuick: true)
  /// Where quick pricing finds nothing.
  static let broad = PricingEffort(
    tableEntries: 400_000, steps: 200_000, followUpSteps: 20_000, width: 4_500)
  /// For proofs: until all is looked at, if that is not far too much.
  static let thorough = PricingEffort(
    tableEntries: 1_500_000, steps: 2_000_000, followUpSteps: 20_000)
  /// For proofs: until all is looked at.
  static let complete = PricingEffort(
    tableEntries: 1_500_000, steps: .max, followUpSteps: 20_000)
}
