// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Which nodes need a pod and which pods have to go, apart from updates (`podsShouldBeOnNode` in
/// `pkg/controller/daemon/daemon_controller.go`).
extension DaemonRollout {
  mutating func placement(_ backOff: inout FailureBackOff) -> Plan {
    var plan = Plan()
    let surges = limits().maxSurge > 0
    for node in nodes.names {
      let verdict = verdict(node)
      let here = pods[node] ?? []
      if verdict.isWanted, here.isEmpty {
        plan.needed.append(node)
      } else if verdict.mayStay {
        let running = removeEnded(here, node, &plan, &backOff)
        if running.count > 1 { removeSurplus(running, surges: surges, &plan) }
      } else {
        plan.surplus += here.filter { !$0.state.isToEnd }
      }
    }
    // Pods for nodes that are gone would wait for ever; those that were on them are not ours to end.
    for node in pods.keys.sorted() where !nodes.contains(node) {
      plan.surplus += (pods[node] ?? []).filter { !$0.isBound && !$0.state.isToEnd }
    }
    return plan
  }

  /// Has pods go that have failed or ended; a new one is created once they are gone.
  ///
  /// - Returns: The others, apart from those that are to end.
  private mutating func removeEnded(
    _ here: [DaemonPod], _ node: String, _ plan: inout Plan, _ backOff: inout FailureBackOff
  ) -> [DaemonPod] {
    var running: [DaemonPod] = []
    for pod in here where !pod.state.isToEnd {
      switch pod.state.phase {
      case .failed:
        // The kubelet may refuse pods over and over, so that this must not go in a circle.
        let generation = set["status"]?.object?.wholeNumber("observedGeneration") ?? 0
        let key = "\(set.uid)/\(generation)/\(node)"
        if let wait = backOff.wait(key, at: now) {
          nextLook = min(nextLook ?? .max, now + wait)
          continue
        }
        backOff.note(key, at: now)
        environment.events.record(
          set, .warning, reason: "FailedDaemonPod",
          "Found failed daemon pod \(pod.key) on node \(node), will try to kill it")
        plan.surplus.append(pod)
      case .succeeded:
        environment.events.record(
          set, reason: "SucceededDaemonPod",
          "Found succeeded daemon pod \(pod.key) on node \(node), will try to delete it")
        plan.surplus.append(pod)
      default: running.append(pod)
      }
    }
    return running
  }

  /// Has all go but one; while pods are updated by surge, all but one of each revision.
  private func removeSurplus(_ running: [DaemonPod], surges: Bool, _ plan: inout Plan) {
    guard surges else {
      plan.surplus += running.dropFirst()
      return
    }
    let new = running.first(where: \.isUpdated)
    let old = running.first { !$0.isUpdated }
    plan.surplus += running.filter { $0.key != new?.key && $0.key != old?.key }
    if let new, let old, !old.state.isReady || isAvailable(new) { plan.surplus.append(old) }
  }
}
