// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Finds the strategies that a list on the command line names.
struct StrategySelection {
  var registry: StrategyRegistry
  /// Whether there is a cluster among the inputs, so that schedulers of clusters count too.
  var hasClusters = false

  /// The strategies that stand for all when the user names none: one or two of every kind.
  static let defaults = [
    "first-fit", "best-fit", "worst-fit", "first-fit-decreasing", "best-fit-decreasing",
    "dot-product", "local-search", "ilp",
  ]

  /// The strategies of a list of names and groups, each once, in the order of the list.
  ///
  /// Groups are `greedy`, `exact`, `default` and `all`.
  func strategies(named list: String) throws(CommandFailure) -> [any PackingStrategy] {
    var chosen: [any PackingStrategy] = []
    var seen: Set<String> = []
    for part in list.split(separator: ",") {
      for strategy in try strategies(called: String(part)) {
        if seen.insert(strategy.name).inserted { chosen.append(strategy) }
      }
    }
    if chosen.isEmpty {
      throw .badUsage(
        "'\(list)' selects no strategy\n'schedbench strategies' lists what there is.")
    }
    return chosen
  }

  private func isUsable(_ strategy: any PackingStrategy) -> Bool {
    hasClusters || !(strategy is KubeSchedulerStrategy)
  }

  private func strategies(called name: String) throws(CommandFailure) -> [any PackingStrategy] {
    switch name {
    case "all": return registry.strategies.filter { isUsable($0) }
    case "greedy":
      return registry.strategies.filter { $0.family.isGreedy && isUsable($0) }
    case "exact": return registry.strategies.filter { $0.family == .exact }
    case "default":
      let schedulers = hasClusters ? KubeSchedulerStrategy.all.map(\.name) : []
      return (schedulers + StrategySelection.defaults).compactMap { registry[$0] }
    default:
      if let strategy = registry[name] { return [strategy] }
      let known = registry.strategies.map { $0.name } + ["all", "greedy", "exact", "default"]
      var message = "there is no strategy '\(name)'\n"
      if let similar = Similarity.closest(to: name, among: known) {
        message += "Did you mean '\(similar)'? "
      }
      throw .badUsage(message + "'schedbench strategies' lists what there is.")
    }
  }
}
