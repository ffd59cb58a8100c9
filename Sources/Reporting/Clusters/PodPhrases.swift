// SPDX-License-Identifier: Apache-2.0

import Scheduling

/// The sentence that answers what becomes of a pod.
enum PodPhrases {
  /// As kube-scheduler says it where no node takes the pod, else where it goes and why.
  static func answer(_ explanation: PodExplanation, of snapshot: ClusterSnapshot) -> String {
    let name = snapshot.fullName(explanation.pod)
    if !explanation.gates.isEmpty, explanation.node == nil {
      return "\(name) waits for its scheduling gates to be taken off: "
        + "\(Phrases.list(explanation.gates))."
    }
    guard let chosen = explanation.decision.node else {
      let message = explanation.diagnosis?.message ?? ""
      guard let node = explanation.node else { return "\(name) fits nowhere: \(message)" }
      return "\(name) runs on \(snapshot.nodeName(node)), but would fit nowhere if it came again: "
        + message
    }
    let score = score(chosen, explanation)
    guard let node = explanation.node else {
      return "\(name) would go to \(snapshot.nodeName(chosen)) with \(score)."
    }
    guard node != chosen else {
      return "\(name) runs on \(snapshot.nodeName(node)) and would go there again, with \(score)."
    }
    let stays =
      explanation.total(onNode: node).map { "scores \(Figures.grouped($0))" }
      ?? "would refuse it"
    return "\(name) runs on \(snapshot.nodeName(node)), which now \(stays); "
      + "it would go to \(snapshot.nodeName(chosen)) with \(score)."
  }

  /// `score 431 of 1,200, the best of 3 nodes that take it`.
  private static func score(_ node: Int, _ explanation: PodExplanation) -> String {
    let decision = explanation.decision
    let total = Figures.grouped(explanation.total(onNode: node) ?? 0)
    let text = "score \(total) of \(Figures.grouped(explanation.highestTotal))"
    if decision.feasible == 1 {
      return explanation.evaluation.feasible.count > 1
        ? text + ", because the node was promised to it" : text + ", the only node that takes it"
    }
    let best =
      decision.ties > 1
      ? "; \(decision.ties) of \(decision.feasible) nodes that take it have that score, and the "
        + "order of the nodes decides"
      : ", the best of \(decision.feasible) nodes that take it"
    return text + best
  }
}
