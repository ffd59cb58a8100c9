// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// One look at a StatefulSet and its pods, and what is done about them.
///
/// From `pkg/controller/statefulset/stateful_set_control.go`.
struct StatefulRollout {
  let environment: ComponentEnvironment
  let identity: StatefulIdentity
  var history: RevisionHistory
  let claims: StatefulClaims
  /// The places within the wanted number, by ordinal.
  var replicas: [StatefulReplica]
  /// The pods beyond it, the last first.
  var condemned: [StatefulReplica]
  /// When the set is to be looked at again, in microseconds.
  var nextLook: Int64?

  init(
    environment: ComponentEnvironment, identity: StatefulIdentity, history: RevisionHistory,
    claims: StatefulClaims, pods: [Fields]
  ) {
    (self.environment, self.identity) = (environment, identity)
    (self.history, self.claims) = (history, claims)
    let spec = identity.set["spec"]?.object ?? Fields()
    let now = environment.clock.now.microseconds
    let minReady = spec.wholeNumber("minReadySeconds") ?? 0
    func replica(_ ordinal: Int, _ pod: Fields?) -> StatefulReplica {
      StatefulReplica(ordinal, pod, minReadySeconds: minReady, now: now)
    }
    let range = identity.start..<(identity.start + max(0, spec.wholeNumber("replicas") ?? 1))
    replicas = range.map { replica($0, nil) }
    condemned = []
    for pod in pods {
      guard let ordinal = identity.ordinal(of: pod.objectName) else { continue }
      if range.contains(ordinal) {
        replicas[ordinal - range.lowerBound] = replica(ordinal, pod)
      } else {
        condemned.append(replica(ordinal, pod))
      }
    }
    condemned.sort { $0.ordinal > $1.ordinal }
  }

  var spec: Fields { identity.set["spec"]?.object ?? Fields() }
  /// Whether one pod waits for the other.
  var isOrdered: Bool { spec["podManagementPolicy"]?.string ?? "OrderedReady" != "Parallel" }

  /// Does what there is to do.
  mutating func run() throws(APIStatus) {
    let status = identity.set["status"]?.object ?? Fields()
    var collisions = status.wholeNumber("collisionCount")
    let update = try history.latest(collisions: &collisions)
    let current = status["currentRevision"]?.string.flatMap { history[$0] } ?? update
    let counts = StatefulCounts(self, current: current, update: update, collisions: collisions)
    var failure: APIStatus?
    if !identity.set.isTerminating {
      do throws(APIStatus) {
        try settle(current: current, update: update)
      } catch {
        failure = error
      }
    }
    let available = (replicas + condemned).compactMap(\.availableAt)
    nextLook = available.filter { $0 > environment.clock.now.microseconds }.min()
    try writeStatus(counts)
    if let failure { throw failure }
    let used = Set((replicas + condemned).compactMap(\.revision))
    try history.truncate(to: spec.wholeNumber("revisionHistoryLimit") ?? 10) { revision in
      let name = revision.objectName
      return name == update.objectName || name == current.objectName || used.contains(name)
    }
  }

  private mutating func settle(current: Fields, update: Fields) throws(APIStatus) {
    for index in replicas.indices {
      let isFinal = try settle(index, current: current, update: update)
      if isFinal, isOrdered { return }
    }
    // The first pod that is not healthy may be deleted before others that come first.
    let unhealthy = (replicas + condemned.reversed()).first { !$0.isHealthy }
    for pod in condemned {
      if try remove(pod, unhealthy: unhealthy), isOrdered { return }
    }
    if spec["updateStrategy"]?.object?["type"] != "OnDelete" { try replaceOld(update) }
  }

  /// Sees to one place.
  ///
  /// - Returns: Whether those after it have to wait where the set is ordered.
  private mutating func settle(
    _ index: Int, current: Fields, update: Fields
  ) throws(APIStatus) -> Bool {
    let ordinal = replicas[index].ordinal
    if replicas[index].hasEnded, let pod = replicas[index].pod {
      let isFailed = replicas[index].hasFailed
      environment.events.record(
        identity.set, isFailed ? .warning : .normal,
        reason: isFailed ? "RecreatingFailedPod" : "RecreatingTerminatedPod",
        "StatefulSet \(ObjectKey(identity.set)) is recreating "
          + "\(isFailed ? "failed" : "terminated") Pod \(pod.objectName)")
      try delete(pod)
      replicas[index] = StatefulReplica(ordinal, nil, minReadySeconds: 0, now: 0)
    }
    let replica = replicas[index]
    guard let pod = replica.pod else {
      if claims.areStale(ordinal) { return true }
      let isOld = ordinal < identity.start + partition
      try create(ordinal, of: isOld ? current : update)
      return true
    }
    if replica.isPending { try claims.create(ordinal) }
    if isOrdered, replica.isTerminating || !replica.isAvailable { return true }
    try claims.setOwners(pod, ordinal, isCondemned: false)
    if !identity.isSettled(pod, ordinal), !replica.isTerminating {
      try claims.create(ordinal)
      var changed = pod
      identity.settle(&changed, ordinal)
      try environment.client.update(.pods, changed)
    }
    return false
  }

  /// Deletes a pod beyond the wanted number.
  ///
  /// - Returns: Whether others have to wait where the set is ordered.
  private func remove(
    _ replica: StatefulReplica, unhealthy: StatefulReplica?
  ) throws(APIStatus) -> Bool {
    guard let pod = replica.pod else { return false }
    if replica.isTerminating { return true }
    if isOrdered, !replica.isAvailable, replica.ordinal != unhealthy?.ordinal { return true }
    try claims.setOwners(pod, replica.ordinal, isCondemned: true)
    try delete(pod)
    return true
  }
}
