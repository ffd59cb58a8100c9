// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// One look at a DaemonSet, its nodes and its pods, and what is done about them.
struct DaemonRollout {
  let environment: ComponentEnvironment
  let set: Fields
  let template: DaemonTemplate
  let nodes: DaemonNodes
  let verdict: (String) -> DaemonNodes.Verdict
  let collisions: Int?
  /// The pods by their nodes, those that count first; pods that are to end and have ended are left
  /// out.
  let pods: [String: [DaemonPod]]
  let now: Int64
  /// When the set is to be looked at again, in microseconds.
  var nextLook: Int64?

  init(
    environment: ComponentEnvironment, set: Fields, template: DaemonTemplate, nodes: DaemonNodes,
    verdict: @escaping (String) -> DaemonNodes.Verdict, account: PodAccount, collisions: Int?,
    pod: (ObjectKey) -> Fields?
  ) {
    (self.environment, self.set, self.template) = (environment, set, template)
    (self.nodes, self.verdict, self.collisions) = (nodes, verdict, collisions)
    let now = environment.clock.now.microseconds
    self.now = now
    let minReady = set["spec"]?.object?.wholeNumber("minReadySeconds") ?? 0
    var pods: [String: [DaemonPod]] = [:]
    for (key, member) in account.members {
      if member.state.isToEnd, member.state.hasEnded { continue }
      guard let object = pod(key),
        let found = DaemonPod(
          key, object, member.state, hash: template.hash, minReadySeconds: minReady)
      else { continue }
      pods[found.node, default: []].append(found)
      if let moment = found.availableAt, moment > now {
        nextLook = min(nextLook ?? .max, moment)
      }
    }
    for (node, several) in pods where several.count > 1 {
      pods[node] = several.sorted(by: DaemonPod.isOlder)
    }
    self.pods = pods
  }

  var spec: Fields { self.set["spec"]?.object ?? Fields() }

  func isAvailable(_ pod: DaemonPod) -> Bool { pod.availableAt.map { $0 <= now } ?? false }

  /// Does what there is to do.
  mutating func run(
    _ expectations: inout Expectations, _ backOff: inout FailureBackOff, _ history: RevisionHistory
  ) throws(APIStatus) {
    var failure: APIStatus?
    do throws(APIStatus) {
      let plan = placement(&backOff)
      try carryOut(plan, &expectations)
      // What was begun is waited for before pods of other revisions are replaced.
      if expectations.areMet(for: ObjectKey(set), at: environment.clock.now),
        spec["updateStrategy"]?.object?["type"] != "OnDelete"
      {
        try carryOut(replacement(), &expectations)
      }
    } catch {
      failure = error
    }
    try writeStatus(isObserved: true)
    if let failure { throw failure }
    try truncate(history)
  }

  /// Pods to create and to delete.
  struct Plan {
    /// The nodes that need a pod.
    var needed: [String] = []
    /// The pods that have to go.
    var surplus: [DaemonPod] = []
  }

  private func carryOut(
    _ plan: Plan, _ expectations: inout Expectations
  ) throws(APIStatus) {
    let key = ObjectKey(set)
    var failure: APIStatus?
    var (left, size) = (plan.needed.prefix(DaemonSetController.burst), 1)
    while !left.isEmpty, failure == nil {
      for node in left.prefix(size) {
        do throws(APIStatus) {
          let pod = try environment.client.create(.pods, template.pod(for: node))
          expectations.expectCreation(of: pod.uid, for: key, at: environment.clock.now)
          environment.events.record(
            set, reason: "SuccessfulCreate", "Created pod: \(pod.objectName)")
        } catch {
          if error.isOfEndingNamespace { continue }
          environment.events.record(
            set, .warning, reason: "FailedCreate", "Error creating: \(error.message)")
          failure = failure ?? error
        }
      }
      left = left.dropFirst(size)
      size *= 2
    }
    for pod in plan.surplus.prefix(DaemonSetController.burst) {
      do throws(APIStatus) {
        _ = try environment.client.delete(.pods, pod.key, DeleteOptions(uid: pod.state.uid))
        expectations.expectDeletion(of: pod.state.uid, for: key, at: environment.clock.now)
        environment.events.record(set, reason: "SuccessfulDelete", "Deleted pod: \(pod.key.name)")
      } catch {
        if error.reason == .notFound { continue }
        environment.events.record(
          set, .warning, reason: "FailedDelete", "Error deleting: \(error.message)")
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }

  private func truncate(_ history: RevisionHistory) throws(APIStatus) {
    let limit = spec.wholeNumber("revisionHistoryLimit") ?? 10
    guard history.revisions.count > limit + 1 else { return }
    var used: Set<String> = [template.hash]
    for several in pods.values {
      for pod in several where !pod.isUpdated { used.insert(pod.hash) }
    }
    try history.truncate(to: limit) { used.contains($0.label(DaemonPod.hashLabel) ?? "") }
  }
}
