// SPDX-License-Identifier: Apache-2.0

extension NodeReport: ClusterReport {
  func sections(isWide: Bool) -> Sections {
    var sections = Sections(answer: answer, isYes: canGo)
    var room = Grid([
      .words("resource", isFlexible: false), .number("allocatable"), .number("requested"),
      .number("free"),
    ])
    for resource in resources {
      room.add([
        resource.name, AmountText.text(resource.allocatable, of: resource.name),
        AmountText.text(resource.requested, of: resource.name, rounding: .up),
        AmountText.text(resource.free, of: resource.name),
      ])
    }
    sections.add("Room", room)
    let limit = isWide ? Int.max : PodReport.shownNodes
    addPods(to: &sections, limit)
    addPending(to: &sections, limit)
    if isWide { sections.add("Assumptions", lines: origin.assumptions) }
    return sections
  }

  private func addPods(to sections: inout Sections, _ limit: Int) {
    var grid = Grid([
      .words("pod"), .number("cpu", expendability: 1), .number("memory", expendability: 2),
      .words("if it alone left"), .words("if all left"),
    ])
    // What is stuck is what people look for.
    let stuck = pods.filter { !$0.belongsToNode && $0.together == nil }
    let others = pods.filter { $0.belongsToNode || $0.together != nil }
    for pod in (stuck + others).prefix(limit) {
      let none = pod.belongsToNode ? "goes with the node" : "nowhere"
      grid.add(
        [
          pod.pod, AmountText.text(pod.requests["cpu"] ?? 0, of: "cpu"),
          AmountText.text(pod.requests["memory"] ?? 0, of: "memory", rounding: .up),
          pod.alone ?? none, pod.together ?? none,
        ], tone: !pod.belongsToNode && pod.together == nil ? .warning : .plain)
    }
    var lines: [String] = []
    if pods.count > limit { lines.append("… and \(Phrases.count(pods.count - limit, "more pod"))") }
    lines += stuck.prefix(limit).compactMap { pod in pod.message.map { "\(pod.pod): \($0)" } }
    sections.add("Pods on it", grid, then: lines)
  }

  private func addPending(to sections: inout Sections, _ limit: Int) {
    var grid = Grid([.words("pods"), .number("count"), .words("verdict")])
    for visitor in pending.prefix(limit) {
      grid.add([
        visitor.examples.first ?? "", "\(visitor.count)",
        visitor.fits ? "fits" : visitor.reasons.joined(separator: "; "),
      ])
    }
    sections.add(
      "Pending pods", grid,
      then: pending.count > limit
        ? ["… and \(Phrases.count(pending.count - limit, "more kind"))"] : [])
  }
}

extension ReportWriter {
  /// Writes what there is to say about a node.
  public func render(
    _ report: NodeReport, as format: OutputFormat, style: TerminalStyle = TerminalStyle()
  ) -> String {
    render(cluster: report, as: format, style: style)
  }
}
