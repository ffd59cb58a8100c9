// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// A placement as one self-contained page.
struct PlacementPage {
  /// So many nodes have a line in the table.
  private static let mostNodes = 1000

  private let report: PlacementReport

  /// What other strategies find on the same input.
  private let comparison: InputComparison?

  init(_ report: PlacementReport, beside comparison: InputComparison? = nil) {
    self.report = report.displayable
    self.comparison = comparison?.displayable
  }

  var html: String {
    let input = report.input
    let run = report.run
    var page = PageContent(
      pageTitle: "\(input.name) – placement by \(run.strategy)",
      kicker: "Placement by \(run.strategy)", heading: input.name,
      subtitle: report.cluster.map(phrase) ?? input.phrase,
      verdict: Phrases.sentence(
        report.cluster.map { Verdict(report, of: $0).text } ?? Verdict(report).text),
      figures: report.cluster.map(figures) ?? figures,
      provenance: ProvenanceContent(
        version: report.version, schema: report.schema, command: report.command, inputs: [input],
        runs: [run]))
    var single = InputContent(
      input: input, map: report.cluster == nil ? map : nil, run: run, unplaced: report.unplaced)
    if let comparison { single.add(Ranking(comparison)) }
    page.links = [LinkContent(target: "provenance", text: "About this page")]
    if let cluster = report.cluster {
      page.cluster = ClusterContent(cluster, of: report)
      page.clusterTable = ClusterTableContent(cluster, of: report)
      page.links.insert(LinkContent(target: "nodes", text: "What is where"), at: 0)
      // How full the cluster is says more than how full the nodes are that the packing uses.
      (single.levels, single.hasLevels) = ([], false)
      // Where no node has to be started there is no gap to be seen.
      if ((comparison?.runs ?? []) + [run]).allSatisfy({ $0.cost ?? 0 == 0 }) { single.trace = nil }
    } else if !report.nodes.isEmpty {
      page.nodeTable = NodeTableContent(report, most: PlacementPage.mostNodes)
      page.links.insert(LinkContent(target: "nodes", text: "What lies where"), at: 0)
    }
    page.single = single
    page.links =
      (report.cluster == nil ? [] : [LinkContent(target: "cluster", text: "Nodes")])
      + (page.cluster?.hasLevels == true
        ? [LinkContent(target: "cluster-levels", text: "Utilisation")] : [])
      + single.links + page.links
    return PageTemplates().render(page)
  }

  /// The nodes with neighbours that look the same drawn together.
  private var map: NodeMap {
    var groups: [NodeGroup] = []
    for node in report.nodes {
      if let last = groups.last, last.nodeType == node.nodeType, last.used == node.used,
        last.capacity == node.capacity, last.items == node.items.count
      {
        groups[groups.count - 1].count += 1
      } else {
        groups.append(
          NodeGroup(
            nodeType: node.nodeType, count: 1, items: node.items.count, used: node.used,
            capacity: node.capacity, stranded: []))
      }
    }
    return NodeMap(strategy: report.run.strategy, groups: groups)
  }

  private var figures: [FigureContent] {
    let run = report.run
    let bound = report.lowerBound
    var figures = [
      FigureContent(
        label: "Nodes used", value: run.nodes.map { Figures.grouped($0) } ?? "–",
        note: run.verified ? "checked by the verifier" : "NOT a valid packing",
        isWarning: !run.verified)
    ]
    let isPriced = run.cost != run.nodes.map(Int64.init)
    if let cost = run.cost, isPriced {
      figures.append(
        FigureContent(
          label: "Cost", value: Figures.grouped(cost),
          note: "of the nodes used"))
    }
    figures += [
      .lowerBound(bound, isPriced: isPriced),
      FigureContent(
        label: "Gap", value: run.gap.map(Figures.percent) ?? "–",
        note: run.gap == nil ? "not every item is placed" : "above the bound"),
      FigureContent(
        label: "Without a node", value: Figures.grouped(run.unplaced),
        note: run.unplaced == 0
          ? "every item is placed"
          : ComparisonPage.reason(report.unplaced, leftOut: run.unplaced),
        isWarning: run.unplaced > 0),
    ]
    return figures
  }
}

extension PlacementPage {
  /// What a cluster is, as a phrase.
  private func phrase(_ cluster: ClusterMap) -> String {
    [
      report.input.format, Phrases.count(cluster.nodes.count, "node"),
      "\(Phrases.count(cluster.stayCount, "pod")) that \(cluster.stayCount == 1 ? "stays" : "stay")",
      "\(Figures.grouped(report.input.items)) to place",
    ].joined(separator: " · ")
  }

  /// The figures of a cluster: the cost of a packing is the number of nodes that were not in use.
  private func figures(_ cluster: ClusterMap) -> [FigureContent] {
    let run = report.run
    let bound = report.lowerBound
    return [
      FigureContent(
        label: "Pods placed", value: Figures.grouped(cluster.placedCount),
        note: run.verified
          ? "beside \(Figures.grouped(cluster.stayCount)) that stay; checked by the verifier"
          : "NOT a valid packing", isWarning: !run.verified),
      FigureContent(
        label: "Nodes started", value: run.cost.map { Figures.grouped($0) } ?? "–",
        note: "of \(Phrases.count(run.nodes ?? 0, "node")) with new pods"),
      FigureContent(
        label: "Lower bound", value: Figures.grouped(bound.cost),
        note: "nodes started, proven by \(bound.method)"),
      FigureContent(
        label: "Gap", value: run.gap.map(Figures.percent) ?? "–",
        note: run.gap == nil ? "not every pod is placed" : "above the bound"),
      FigureContent(
        label: "Without a node", value: Figures.grouped(run.unplaced),
        note: run.unplaced == 0
          ? "every pod is placed"
          : ComparisonPage.reason(report.unplaced, leftOut: run.unplaced),
        isWarning: run.unplaced > 0),
    ]
  }
}

extension ClusterMap {
  /// How many items stay.
  var stayCount: Int { nodes.reduce(0) { $0 + $1.stays.count } }

  /// How many items are newly placed.
  var placedCount: Int { nodes.reduce(0) { $0 + $1.placed.count } }
}

/// What the template `nodes` shows: each node with its items.
struct NodeTableContent {
  /// One node.
  struct Row {
    var name: String
    var typeName: String
    var number: String
    var numberValue: Int
    var amounts: [Amount]
    var items: String
  }

  /// One resource of a node.
  struct Amount {
    var text: String
    var share: String
    var value: Int64
  }

  var resources: [String]
  var nodes: [Row]
  var rest: String?

  init(_ report: PlacementReport, most: Int) {
    let input = report.input
    resources = input.resources
    nodes = report.nodes.prefix(most).map { node in
      Row(
        name: node.name, typeName: node.nodeType, number: Figures.grouped(node.items.count),
        numberValue: node.items.count,
        amounts: input.resources.indices.map { position in
          let used = node.used.indices.contains(position) ? node.used[position] : 0
          let capacity = node.capacity.indices.contains(position) ? node.capacity[position] : 0
          return Amount(
            text:
              "\(input.quantity(used, at: position)) of \(input.quantity(capacity, at: position))",
            share: capacity > 0 ? Figures.percent(Double(used) / Double(capacity)) : "–",
            value: used)
        },
        items: node.items.joined(separator: ", "))
    }
    let more = report.nodes.count - nodes.count
    rest = more > 0 ? "\(Phrases.count(more, "further node")) are in the report as JSON." : nil
  }
}
