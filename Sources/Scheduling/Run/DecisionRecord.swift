// SPDX-License-Identifier: Apache-2.0

/// One attempt of a run to place a pod, by names, with the scores that decided.
public struct DecisionRecord: Sendable, Hashable {
  /// The pod, with its namespace.
  public var pod: String
  /// Which attempt with the pod it was, from one on.
  public var attempt: Int
  /// The node, or `nil`.
  public var node: String?
  /// What the scores of the node added up to; 0 where only one node was feasible.
  public var score: Int64
  /// How many nodes were found feasible.
  public var feasible: Int
  /// How many nodes were looked at.
  public var examined: Int
  /// How many feasible nodes had the best score.
  public var ties: Int
  /// The weighted scores of the node; empty where only one node was feasible.
  public var scores: [ScoreName: Int64]
  /// The pods that were evicted to make room, with their namespaces.
  public var victims: [String]
  /// The node that room was made on.
  public var nominated: String?
  /// Why the pod fitted nowhere; `nil` where it did, or where room was made.
  public var message: String?
}

extension SchedulingRun.Result {
  /// The attempts of a run, in order.
  ///
  /// - Parameter snapshot: The cluster that the run was in.
  /// - Returns: One record for each attempt, also with pods that were evicted later.
  public func records(of snapshot: ClusterSnapshot) -> [DecisionRecord] {
    var attempts: [Int: Int] = [:]
    func name(_ pod: Int) -> String { "\(snapshot.namespace(pod))/\(snapshot.podName(pod))" }
    return steps.map { step in
      let decision = step.decision
      attempts[decision.pod, default: 0] += 1
      return DecisionRecord(
        pod: name(decision.pod), attempt: attempts[decision.pod, default: 1],
        node: decision.node.map { snapshot.nodeName($0) }, score: decision.score,
        feasible: decision.feasible, examined: decision.examined, ties: decision.ties,
        scores: step.scores, victims: step.victims.map(name),
        nominated: step.nominated.map { snapshot.nodeName($0) },
        message: step.diagnosis?.message)
    }
  }
}

extension ClusterSnapshot {
  /// The weighted scores of the node that was chosen, among the nodes that were looked at.
  ///
  /// - Parameters:
  ///   - decision: What was decided, the pod not placed yet.
  ///   - start: Where in the order of the nodes was begun.
  /// - Returns: The scores; none where only one node was feasible.
  /// - Complexity: Linear in the nodes that were looked at.
  func weightedScores(of decision: Decision, from start: Int) -> [ScoreName: Int64] {
    guard let node = decision.node, decision.feasible > 1 else { return [:] }
    let candidates = (0..<decision.examined).map { nodes.order[(start + $0) % nodes.count] }
      .filter { fits(decision.pod, on: Int($0)) }
    guard let place = candidates.firstIndex(of: Int32(node)) else { return [:] }
    return scores(classIndex(decision.pod), candidates)[place].mapValues(\.weighted)
  }
}
