// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// What the pods of a cluster take, as text.
struct UsageText {
  private let report: UsageReport
  private let isWide: Bool

  init(_ report: UsageReport, isWide: Bool) {
    self.report = report.displayable
    self.isWide = isWide
  }

  func text(in style: TerminalStyle) -> String {
    var layout = TextLayout(style: style, isWide: isWide)
    layout.add(grid)
    let sentences = [pendingSentence, thresholdSentence].compactMap(\.self)
    if !sentences.isEmpty { layout.skip() }
    for sentence in sentences { layout.add(sentence, indent: 2) }
    if !report.assumptions.isEmpty {
      layout.skip()
      layout.add("Assumed:", role: .title)
      for assumption in report.assumptions { layout.add("  " + assumption, indent: 4) }
    }
    return layout.text
  }

  var markdown: String {
    var text = grid.markdown
    for sentence in [pendingSentence, thresholdSentence].compactMap(\.self) {
      text += "\n\(Markdown.escaped(sentence))\n"
    }
    if !report.assumptions.isEmpty { text += "\n" }
    for assumption in report.assumptions { text += "- \(Markdown.escaped(assumption))\n" }
    return text
  }

  var csv: String {
    var csv = CSVText()
    let resources = report.total.amounts.map(\.resource)
    csv.add(
      (["kind", "node", "namespace", "pod", "pods", "pods allowed"]
        + resources.flatMap { ["\($0) allocatable", "\($0) requests", "\($0) limits"] }
        + ["above threshold"]).map { .words($0) })
    for row in rows {
      let amounts = row.amounts.flatMap { amount -> [CSVText.Field] in
        [.integer(amount.allocatable), .integer(amount.requests), .integer(amount.limits)]
      }
      csv.add(
        [.words(row.kind), .words(row.node), .words(row.namespace), .words(row.pod)]
          + [.integer(row.pods), .integer(row.allowedPods)] + amounts
          + [.words(row.above.joined(separator: " "))])
    }
    return csv.text
  }

  private var pendingSentence: String? {
    let pending = report.pending
    guard pending.pods > 0 else { return nil }
    let amounts = pending.amounts.filter { $0.requests > 0 }.map {
      "\($0.resource) \(Figures.quantity($0.requests, unit: $0.unit))"
    }
    return Phrases.count(Int(pending.pods), "pod") + " without a node"
      + (amounts.isEmpty
        ? "." : ", requesting \(Phrases.list(amounts, limit: isWide ? .max : 4)).")
  }

  private var thresholdSentence: String? {
    guard let threshold = report.threshold else { return nil }
    guard !report.above.isEmpty else { return "No node is above \(threshold) %." }
    return Phrases.count(report.above.count, "node")
      + (report.above.count == 1 ? " is" : " are") + " above \(threshold) %: "
      + Phrases.list(report.above, limit: isWide ? .max : 10) + "."
  }

  private var grid: Grid {
    let shown = report.total.amounts.indices.filter { isWide || $0 < 2 }
    let resources = shown.map { report.total.amounts[$0].resource }
    let hasPods = !report.pods.isEmpty || report.nodes.isEmpty
    var columns: [Column] = [.words("node")]
    if hasPods { columns += [.words("namespace", expendability: 3), .words("pod")] }
    for resource in resources {
      if isWide { columns.append(.number(resource)) }
      columns += [
        .number("\(resource) requests"), .number("%", expendability: 1),
        .number("\(resource) limits", expendability: 2), .number("%", expendability: 2),
      ]
    }
    columns.append(.number("pods"))
    if report.threshold != nil { columns.append(.words("above", isFlexible: false)) }
    var grid = Grid(columns)
    for row in rows {
      var cells = [row.kind == "total" ? "*" : row.kind == "pending" ? "–" : row.node]
      if hasPods {
        cells += row.kind == "pod" ? [row.namespace, row.pod] : ["*", "*"]
      }
      for index in shown {
        let amount = row.amounts[index]
        if isWide {
          cells.append(
            amount.allocatable.map { Figures.quantity($0, unit: amount.unit) } ?? "")
        }
        cells += [
          Figures.quantity(amount.requests, unit: amount.unit),
          Self.share(amount.requests, of: row.whole[index]),
          Figures.quantity(amount.limits, unit: amount.unit),
          Self.share(amount.limits, of: row.whole[index]),
        ]
      }
      cells.append(
        row.kind == "pod"
          ? "" : "\(row.pods)" + (row.allowedPods.map { "/\($0)" } ?? ""))
      if report.threshold != nil { cells.append(row.above.joined(separator: ", ")) }
      grid.add(cells, tone: !row.above.isEmpty ? .warning : row.kind == "total" ? .best : .plain)
    }
    return grid
  }

  private static func share(_ part: Int64, of whole: Int64?) -> String {
    guard let whole, whole > 0 else { return part == 0 ? "" : "–" }
    return Figures.percent(Double(part) / Double(whole))
  }
}

extension UsageText {
  /// A line of the table.
  private struct Row {
    var kind: String
    var node = ""
    var namespace = ""
    var pod = ""
    var pods: Int64 = 1
    var allowedPods: Int64?
    var amounts: [UsageReport.Amount]
    /// What shares are of.
    var whole: [Int64?]
    var above: [String] = []

    init(_ kind: String, _ node: UsageReport.Node) {
      self.kind = kind
      self.node = node.name ?? ""
      (pods, allowedPods, above) = (node.pods, node.allowedPods, node.above)
      amounts = node.amounts
      whole = node.amounts.map(\.allocatable)
    }

    init(_ pod: UsageReport.Pod, whole: [Int64?]) {
      kind = "pod"
      (node, namespace, self.pod) = (pod.node ?? "", pod.namespace, pod.name)
      amounts = pod.amounts
      self.whole = whole
    }
  }

  /// The total, then each node with its pods, then the pods of no node listed.
  private var rows: [Row] {
    var rows = [Row("total", report.total)]
    let byNode = Dictionary(grouping: report.pods) { $0.node ?? "" }
    let listed = Set(report.nodes.compactMap(\.name))
    for node in report.nodes {
      rows.append(Row("node", node))
      let whole = node.amounts.map(\.allocatable)
      rows += (byNode[node.name ?? ""] ?? []).map { Row($0, whole: whole) }
    }
    let nothing = [Int64?](repeating: nil, count: report.total.amounts.count)
    rows += report.pods.filter { !listed.contains($0.node ?? "") }
      .map { Row($0, whole: nothing) }
    return rows
  }
}

extension UsageReport {
  /// The report without anything in names that would act on a terminal.
  var displayable: UsageReport {
    var report = self
    report.input = DisplayText.clean(input)
    report.total = total.displayable
    report.pending = pending.displayable
    report.nodes = nodes.map(\.displayable)
    report.above = above.map(DisplayText.clean)
    report.assumptions = assumptions.map(DisplayText.clean)
    report.pods = pods.map { pod in
      var pod = pod
      pod.namespace = DisplayText.clean(pod.namespace)
      pod.name = DisplayText.clean(pod.name)
      pod.node = pod.node.map(DisplayText.clean)
      return pod
    }
    return report
  }
}

extension UsageReport.Node {
  var displayable: UsageReport.Node {
    var node = self
    node.name = name.map(DisplayText.clean)
    node.above = above.map(DisplayText.clean)
    for index in node.amounts.indices {
      node.amounts[index].resource = DisplayText.clean(amounts[index].resource)
    }
    return node
  }
}
