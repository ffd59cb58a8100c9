// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

extension ControllerQuestions {
  /// A decision, and the reasons behind it as data: a refusal or scores for every node.
  static func decide(_ pod: Int, in snapshot: ClusterSnapshot) {
    // A copy is a fork: whatever happens to it, `snapshot` stays as it is.
    var fork = snapshot
    let decision = fork.decide(pod)
    let name = fork.name(ofPod: pod)
    guard let node = decision.node else {
      print("  \(name) fits nowhere: \(fork.diagnose(pod).message)")
      return
    }
    print("  \(name) goes to \(fork.nodeName(node)), one of \(decision.feasible) that take it")
    let evaluation = fork.evaluate(pod)
    for (place, node) in evaluation.feasible.enumerated() {
      let scores = ScoreName.allCases.compactMap { score in
        evaluation.scores[place][score].flatMap { found in
          found.weighted > 0 ? "\(found.weighted) \(score.rawValue)" : nil
        }
      }
      print(
        "  \(fork.nodeName(node)): \(evaluation.totals[place]) = \(scores.joined(separator: " + "))"
      )
    }
    for (node, refusal) in evaluation.refusals.enumerated() {
      guard let refusal else { continue }
      let reasons = refusal.reasons.map(words).joined(separator: "; ")
      print("  \(fork.nodeName(node)): refused by \(refusal.filter.rawValue): \(reasons)")
    }
  }

  /// All pods one after the other, each where kube-scheduler would put it.
  ///
  /// - Returns: The cluster with the pods placed, if all of them fit.
  static func fitTogether(_ pods: [Int], in snapshot: ClusterSnapshot) -> ClusterSnapshot {
    var fork = snapshot
    guard let nodes = snapshot.fitsAll(pods) else {
      print("  no")
      _ = SchedulingRun().place(in: &fork)
      return fork
    }
    for (pod, node) in zip(pods, nodes) { fork.place(pod, on: node) }
    print("  yes")
    for node in 0..<fork.nodeCount {
      let names = fork.pods(onNode: node).map { fork.name(ofPod: $0) }
      print("  \(fork.nodeName(node)): \(names.joined(separator: " "))")
    }
    return fork
  }

  /// How far a workload could scale up as things are.
  static func countReplicas(of pod: Int, in snapshot: ClusterSnapshot) {
    let more = snapshot.maxReplicas(like: pod)
    let nodes = more.perNode.enumerated().filter { $0.element > 0 }
      .map { "\($0.element) on \(snapshot.nodeName($0.offset))" }
    print(
      "  \(more.count) more like \(snapshot.name(ofPod: pod)): \(nodes.joined(separator: ", "))")
    // What keeps the next one off is data, too; the text is made of it.
    if let diagnosis = more.diagnosis { print("  then \(diagnosis.message)") }
  }

  /// A pod that matters more than all others, and the pods that would have to make room for it.
  ///
  /// - Returns: The cluster with the urgent pod in the place of its victims.
  static func evictForUrgent(in snapshot: ClusterSnapshot) throws -> ClusterSnapshot {
    var fork = snapshot
    let urgent = try fork.add(
      Pod(fields: [
        "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "urgent"],
        "spec": [
          "priority": 1000,
          "containers": [
            ["name": "main", "resources": ["requests": ["cpu": "7", "memory": "4Gi"]]]
          ],
        ],
      ]))
    if let node = fork.decide(urgent).node {
      print("  nobody: it fits on \(fork.nodeName(node))")
      return fork
    }
    // The first line of an event that users know, with what came of preemption behind it.
    let result = fork.preempt(urgent)
    print("  \(fork.diagnose(urgent, result).message)")
    guard let choice = result.choice else { return fork }
    let victims = choice.victims.map { fork.name(ofPod: $0) }
    print("  best of \(result.candidates) nodes: \(fork.nodeName(choice.node))")
    print("  victims: \(victims.joined(separator: " "))")
    for node in 0..<fork.nodeCount where node != choice.node {
      // The same question about one node, whether it is the best or not.
      let other = fork.victims(of: urgent, on: node).map { "\($0.victims.count) victims" }
      print("  \(fork.nodeName(node)) instead: \(other ?? "no help")")
    }
    for victim in choice.victims { fork.evict(victim) }
    fork.place(urgent, on: choice.node)
    return fork
  }

  /// What keeps a pod pending, counted over the nodes, and the smallest change that would let it run.
  static func explainVictim(in snapshot: ClusterSnapshot) {
    var fork = snapshot
    _ = SchedulingRun(preempts: false).place(in: &fork)
    guard let pod = fork.pendingPods.last else {
      print("  all victims found another node")
      return
    }
    let diagnosis = fork.diagnose(pod)
    print("  \(fork.name(ofPod: pod)): \(diagnosis.message)")
    for (reason, count) in diagnosis.reasons.sorted(by: { $0.key < $1.key }) {
      print("  \(count) × \(reason)")
    }
    for changes in fork.smallestChanges(for: pod, limit: 1) {
      print(
        "  on \(fork.nodeName(changes.node)) it would run after \(changes.changes.count) change:")
      for change in changes.changes { print("  \(change)") }
    }
  }

  /// A what-if on a fork: the node with the most pods takes no more, and its pods come again.
  static func drainBusiest(in snapshot: ClusterSnapshot) {
    let counts = (0..<snapshot.nodeCount).map { snapshot.pods(onNode: $0).count }
    guard let node = counts.indices.max(by: { counts[$0] < counts[$1] }) else { return }
    let explanation = snapshot.explanation(ofNode: node)
    print("  \(snapshot.nodeName(node)) can go: \(explanation.canGo)")
    var fork = snapshot
    fork.cordon(node)
    for pod in explanation.pods where !pod.belongsToNode {
      fork.evict(pod.pod)
      let target = fork.decide(pod.pod).node
      if let target { fork.place(pod.pod, on: target) }
      let place = target.map { fork.nodeName($0) } ?? "nowhere: \(fork.diagnose(pod.pod).message)"
      print("  \(fork.name(ofPod: pod.pod)) → \(place)")
    }
    print(
      "  before: \(snapshot.pods(onNode: node).count) pods there, after: \(fork.pods(onNode: node).count)"
    )
  }
}
