// SPDX-License-Identifier: Apache-2.0

public import Scheduling

/// What `schedbench how-many` says.
public struct ReplicaReport: Codable, Sendable, Hashable {
  /// The name of the schema.
  public var schema = "schedbench.how-many/v1"
  /// How the report came to be.
  public var origin: ReportOrigin
  /// The pod that is counted, with its namespace.
  public var pod: String
  /// The answer in a sentence.
  public var answer: String
  /// How many more fit.
  public var count: Int
  /// Whether counting stopped at its limit, so that more may fit.
  public var isLimited: Bool
  /// What keeps the next one off, in the words of kube-scheduler.
  public var message: String?
  /// How many go to which node, the most first; nodes that take none are left out.
  public var nodes: [NodeCount]

  /// How many pods go to a node.
  public struct NodeCount: Codable, Sendable, Hashable {
    /// The node.
    public var node: String
    /// How many.
    public var count: Int
  }

  /// Makes the report of a count.
  public init(
    _ count: ReplicaCount, like pod: Int, of snapshot: ClusterSnapshot, origin: ReportOrigin
  ) {
    self.origin = origin
    self.pod = snapshot.fullName(pod)
    self.count = count.count
    isLimited = count.diagnosis == nil
    message = count.diagnosis?.message
    let taking = count.perNode.indices.filter { count.perNode[$0] > 0 }
    nodes = taking.sorted { first, second in
      let (one, other) = (count.perNode[first], count.perNode[second])
      return one != other ? one > other : first < second
    }.map { NodeCount(node: snapshot.nodeName($0), count: count.perNode[$0]) }
    answer = Self.answer(count, like: self.pod)
  }

  private static func answer(_ count: ReplicaCount, like pod: String) -> String {
    let number = Figures.grouped(count.count)
    let noun = count.count == 1 ? "more pod like \(pod) fits" : "more pods like \(pod) fit"
    guard let diagnosis = count.diagnosis else {
      return "At least \(number) \(noun); counting stopped there."
    }
    guard count.count > 0 else { return "No more pod like \(pod) fits: \(diagnosis.message)" }
    return "\(number) \(noun); then \(end(diagnosis)): \(diagnosis.message)"
  }

  /// What there is no more of, by what most nodes say.
  private static func end(_ diagnosis: Diagnosis) -> String {
    let most = diagnosis.reasons.max { first, second in
      first.value != second.value ? first.value < second.value : first.key > second.key
    }
    guard let reason = most?.key else { return "no node takes one" }
    let prefix = "Insufficient "
    if reason.hasPrefix(prefix) { return "\(reason.dropFirst(prefix.count)) runs out" }
    return reason == "Too many pods"
      ? "nodes hold all the pods that they take" : "no node takes one"
  }
}

extension ReplicaReport: ClusterReport {
  func sections(isWide: Bool) -> Sections {
    var sections = Sections(answer: answer, isYes: count > 0)
    let limit = isWide ? Int.max : PodReport.shownNodes
    var grid = Grid([.words("node", isFlexible: false), .number("more pods")])
    for node in nodes.prefix(limit) { grid.add([node.node, Figures.grouped(node.count)]) }
    let rest = nodes.dropFirst(limit)
    sections.add(
      "By node", grid,
      then: rest.isEmpty
        ? []
        : [
          "… and \(Figures.grouped(rest.reduce(0) { $0 + $1.count })) on "
            + Phrases.count(rest.count, "more node")
        ])
    if isWide { sections.add("Assumptions", lines: origin.assumptions) }
    return sections
  }
}

extension ReportWriter {
  /// Writes how many more pods fit.
  public func render(
    _ report: ReplicaReport, as format: OutputFormat, style: TerminalStyle = TerminalStyle()
  ) -> String {
    render(cluster: report, as: format, style: style)
  }
}
