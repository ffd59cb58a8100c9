// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How many pods of a selection may still be evicted.
struct DisruptionBudget: Sendable {
  let name: String
  let namespace: String
  let selector: LabelSelector
  let allowed: Int64

  /// Whether pods of a class are under the budget; an empty selector means none here.
  ///
  /// From `plugins/defaultpreemption/default_preemption.go`, `filterPodsWithPDBViolation`.
  func covers(_ made: PodClass) -> Bool {
    !made.labels.isEmpty && !selector.isEmpty && made.namespace == namespace
      && selector.matches(made.labels)
  }
}

extension DisruptionBudget {
  /// The budget of an object: what its status allows or, where it has none, what its
  /// specification allows of the pods that are on nodes.
  ///
  /// - Returns: The budget, or `nil` where it selects nothing.
  init?(_ budget: PodDisruptionBudget, in snapshot: ClusterSnapshot) throws(ClusterFault) {
    let metadata = budget.metadata
    name = metadata.name ?? ""
    namespace = metadata.namespace ?? "default"
    guard let written = budget.spec.selector else { return nil }
    selector = try FaultContext(
      "poddisruptionbudget \(namespace)/\(name)", "spec.selector"
    ).selector(written)
    if let allowed = budget.status.disruptionsAllowed {
      self.allowed = Int64(Int32(clamping: allowed))
      return
    }
    let (namespace, selector) = (namespace, selector)
    let covered = snapshot.classes.map {
      $0.namespace == namespace && selector.matches($0.labels)
    }
    let healthy = snapshot.pods.nodes.indices.count {
      snapshot.pods.nodes[$0] >= 0 && covered[snapshot.classIndex($0)]
    }
    if let least = budget.spec.minAvailable {
      allowed = Int64(max(0, healthy - (least.scaled(of: healthy, rounding: .up) ?? 0)))
    } else {
      let most = budget.spec.maxUnavailable ?? .int(1)
      allowed = Int64(max(0, min(healthy, most.scaled(of: healthy, rounding: .up) ?? 0)))
    }
  }
}
