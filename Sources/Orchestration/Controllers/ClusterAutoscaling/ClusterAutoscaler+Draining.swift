// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Nodes on their way out: their pods are evicted, then their group is asked to do without them.
///
/// What is under way is told by the taint of the node alone, so it goes on after a restart. From
/// `core/scaledown/actuation`.
extension ClusterAutoscaler {
  /// Marks a node so that nothing new comes to it.
  func markForDeletion(_ node: Fields) throws(APIStatus) {
    let seconds = "\(now.microseconds / 1_000_000)"
    try environment.client.change(.nodes, ObjectKey(node), uid: node.uid) { object in
      object.removeTaint(AutoscalerTaint.deletionCandidate)
      var taint = Taint()
      taint.key = AutoscalerTaint.toBeDeleted
      taint.value = seconds
      taint.effect = "NoSchedule"
      object.setTaint(taint)
      return true
    }
    unneededSince[node.objectName] = nil
    environment.events.record(
      node, reason: "ScaleDown", "marked the node as toBeDeleted/unschedulable")
  }

  /// Goes on with the nodes that are being emptied.
  func continueDraining(_ groups: inout [NodeGroupState]) throws(APIStatus) {
    for state in groups {
      for node in state.nodes where node.hasTaint(AutoscalerTaint.toBeDeleted) {
        try drain(node.objectName)
      }
    }
  }

  /// Evicts what is on a node; one that has nothing on it goes.
  func drain(_ name: String) throws(APIStatus) {
    let key = ObjectKey(name: name)
    guard let node = try environment.client.find(.nodes, key),
      let taint = node.taint(AutoscalerTaint.toBeDeleted)
    else { return }
    isDue(at: now.advanced(by: options.scanInterval))
    let pods = informers[.pods].objects(name, in: Informer.nodeIndex).filter {
      !$0.isDaemonPod && !$0.isMirrorPod && !$0.hasFinishedPhase
    }
    if pods.isEmpty { return try remove(node) }
    var refusal: APIStatus?
    for pod in pods where !pod.isTerminating {
      do throws(APIStatus) {
        let own = pod.wanted.integer("terminationGracePeriodSeconds") ?? 30
        try environment.client.evict(
          ObjectKey(pod), gracePeriodSeconds: min(own, options.maxGracefulTerminationSeconds))
        environment.events.record(
          pod, reason: "ScaleDown", "deleting pod for node scale down")
      } catch {
        if error.reason != .notFound { refusal = error }
      }
    }
    let start = Timestamp(seconds: taint.value.flatMap { Int64($0) } ?? 0)
    let evictionEnd = start.advanced(by: options.maxPodEvictionTime)
    let end = evictionEnd.advanced(by: options.maxGracefulTerminationSeconds * 1_000_000)
    if let refusal, evictionEnd <= now {
      try giveUp(node, "failed to drain the node: \(refusal.message)")
    } else if end <= now {
      try giveUp(node, "failed to drain the node: pods remain after timeout")
    }
  }

  /// Asks the group of a node to do without it.
  private func remove(_ node: Fields) throws(APIStatus) {
    guard let group = node.label(NodeGroup.label),
      let object = try environment.client.find(.nodeGroups, ObjectKey(name: group))
    else { return }
    let view = NodeGroup(fields: object)
    guard !view.spec.nodesToDelete.contains(node.objectName) else { return }
    try request(
      group, replicas: max(0, view.spec.replicas - 1), removing: [node.objectName])
    lastDeletion = now
    environment.events.record(node, reason: "ScaleDown", "node removed by cluster autoscaler")
  }

  private func giveUp(_ node: Fields, _ message: String) throws(APIStatus) {
    try environment.client.change(.nodes, ObjectKey(node), uid: node.uid) { object in
      object.removeTaint(AutoscalerTaint.toBeDeleted)
    }
    lastFailure = now
    environment.events.record(node, .warning, reason: "ScaleDownFailed", message)
  }
}
