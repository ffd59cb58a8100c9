// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// What the template `cluster-nodes` shows: each node with the names of its pods.
struct ClusterTableContent {
  /// One node.
  struct Row {
    var name: String
    var zone: String
    var stays: Int
    var placed: Int
    var amounts: [NodeTableContent.Amount]
    var placedNames: String
    var staysNames: String
  }

  /// So many nodes have a line.
  private static let mostNodes = 1000
  /// So many pods that stay are named on a line.
  private static let mostNames = 40

  var hasZones: Bool
  var hasStays: Bool
  var hasPlaced: Bool
  var resources: [String]
  var nodes: [Row]
  var rest: String?

  init(_ cluster: ClusterMap, of report: PlacementReport) {
    let input = report.input.describing(cluster)
    hasZones = cluster.nodes.contains { $0.zone != nil }
    hasStays = cluster.nodes.contains { !$0.stays.isEmpty }
    hasPlaced = cluster.nodes.contains { !$0.placed.isEmpty }
    resources = cluster.resources
    nodes = cluster.nodes.prefix(Self.mostNodes).map { node in
      Row(
        name: node.name, zone: node.zone ?? "", stays: node.stays.count,
        placed: node.placed.count,
        amounts: cluster.resources.indices.map { position in
          let used = node.used.indices.contains(position) ? node.used[position] : 0
          let capacity = node.capacity.indices.contains(position) ? node.capacity[position] : 0
          return NodeTableContent.Amount(
            text: max(used, capacity) == 0
              ? ""
              : "\(input.quantity(used, at: position)) of "
                + input.quantity(capacity, at: position),
            share: capacity > 0 ? "(\(Figures.percent(Double(used) / Double(capacity))))" : "–",
            value: used)
        },
        placedNames: node.placed.joined(separator: ", "), staysNames: Self.named(node.stays))
    }
    let more = cluster.nodes.count - nodes.count
    rest = more > 0 ? "\(Phrases.count(more, "further node")) are in the report as JSON." : nil
  }

  private static func named(_ names: [String]) -> String {
    let more = names.count - mostNames
    return names.prefix(mostNames).joined(separator: ", ") + (more > 0 ? " +\(more)" : "")
  }
}
