// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The taints by which the cluster autoscaler marks nodes.
///
/// From `cluster-autoscaler/utils/taints/taints.go`. The value is the time, in seconds since 1970.
enum AutoscalerTaint {
  /// The node is being emptied and goes.
  static let toBeDeleted = "ToBeDeletedByClusterAutoscaler"
  /// The node is not needed and may go.
  static let deletionCandidate = "DeletionCandidateOfClusterAutoscaler"
}

extension Fields {
  /// Whether a node has a taint of a key.
  func hasTaint(_ key: String) -> Bool { taint(key) != nil }

  /// The first taint of a node with a key.
  func taint(_ key: String) -> Taint? {
    for taint in self["spec"]?.object?["taints"]?.array ?? []
    where taint.object?["key"]?.string == key {
      return Taint(taint)
    }
    return nil
  }

  /// Adds a taint to a node, in the place of those of its key.
  mutating func setTaint(_ taint: Taint) {
    removeTaint(taint.key ?? "")
    modify("spec") { spec in
      spec["taints"] = .array((spec["taints"]?.array ?? []) + [taint.value])
    }
  }

  /// Takes the taints of a key off a node.
  ///
  /// - Returns: Whether there was one.
  @discardableResult
  mutating func removeTaint(_ key: String) -> Bool {
    guard hasTaint(key) else { return false }
    modify("spec") { spec in
      let left = (spec["taints"]?.array ?? []).filter { $0.object?["key"]?.string != key }
      spec["taints"] = left.isEmpty ? nil : .array(left)
    }
    return true
  }
}
