// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// Which pods may be evicted.
///
/// From `pkg/framework/plugins/defaultevictor/defaultevictor.go`.
extension DeschedulingRun {
  /// Why a pod may not be evicted; `nil` where it may.
  ///
  /// - Parameters:
  ///   - pod: The pod.
  ///   - row: Its index in the snapshot; `nil` where it has ended.
  /// - Returns: The reason.
  func reasonToKeep(_ pod: Fields, _ row: Int?) -> String? {
    if pod.annotation("descheduler.alpha.kubernetes.io/evict") != nil { return nil }
    if pod.isTerminating { return "it is ending already" }
    if pod.isMirrorPod { return "its node runs it by itself" }
    if let reason = reasonByOwner(pod) { return reason }
    if let reason = reasonByPriority(pod) { return reason }
    if !evictor.evictsLocalStoragePods,
      pod.hasVolume({ $0["emptyDir"] != nil || $0["hostPath"] != nil })
    {
      return "it has local storage and evictLocalStoragePods is not set"
    }
    if evictor.ignoresPodsWithClaims, pod.hasVolume({ $0["persistentVolumeClaim"] != nil }) {
      return "it has a claim and ignorePvcPods is set"
    }
    if !evictor.labelSelector.matches(pod.labelMap) { return "it is not selected" }
    if now.microseconds - pod.created < evictor.minPodAge { return "it is too young" }
    if evictor.ignoresPodsWithoutBudget, !isCovered(pod) { return "it has no budget" }
    if evictor.nodeFit, let row, otherNode(for: row) == nil { return "it fits on no other node" }
    return nil
  }

  private func reasonByOwner(_ pod: Fields) -> String? {
    guard let owner = pod.metadata["ownerReferences"]?.array?.first?.object else {
      return evictor.evictsFailedBarePods && pod.phase == "Failed"
        ? nil : "nobody would make it anew"
    }
    if !evictor.evictsDaemonSetPods, owner["kind"] == "DaemonSet" {
      return "it belongs to a DaemonSet"
    }
    if evictor.minReplicas > 1 {
      let uid = owner["uid"]?.string ?? ""
      let count = informers[.pods].all.count { other in
        (other.metadata["ownerReferences"]?.array ?? []).contains {
          $0.object?["uid"]?.string == uid
        }
      }
      if count < evictor.minReplicas { return "its owner has fewer pods than minReplicas" }
    }
    return nil
  }

  private func reasonByPriority(_ pod: Fields) -> String? {
    let priority = pod.wanted.integer("priority") ?? 0
    if !evictor.evictsSystemCriticalPods, priority >= EvictorArguments.systemCritical {
      return "the system needs it"
    }
    var threshold = evictor.priorityThreshold
    if let name = evictor.priorityClassName {
      threshold = informers[.priorityClasses][ObjectKey(name: name)]?.integer("value") ?? threshold
    }
    if let threshold, priority >= threshold { return "its priority is \(priority)" }
    return nil
  }

  private func isCovered(_ pod: Fields) -> Bool {
    let namespace = ObjectKey(pod).namespace
    let labels = pod.labelMap
    return informers[.podDisruptionBudgets].all.contains { object in
      let budget = PodDisruptionBudget(fields: object)
      guard budget.metadata.namespace == namespace,
        let selector = try? budget.spec.selector?.compiled()
      else { return false }
      return selector.matches(labels)
    }
  }

  /// Pods in the order in which they go: the less important first, then those of which less was
  /// promised, then the younger.
  func inOrderOfEviction(_ rows: [Int]) -> [Int] {
    func rank(_ row: Int) -> (Int64, Int, Int64) {
      let pod = pod(row)
      let quality = ["BestEffort": 0, "Burstable": 1, "Guaranteed": 2][
        Pod(fields: pod).qualityOfService]
      return (snapshot.priority(row), quality ?? 0, -pod.created)
    }
    return rows.sorted { one, other in
      let (first, second) = (rank(one), rank(other))
      return first != second ? first < second : one > other
    }
  }

  /// Pods whose pods may be evicted, by namespace and selector.
  func chosen(
    _ rows: [Int], _ namespaces: NamespaceChoice, _ labels: LabelSelector = LabelSelector()
  ) -> [Int] {
    rows.filter { row in
      namespaces.contains(snapshot.namespace(row)) && labels.matches(pod(row).labelMap)
    }
  }
}

extension Fields {
  fileprivate func hasVolume(_ isMeant: (Fields) -> Bool) -> Bool {
    (wanted["volumes"]?.array ?? []).contains { $0.object.map(isMeant) ?? false }
  }
}
