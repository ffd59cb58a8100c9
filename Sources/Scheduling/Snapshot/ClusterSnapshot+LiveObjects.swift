// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// What else pods depend on, while the snapshot stays.
extension ClusterSnapshot {
  /// Takes over the labels of a namespace, `nil` where it is gone.
  public mutating func setNamespace(_ name: String, labels: [String: String]?) {
    if matchers.set(labels, ofNamespace: name) { rebuild() }
  }

  /// Takes over the services of a namespace: their selectors in the order of their names.
  ///
  /// Pods that wait had better be looked at again by `change(_:to:)`.
  public mutating func setServices(_ selectors: [[String: String]], namespace: String) {
    compiler.owners.services[namespace] = selectors.isEmpty ? nil : selectors
    forgetSignatures()
  }

  /// Takes over the selector of a workload, `nil` where it is gone.
  ///
  /// - Parameters:
  ///   - kind: `ReplicaSet`, `StatefulSet` or `ReplicationController`.
  ///   - object: The workload.
  ///   - isGone: Whether there is no such workload any more.
  /// - Returns: Whether pods that wait had better be looked at again by `change(_:to:)`, because
  ///   some of it came before.
  /// - Throws: What makes no sense in the selector.
  public mutating func setWorkload(
    _ kind: String, _ object: Fields, isGone: Bool
  ) throws(ClusterFault) -> Bool {
    guard try compiler.owners.set(kind, object, isGone: isGone) else { return false }
    guard let uid = object["metadata"]?.object?["uid"]?.string, live.hasSeen(owner: uid) else {
      return false
    }
    signatures = signatures.filter { $0.key.owner != uid }
    live.forgetRecent()
    return true
  }

  private mutating func forgetSignatures() {
    signatures = [:]
    live.forgetRecent()
  }

  /// Takes over the disruption budgets.
  ///
  /// - Parameters:
  ///   - written: The budgets.
  ///   - reject: Told of budgets that make no sense; they are left out.
  public mutating func setBudgets(
    _ written: [PodDisruptionBudget], reject: (ClusterFault) -> Void = { _ in }
  ) {
    budgets = []
    for budget in written {
      do throws(ClusterFault) {
        if let made = try DisruptionBudget(budget, in: self) { budgets.append(made) }
      } catch {
        reject(error)
      }
    }
    lastStamp &+= 1
  }

  /// What claims of a pod on a node that are not bound are to get.
  ///
  /// - Parameter pod: A pod that was placed.
  /// - Returns: One plan for each such claim.
  public func claimPlans(ofPod pod: Int) -> [ClaimPlan] {
    let made = classes[classIndex(pod)]
    guard !made.claims.isEmpty else { return [] }
    return volumes.claims(of: made).compactMap { claim in
      guard !volumes.claims[claim].isBound, let assumption = volumes.assumed[claim] else {
        return nil
      }
      let name = volumes.claims[claim].name
      switch assumption {
      case .volume(let volume):
        return ClaimPlan(claim: name, volume: volumes.volumes[volume].name)
      case .made: return ClaimPlan(claim: name, volume: nil)
      }
    }
  }

  /// Takes over volumes, claims, classes of storage and what drivers tell.
  ///
  /// - Parameter objects: Objects of these kinds; others are not looked at.
  /// - Throws: What makes no sense in one; then everything stays what it was.
  /// - Complexity: Linear in them, and in the pods.
  public mutating func setStorage(_ objects: ClusterObjects) throws(ClusterFault) {
    _ = try VolumeTable(objects, nodes: nodes)
    live.storage = objects
    lastStamp &+= 1
    rebuildVolumeTable()
    for node in podsOnNode.indices {
      for pod in podsOnNode[node] where !classes[classIndex(Int(pod))].claims.isEmpty {
        volumes.apply(
          classes[classIndex(Int(pod))], node: node, sign: 1, name: nodes.names[node],
          labels: nodes.labels[node])
        stamps[node] = lastStamp
      }
    }
  }
}

/// What a claim gets with which a pod goes to a node.
public struct ClaimPlan: Sendable, Hashable {
  /// The claim, in the namespace of the pod.
  public var claim: String
  /// The volume, or `nil` where one is to be made.
  public var volume: String?
}
