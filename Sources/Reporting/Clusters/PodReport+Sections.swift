// SPDX-License-Identifier: Apache-2.0

extension PodReport: ClusterReport {
  /// How many nodes a table shows.
  static let shownNodes = 10

  func sections(isWide: Bool) -> Sections {
    var sections = Sections(answer: answer, isYes: fits)
    if let preemption {
      sections.add("Preemption", lines: [preemption.sentence])
    }
    sections.add("Smallest changes that let it run", lines: changes.map(\.sentence))
    let taking = nodes.filter(\.fits).enumerated().sorted { first, second in
      let (one, other) = (first.element.total ?? 0, second.element.total ?? 0)
      return one != other ? one > other : first.offset < second.offset
    }.map(\.element)
    let limit = isWide ? Int.max : Self.shownNodes
    sections.add(
      "Nodes that take it", scoreGrid(taking.prefix(limit), isWide: isWide),
      then: taking.count > limit
        ? ["… and \(Phrases.count(taking.count - limit, "more node")) with no higher score"] : [])
    let refusing = nodes.filter { !$0.fits }
    sections.add(
      "Nodes that refuse it", refusalGrid(refusing.prefix(limit)),
      then: Self.counts(refusing.dropFirst(limit)))
    if isWide { sections.add("Assumptions", lines: origin.assumptions) }
    return sections
  }

  private func scoreGrid(_ nodes: some Sequence<NodeVerdict>, isWide: Bool) -> Grid {
    let plugins = self.nodes.first(where: \.fits)?.scores.map(\.plugin) ?? []
    var grid = Grid(
      [.words("node", isFlexible: false), .number("score")]
        + plugins.enumerated().map { .number($1, expendability: isWide ? 0 : $0 + 1) })
    for node in nodes {
      let scores = node.scores.map { score in
        isWide
          ? "\(score.raw) → \(score.normalized) → \(score.weighted)" : "\(score.weighted)"
      }
      let isChosen = node.node == choice?.node
      grid.add(
        [node.node, Figures.grouped(node.total ?? 0)] + scores, tone: isChosen ? .best : .plain)
    }
    return grid
  }

  private func refusalGrid(_ nodes: some Sequence<NodeVerdict>) -> Grid {
    var grid = Grid([.words("node", isFlexible: false), .words("filter"), .words("reason")])
    for node in nodes {
      for (position, refusal) in node.refusals.enumerated() {
        grid.add([
          position == 0 ? node.node : "", refusal.filter, refusal.reasons.joined(separator: "; "),
        ])
      }
    }
    return grid
  }

  /// What the first filter of each node says, counted.
  private static func counts(_ nodes: some Sequence<NodeVerdict>) -> [String] {
    var counts: [String: Int] = [:]
    for node in nodes {
      for message in node.refusals.first?.messages ?? [] { counts[message, default: 0] += 1 }
    }
    return counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
      .map { "… and \(Phrases.count($0.value, "more node")): \($0.key)" }
  }
}

extension PodReport.Eviction {
  /// `evict shop/batch-1 from node-2; no disruption budget forbids it`.
  var sentence: String {
    let budgets =
      budgetViolations == 0
      ? "no disruption budget is violated"
      : "\(Phrases.count(budgetViolations, "eviction")) would violate a disruption budget"
    return "evict \(Phrases.list(victims, limit: 10)) from \(node), then it fits there; \(budgets)"
  }
}

extension ReportWriter {
  /// Writes what there is to say about a pod.
  public func render(
    _ report: PodReport, as format: OutputFormat, style: TerminalStyle = TerminalStyle()
  ) -> String {
    render(cluster: report, as: format, style: style)
  }
}
