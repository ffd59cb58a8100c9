// SPDX-License-Identifier: Apache-2.0

public import Scheduling

/// What `schedbench explain pod` says.
public struct PodReport: Codable, Sendable, Hashable {
  /// The name of the schema.
  public var schema = "schedbench.explain-pod/v1"
  /// How the report came to be.
  public var origin: ReportOrigin
  /// The pod, with its namespace.
  public var pod: String
  /// The node it is on, where it is on one.
  public var node: String?
  /// The answer in a sentence.
  public var answer: String
  /// Whether some node takes it.
  public var fits: Bool
  /// The node that would be chosen.
  public var choice: Choice?
  /// What each node says, in the order of the nodes.
  public var nodes: [NodeVerdict]
  /// Which pods would be evicted where, if that helps.
  public var preemption: Eviction?
  /// The smallest changes that would let it run.
  public var changes: [SuggestedChange]

  /// The node that would be chosen, and how clearly.
  public struct Choice: Codable, Sendable, Hashable {
    /// The node.
    public var node: String
    /// What its scores add up to.
    public var score: Int64
    /// The most that they could.
    public var highestScore: Int64
    /// How many nodes take the pod.
    public var feasible: Int
    /// How many of them have the best score.
    public var ties: Int
  }

  /// What a node says of the pod.
  public struct NodeVerdict: Codable, Sendable, Hashable {
    /// The node.
    public var node: String
    /// Whether it takes the pod.
    public var fits: Bool
    /// The filters that refuse the pod; empty where it fits.
    public var refusals: [FilterVerdict]
    /// What each score says; empty where it does not fit.
    public var scores: [PluginScore]
    /// What the scores add up to; absent where it does not fit.
    public var total: Int64?
  }

  /// A filter that refuses the pod.
  public struct FilterVerdict: Codable, Sendable, Hashable {
    /// The filter.
    public var filter: String
    /// What it found, with figures.
    public var reasons: [String]
    /// What kube-scheduler calls it.
    public var messages: [String]
    /// Whether evicting pods might help.
    public var mayHelpToEvict: Bool
  }

  /// A score of a node.
  public struct PluginScore: Codable, Sendable, Hashable {
    /// The score.
    public var plugin: String
    /// The figure before it is compared with other nodes.
    public var raw: Int64
    /// The figure from 0 to 100.
    public var normalized: Int64
    /// The figure times its weight.
    public var weighted: Int64
  }

  /// Pods to be evicted on a node.
  public struct Eviction: Codable, Sendable, Hashable {
    /// The node.
    public var node: String
    /// The pods, the most important first.
    public var victims: [String]
    /// How many of them a disruption budget would keep.
    public var budgetViolations: Int
  }
}

/// Changes after all of which a pod would fit on a node.
public struct SuggestedChange: Codable, Sendable, Hashable {
  /// The node.
  public var node: String
  /// The sentence.
  public var sentence: String
  /// Each change on its own.
  public var changes: [String]

  /// Puts changes into words.
  public init(_ set: ChangeSet, in snapshot: ClusterSnapshot) {
    node = snapshot.nodeName(set.node)
    let name = node
    sentence = ChangePhrases.sentence(set.changes, node: name)
    changes = set.changes.map { ChangePhrases.text($0, node: name) }
  }
}

extension ClusterSnapshot {
  /// The name of a pod with its namespace.
  func fullName(_ pod: Int) -> String { "\(namespace(pod))/\(podName(pod))" }
}

extension PodReport {
  /// Makes the report of an explanation.
  public init(
    _ explanation: PodExplanation, of snapshot: ClusterSnapshot, origin: ReportOrigin
  ) {
    self.origin = origin
    pod = snapshot.fullName(explanation.pod)
    node = explanation.node.map { snapshot.nodeName($0) }
    fits = explanation.fits && explanation.gates.isEmpty
    nodes = []
    var feasible = 0
    for index in 0..<snapshot.nodeCount {
      let isFeasible = explanation.evaluation.refusals[index] == nil
      nodes.append(
        NodeVerdict(
          explanation, node: index, place: isFeasible ? feasible : nil,
          name: snapshot.nodeName(index)))
      if isFeasible { feasible += 1 }
    }
    let decision = explanation.decision
    choice = decision.node.map { chosen in
      Choice(
        node: snapshot.nodeName(chosen), score: explanation.total(onNode: chosen) ?? 0,
        highestScore: explanation.highestTotal, feasible: decision.feasible, ties: decision.ties)
    }
    preemption = explanation.preemption?.choice.map { candidate in
      Eviction(
        node: snapshot.nodeName(candidate.node),
        victims: candidate.victims.map { snapshot.fullName($0) },
        budgetViolations: candidate.budgetViolations)
    }
    changes = explanation.changes.map { SuggestedChange($0, in: snapshot) }
    answer = PodPhrases.answer(explanation, of: snapshot)
  }
}

extension PodReport.NodeVerdict {
  /// What a node says; `place` is its place among the feasible nodes.
  init(_ explanation: PodExplanation, node index: Int, place: Int?, name: String) {
    node = name
    fits = place != nil
    refusals = explanation.refusals[index].map { refusal in
      PodReport.FilterVerdict(
        filter: refusal.filter.rawValue, reasons: refusal.reasons.map(RefusalPhrases.text),
        messages: refusal.reasons.map(\.message),
        mayHelpToEvict: refusal.resolvability == .byEviction)
    }
    scores = []
    total = nil
    guard let place else { return }
    let found = explanation.evaluation.scores[place]
    scores = ScoreName.allCases.compactMap { name in
      found[name].map { score in
        PodReport.PluginScore(
          plugin: name.rawValue, raw: score.raw, normalized: score.normalized,
          weighted: score.weighted)
      }
    }
    total = explanation.evaluation.totals[place]
  }
}
