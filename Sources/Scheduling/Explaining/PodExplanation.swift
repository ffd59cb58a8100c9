// SPDX-License-Identifier: Apache-2.0

/// All that filters, scores and preemption say about one pod, and what would have to change.
///
/// A pod that is on a node is asked about as if it were taken off and came again.
public struct PodExplanation: Sendable {
  /// The pod.
  public var pod: Int
  /// The node it is on, or `nil`.
  public var node: Int?
  /// The names of the scheduling gates that keep it from being looked at.
  public var gates: [String]
  /// What would be decided, every node looked at.
  public var decision: Decision
  /// What the first filter that refuses, and every score, says of each node.
  public var evaluation: Evaluation
  /// For each node all filters that refuse the pod, in the order of the filters.
  public var refusals: [[Refusal]]
  /// The highest total that the weights allow.
  public var highestTotal: Int64
  /// Why it fits nowhere, with what came of preemption; `nil` where it fits.
  public var diagnosis: Diagnosis?
  /// What came of looking for pods to evict; `nil` where it fits.
  public var preemption: PreemptionResult?
  /// The smallest changes that would let it run; empty where it fits.
  public var changes: [ChangeSet]

  /// Whether some node takes the pod.
  public var fits: Bool { decision.node != nil }

  /// What the scores add up to on a node; `nil` for one that refuses the pod.
  public func total(onNode node: Int) -> Int64? {
    evaluation.feasible.firstIndex(of: node).map { evaluation.totals[$0] }
  }
}

extension ClusterSnapshot {
  /// Explains what the scheduler would do with a pod.
  ///
  /// - Parameters:
  ///   - pod: A pod, on a node or not.
  ///   - limit: How many sets of changes to look for where it fits nowhere.
  /// - Returns: The explanation. Nothing is changed.
  /// - Complexity: That of `evaluate(_:)`, and of `preempt(_:from:)` and `smallestChanges(for:limit:)`
  ///   where it fits nowhere.
  public func explanation(of pod: Int, changes limit: Int = 3) -> PodExplanation {
    var fork = self
    let node = fork.node(ofPod: pod)
    if node != nil { fork.evict(pod) }
    var start = 0
    let decision = fork.decide(pod, from: &start, sampling: .all)
    let evaluation = fork.evaluate(pod)
    let made = classes[classIndex(pod)]
    let highest = configuration.profiles[made.profile].weights.values.reduce(0) { $0 + $1 * 100 }
    var explanation = PodExplanation(
      pod: pod, node: node, gates: made.gates, decision: decision, evaluation: evaluation,
      refusals: evaluation.refusals.enumerated().map { fork.all($1, of: pod, on: $0) },
      highestTotal: highest, diagnosis: nil, preemption: nil, changes: [])
    guard decision.node == nil else { return explanation }
    explanation.changes = fork.smallestChanges(for: pod, limit: limit)
    let result = fork.preempt(pod)
    explanation.preemption = result
    explanation.diagnosis = fork.diagnose(pod, result)
    return explanation
  }

  /// All refusals of a node, of which the first is known.
  private func all(_ first: Refusal?, of pod: Int, on node: Int) -> [Refusal] {
    guard let first else { return [] }
    let others = refusals(of: pod, on: node).filter { $0.filter != first.filter }
    // What names the pod's node or what is wrong with the pod itself is told before the filters.
    return [first] + others
  }
}
