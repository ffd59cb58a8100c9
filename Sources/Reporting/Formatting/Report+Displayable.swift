// SPDX-License-Identifier: Apache-2.0

import Evaluation

extension ComparisonReport {
  /// The report with every text made safe to show.
  var displayable: ComparisonReport {
    var copy = self
    copy.version = DisplayText.clean(version)
    copy.command = command.map(DisplayText.clean)
    copy.inputs = inputs.map(\.displayable)
    return copy
  }
}

extension PlacementReport {
  /// The report with every text made safe to show.
  var displayable: PlacementReport {
    var copy = self
    copy.version = DisplayText.clean(version)
    copy.command = command.map(DisplayText.clean)
    copy.input = input.displayable
    copy.run = run.displayable
    copy.lowerBound.method = DisplayText.clean(lowerBound.method)
    copy.nodes = nodes.map { node in
      var node = node
      node.name = DisplayText.clean(node.name)
      node.nodeType = DisplayText.clean(node.nodeType)
      node.items = node.items.map(DisplayText.clean)
      return node
    }
    copy.unplaced = unplaced.map(\.displayable)
    copy.cluster = cluster?.displayable
    return copy
  }
}

extension ClusterMap {
  var displayable: ClusterMap {
    var copy = self
    copy.resources = resources.map(DisplayText.clean)
    copy.waiting = waiting.map(DisplayText.clean)
    copy.nodes = nodes.map { node in
      var node = node
      node.name = DisplayText.clean(node.name)
      node.zone = node.zone.map(DisplayText.clean)
      node.stays = node.stays.map(DisplayText.clean)
      node.placed = node.placed.map(DisplayText.clean)
      return node
    }
    return copy
  }
}

extension InputComparison {
  var displayable: InputComparison {
    var copy = self
    copy.input = input.displayable
    copy.lowerBound.method = DisplayText.clean(lowerBound.method)
    copy.unplaceable = unplaceable.map(\.displayable)
    copy.runs = runs.map(\.displayable)
    if let best {
      copy.best = NodeMap(
        strategy: DisplayText.clean(best.strategy),
        groups: best.groups.map { group in
          var group = group
          group.nodeType = DisplayText.clean(group.nodeType)
          return group
        })
    }
    return copy
  }
}

extension InputDescription {
  var displayable: InputDescription {
    var copy = self
    copy.name = DisplayText.clean(name)
    copy.format = DisplayText.clean(format)
    copy.sha256 = DisplayText.clean(sha256)
    copy.resources = resources.map(DisplayText.clean)
    copy.assumptions = assumptions.map(DisplayText.clean)
    return copy
  }

  /// An amount of the resource at a position, in its unit.
  func quantity(_ amount: Int64, at position: Int) -> String {
    Figures.quantity(
      amount, unit: units.indices.contains(position) ? units[position] : .count)
  }

  /// A demand by resource as a phrase, in the order of the resources: `cpu 4, memory 8 GiB`.
  func phrase(for demand: [String: Int64]) -> String {
    let known = resources.indices.compactMap { position in
      demand[resources[position]].map { "\(resources[position]) \(quantity($0, at: position))" }
    }
    let others = demand.keys.filter { !resources.contains($0) }.sorted()
      .map { "\($0) \(Figures.grouped(demand[$0] ?? 0))" }
    return (known + others).joined(separator: ", ")
  }

  /// What the input is, as a phrase.
  var phrase: String {
    [
      format, Phrases.count(items, "item") + " in " + Phrases.count(shapes, "shape"),
      Phrases.count(nodeTypes, "node type"), resources.joined(separator: ", "),
    ].joined(separator: " · ")
  }
}

extension StrategyRun {
  var displayable: StrategyRun {
    var copy = self
    copy.strategy = DisplayText.clean(strategy)
    copy.status = DisplayText.clean(status)
    copy.stop = DisplayText.clean(stop)
    copy.violations = violations.map(DisplayText.clean)
    copy.bound?.method = DisplayText.clean(bound?.method ?? "")
    copy.message = message.map(DisplayText.clean)
    copy.utilization = Dictionary(
      utilization.sorted { $0.key < $1.key }.map { (DisplayText.clean($0.key), $0.value) },
      uniquingKeysWith: { first, _ in first })
    return copy
  }
}

extension UnplacedItems {
  var displayable: UnplacedItems {
    var copy = self
    copy.items = items.map(DisplayText.clean)
    copy.reason = DisplayText.clean(reason)
    copy.remedy = remedy.map(DisplayText.clean)
    copy.demand = Dictionary(
      demand.sorted { $0.key < $1.key }.map { (DisplayText.clean($0.key), $0.value) },
      uniquingKeysWith: { first, _ in first })
    return copy
  }
}
