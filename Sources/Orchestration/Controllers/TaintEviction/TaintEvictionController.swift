// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Deletes pods that do not bear the taints `NoExecute` of their node, at once or after the time for
/// which they do.
///
/// From `pkg/controller/tainteviction/taint_eviction.go`. Other than there, time that has passed
/// counts after this controller has begun anew: a pod's time begins when the first of the taints was
/// added, or with the pod itself.
public final class TaintEvictionController: Component {
  /// The name.
  public let name = "taint-eviction-controller"
  private let environment: ComponentEnvironment
  private let loop: ControllerLoop
  private let nodes: Informer
  private let pods: Informer
  /// The taints `NoExecute` of nodes that have any.
  private var taints: [String: [Taint]] = [:]
  /// Pods that are deleted later.
  private var pending: [ObjectKey: Appointment] = [:]

  /// Creates the controller.
  public init(_ environment: ComponentEnvironment) {
    self.environment = environment
    loop = ControllerLoop(name: name, environment: environment)
    (nodes, pods) = (environment.informers[.nodes], environment.informers[.pods])
    pods.indexByNode()
    loop.watch(.nodes) { [unowned self] change in
      let new: [Taint]
      if case .removed = change { new = [] } else { new = Self.noExecute(change.object) }
      guard self.taints[change.key.name] ?? [] != new else { return [] }
      self.taints[change.key.name] = new.isEmpty ? nil : new
      return [change.key]
    }
    loop.watch(.pods) { [unowned self] change in
      if case .removed = change {
        return self.pending[change.key] == nil ? [] : [change.key]
      }
      guard !self.taints.isEmpty || !self.pending.isEmpty else { return [] }
      let pod = change.object
      if let previous = change.previous, previous.boundNode == pod.boundNode,
        previous.wanted["tolerations"] == pod.wanted["tolerations"]
      {
        return []
      }
      return self.taints[pod.boundNode] == nil ? [] : [change.key]
    }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in
      guard key.namespace.isEmpty else { return try self.reconcile(pod: key) }
      for pod in self.pods.objects(key.name, in: Informer.nodeIndex) {
        try self.reconcile(pod: ObjectKey(pod))
      }
    }
  }

  /// Ends and forgets everything.
  public func stop() {
    loop.stop()
    for appointment in pending.values { appointment.cancel() }
    (pending, taints) = ([:], [:])
  }

  private static func noExecute(_ node: Fields) -> [Taint] {
    guard let taints = node["spec"]?.object?["taints"]?.array else { return [] }
    return taints.compactMap { Taint($0) }.filter { $0.effect == "NoExecute" }
  }

  private func reconcile(pod key: ObjectKey) throws(APIStatus) {
    guard let pod = pods[key] else { return cancel(key, pod: nil) }
    guard let taints = taints[pod.boundNode] else { return cancel(key, pod: pod) }
    let tolerations = pod.wanted["tolerations"]?.array?.compactMap { Toleration($0) } ?? []
    switch TolerationTime(tolerations, of: taints) {
    case .forever: cancel(key, pod: pod)
    case .none:
      // What is planned gives way to what is done now.
      cancel(key, pod: pod)
      try evict(key, pod)
    case .seconds(let seconds):
      // As in Kubernetes, time that runs already is not changed by another taint.
      if pending[key]?.isPending == true { return }
      let start = start(pod, taints)
      let moment = start.advanced(by: seconds * 1_000_000)
      pending[key] = environment.clock.schedule(at: moment) { [weak self] in self?.fire(key) }
    }
  }

  /// Since when a pod has to bear the taints of its node.
  private func start(_ pod: Fields, _ taints: [Taint]) -> Timestamp {
    let now = environment.clock.now
    let added = taints.map { $0.timeAdded ?? now }.min() ?? now
    let bound =
      pod.condition("PodScheduled")?.moment("lastTransitionTime")
      ?? pod.metadata.moment("creationTimestamp") ?? added
    return min(now, max(added, bound))
  }

  private func fire(_ key: ObjectKey) {
    pending[key] = nil
    guard let pod = pods[key], taints[pod.boundNode] != nil else { return }
    do throws(APIStatus) {
      try evict(key, pod)
    } catch {
      loop.onError?(key, error)
      loop.add(key, after: 10_000)
    }
  }

  private func evict(_ key: ObjectKey, _ pod: Fields) throws(APIStatus) {
    let isKnown = pod.isTerminating && pod.conditionStatus("DisruptionTarget") == "True"
    if isKnown { return }
    environment.events.record(
      pod, reason: "TaintManagerEviction",
      "Marking for deletion Pod \(key.namespace)/\(key.name)")
    let now = environment.timestamp
    let found = try environment.client.change(.pods, key, uid: pod.uid, subresource: .status) {
      $0.setCondition(
        ObjectCondition(
          type: "DisruptionTarget", status: "True", reason: "DeletionByTaintManager",
          message: "Taint manager: deleting due to NoExecute taint"), at: now)
    }
    guard found != nil else { return }
    try environment.client.deleteIfPresent(.pods, key, DeleteOptions(uid: pod.uid))
  }

  private func cancel(_ key: ObjectKey, pod: Fields?) {
    guard let appointment = pending.removeValue(forKey: key) else { return }
    guard appointment.isPending else { return }
    appointment.cancel()
    let involved: Fields =
      pod ?? [
        "apiVersion": "v1", "kind": "Pod",
        "metadata": ["name": .string(key.name), "namespace": .string(key.namespace)],
      ]
    environment.events.record(
      involved, reason: "TaintManagerEviction",
      "Cancelling deletion of Pod \(key.namespace)/\(key.name)")
  }
}
