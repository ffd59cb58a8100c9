// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Whether a node takes a pod that was bound to it.
///
/// From `pkg/kubelet/lifecycle/predicate.go`: what was decided elsewhere is checked once more, so
/// that a node is never given more than it has.
extension Kubelet {
  /// Why a pod is not taken; `nil` where it is.
  func refusal(of worker: PodWorker) -> (reason: String, message: String)? {
    if pressure.isTold, worker.status["qosClass"]?.string ?? "BestEffort" == "BestEffort",
      !toleratesPressure(worker)
    {
      return ("Evicted", "The node had condition: [MemoryPressure]. ")
    }
    let others = workers.values.filter { $0 !== worker && !$0.hasEnded && $0.isAdmitted }
    if let most = node.allocatable["pods"], others.count + 1 > most {
      return Self.insufficient("pods", 1, Int64(others.count), most)
    }
    for request in worker.shape.requests where request.amount > 0 {
      guard let most = node.allocatable[request.name] else {
        // Extended resources that a node does not know are not its matter.
        continue
      }
      let used = others.reduce(Int64(0)) { sum, other in
        sum &+ (other.shape.requests.first { $0.name == request.name }?.amount ?? 0)
      }
      if used &+ request.amount > most {
        return Self.insufficient(request.name, request.amount, used, most)
      }
    }
    return nil
  }

  private static func insufficient(
    _ name: String, _ requested: Int64, _ used: Int64, _ capacity: Int64
  ) -> (reason: String, message: String) {
    (
      "OutOf\(name)",
      "Node didn't have enough resource: \(name), requested: \(requested), used: \(used), "
        + "capacity: \(capacity)"
    )
  }

  private func toleratesPressure(_ worker: PodWorker) -> Bool {
    PodSpec(fields: worker.spec).tolerations.contains { toleration in
      (toleration.key == nil || toleration.key == "node.kubernetes.io/memory-pressure")
        && (toleration.effect == nil || toleration.effect == "NoSchedule")
    }
  }
}
