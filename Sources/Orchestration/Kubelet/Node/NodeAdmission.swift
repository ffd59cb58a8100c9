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
    let wanted = worker.shape.requests
    var used = [Int64](repeating: 0, count: wanted.count)
    var count: Int64 = 0
    for other in workers.values where other !== worker && !other.hasEnded && other.isAdmitted {
      count += 1
      for (index, request) in wanted.enumerated() {
        used[index] &+= other.shape.amount(of: request.name, at: index)
      }
    }
    if let most = node.allocatable["pods"], count + 1 > most {
      return Self.insufficient("pods", 1, count, most)
    }
    for (index, request) in wanted.enumerated() where request.amount > 0 {
      guard let most = node.allocatable[request.name] else {
        // Extended resources that a node does not know are not its matter.
        continue
      }
      if used[index] &+ request.amount > most {
        return Self.insufficient(request.name, request.amount, used[index], most)
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
