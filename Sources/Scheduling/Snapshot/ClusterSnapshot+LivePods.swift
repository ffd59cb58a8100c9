// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// Pods that come, change and go while the snapshot stays.
extension ClusterSnapshot {
  /// Creates a snapshot of no cluster yet.
  public init(empty configuration: SchedulerConfiguration) {
    self.init(configuration: configuration, owners: SpreadOwners())
  }

  /// Whether a node was promised to a pod.
  public func isNominated(_ pod: Int) -> Bool { pods.nominated[pod] >= 0 }
  /// The name of the node that was promised to a pod.
  public func nominatedNode(ofPod pod: Int) -> String? {
    pods.nominated[pod] < 0 ? nil : nodes.names[Int(pods.nominated[pod])]
  }

  /// Takes a pod out; its index may become that of a pod that is added later.
  ///
  /// - Parameter pod: A pod, on a node or not.
  /// - Complexity: As for `evict(_:)`.
  public mutating func remove(_ pod: Int) {
    if pods.nodes[pod] >= 0 { evict(pod) }
    if pods.nominated[pod] >= 0 { nominate(pod, to: nil) }
    let (name, namespace) = (pods.names[pod], pods.namespaces[pod])
    podIndices[namespace]?[name] = nil
    if podIndices[namespace]?.isEmpty == true { podIndices[namespace] = nil }
    forgetIfLast(pod)
    live.use(classIndex(pod), -1)
    pods.clear(pod)
    live.vacantRows.append(Int32(pod))
  }

  /// Takes over what has changed about a pod, other than its node.
  ///
  /// - Parameters:
  ///   - pod: The pod's index.
  ///   - object: What it is now.
  /// - Returns: Whether it became one of another class.
  /// - Throws: What makes no sense in it; then it stays what it was.
  /// - Complexity: As for placing it where the class is another one.
  @discardableResult
  public mutating func change(_ pod: Int, to object: Pod) throws(ClusterFault) -> Bool {
    let before = classIndex(pod)
    let after = try classIndex(of: object)
    pods.refresh(pod, object)
    guard before != after else { return false }
    let node = Int(pods.nodes[pod])
    if node >= 0 { apply(before, node: node, sign: -1) }
    pods.classes[pod] = Int32(after)
    live.use(after, 1)
    live.use(before, -1)
    if node >= 0 { apply(after, node: node, sign: 1) }
    return true
  }

  /// Forgets what was found out about the class of a pod that is the only one of it, now that it is
  /// decided: pods of DaemonSets mostly are of a class of their own.
  public mutating func forgetIfLast(_ pod: Int) {
    let index = classIndex(pod)
    if live.uses[index] == 1 { caches.forget(index) }
  }

  /// Notes that a pod that is on no node names one that is not there, or none.
  public mutating func setNamesUnknownNode(_ pod: Int, _ names: Bool) {
    pods.named[pod] = names ? PodTable.unknownNode : -1
  }

  /// Sorts out classes of which no pod is left, where there are many.
  ///
  /// - Complexity: Constant on average over the pods that came.
  public mutating func compactIfWasteful() {
    if live.isWasteful { rebuild() }
  }

  /// Whether a pod on some node matters less than a pod.
  public func hasVictims(for pod: Int) -> Bool { live.hasPlaced(below: priority(pod)) }

  /// Looks for pods whose eviction makes room for a pod; where no pod on a node matters less, at
  /// once.
  public mutating func preemptIfAny(_ pod: Int, from offset: Int) -> PreemptionResult {
    let index = classIndex(pod)
    guard classes[index].mayPreempt, pods.nominated[pod] < 0, !hasVictims(for: pod) else {
      return preempt(pod, from: offset)
    }
    let isNew = !caches.has(index)
    var cache = takeCache(index)
    let potential = potentialNodes(pod, index, &cache)
    caches.put(cache, index, isNew: isNew)
    var result = PreemptionResult(choice: nil, candidates: 0, reasons: [:])
    if !potential.isEmpty { result.reasons[PreemptionText.noVictims] = potential.count }
    if potential.count < nodes.count {
      result.reasons[PreemptionText.notHelpful] = nodes.count - potential.count
    }
    return result
  }

  /// A number that is another one after every change of the snapshot.
  public var version: Int { changeCount }

  /// Pods that are equal in this fail alike as long as `version` is the same.
  public func failureKey(of pod: Int) -> FailureKey {
    FailureKey(
      classIndex: pods.classes[pod], named: pods.named[pod], nominated: pods.nominated[pod])
  }
}

/// What pods have to share to fail alike.
public struct FailureKey: Sendable, Hashable {
  let classIndex: Int32
  let named: Int32
  let nominated: Int32
}
