// SPDX-License-Identifier: Apache-2.0

/// Pays least for the most pods; among its options is the mix that `OptimalExpansion` packs.
struct OptimalExpander: Expander {
  var name: String { "optimal" }

  func best(of options: inout [ScaleUpOption]) -> [Int] {
    let most = options.map(\.pods.count).max() ?? 0
    let places = options.indices.filter { options[$0].pods.count == most }
    for place in options.indices { options[place].scores[name] = options[place].costPerHour }
    func isBetter(_ one: ScaleUpOption, _ other: ScaleUpOption) -> Bool {
      if one.costPerHour != other.costPerHour { return one.costPerHour < other.costPerHour }
      return one.nodeCount < other.nodeCount
    }
    guard let best = places.min(by: { isBetter(options[$0], options[$1]) }) else { return [] }
    return [best]
  }
}
