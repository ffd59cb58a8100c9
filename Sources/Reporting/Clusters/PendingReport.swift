// SPDX-License-Identifier: Apache-2.0

public import Scheduling

/// What `schedbench explain pending` says.
public struct PendingReport: Codable, Sendable, Hashable {
  /// The name of the schema.
  public var schema = "schedbench.explain-pending/v1"
  /// How the report came to be.
  public var origin: ReportOrigin
  /// The answer in a sentence.
  public var answer: String
  /// How many pods are pending.
  public var pending: Int
  /// How many of them get a node in turn.
  public var placed: Int
  /// How many pods are evicted for them and get no node again.
  public var displaced: Int
  /// How many pods are pending after all.
  public var left: Int
  /// The pods that are pending after all, the largest group first.
  public var groups: [Group]

  /// Pods that are alike and stay pending for the same reason.
  public struct Group: Codable, Sendable, Hashable {
    /// How many.
    public var count: Int
    /// The first of them, at most ten.
    public var examples: [String]
    /// The text that kube-scheduler has for it.
    public var message: String
    /// The smallest changes that would let one of them run, at best one.
    public var changes: [SuggestedChange]
  }

  /// Makes the report of an explanation.
  public init(
    _ explanation: PendingExplanation, of snapshot: ClusterSnapshot, origin: ReportOrigin
  ) {
    self.origin = origin
    pending = explanation.pending
    placed = explanation.placed
    displaced = explanation.displaced
    left = explanation.left
    groups = explanation.groups.map { group in
      Group(
        count: group.pods.count, examples: group.pods.prefix(10).map { snapshot.fullName($0) },
        message: group.message, changes: group.changes.map { SuggestedChange($0, in: snapshot) })
    }
    answer = Self.answer(explanation)
  }

  private static func answer(_ explanation: PendingExplanation) -> String {
    let pending = explanation.pending
    guard pending > 0 else { return "No pod is pending." }
    let left = explanation.left
    let evicted =
      explanation.displaced > 0
      ? ", \(Figures.grouped(explanation.displaced)) of them evicted for others" : ""
    guard left > 0 else {
      return pending == 1
        ? "The one pending pod gets a node."
        : "All \(Figures.grouped(pending)) pending pods get a node."
    }
    let kinds = Phrases.count(explanation.groups.count, "kind")
    return "\(Figures.grouped(explanation.placed)) of \(Phrases.count(pending, "pending pod")) "
      + "get a node; \(Phrases.count(left, "pod")) of \(kinds) "
      + "\(left == 1 ? "is" : "are") pending after all\(evicted)."
  }
}

extension PendingReport: ClusterReport {
  func sections(isWide: Bool) -> Sections {
    var sections = Sections(answer: answer, isYes: left == 0)
    let limit = isWide ? Int.max : PodReport.shownNodes
    for group in groups.prefix(limit) {
      let title =
        group.count == 1
        ? group.examples.first ?? ""
        : "\(Phrases.count(group.count, "pod")) like \(group.examples.first ?? "")"
      var lines = [group.message] + group.changes.map { "Smallest change: \($0.sentence)" }
      if isWide, group.count > 1 {
        let more = group.count > group.examples.count ? ", …" : ""
        lines.append("Pods: \(group.examples.joined(separator: ", "))\(more)")
      }
      sections.add(title, lines: lines)
    }
    let rest = groups.dropFirst(limit)
    if !rest.isEmpty {
      let pods = Phrases.count(rest.reduce(0) { $0 + $1.count }, "pod")
      let kinds = Phrases.count(rest.count, "kind")
      sections.add("And more", lines: ["\(pods) of \(kinds); see -o wide"])
    }
    if isWide { sections.add("Assumptions", lines: origin.assumptions) }
    return sections
  }
}

extension ReportWriter {
  /// Writes what there is to say about pending pods.
  public func render(
    _ report: PendingReport, as format: OutputFormat, style: TerminalStyle = TerminalStyle()
  ) -> String {
    render(cluster: report, as: format, style: style)
  }
}
