// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A pod of a DaemonSet.
struct DaemonPod {
  /// The pod.
  let key: ObjectKey
  /// How it is.
  let state: PodState
  /// The node that it is on or is to be on.
  let node: String
  /// Whether it is on its node.
  let isBound: Bool
  /// The hash of the template that it is of.
  let hash: String
  /// Whether it is of the set's template.
  let isUpdated: Bool
  /// When it is or was available, in microseconds; `nil` while it is not ready.
  let availableAt: Int64?

  /// The label that says the revision of a pod.
  static let hashLabel = "controller-revision-hash"

  /// Reads a pod; `nil` where it is for no node.
  init?(
    _ key: ObjectKey, _ pod: Fields, _ state: PodState, hash: String, minReadySeconds: Int
  ) {
    let spec = pod["spec"]?.object
    if let name = spec?["nodeName"]?.string, !name.isEmpty {
      (node, isBound) = (name, true)
    } else if let name = Self.target(of: spec) {
      (node, isBound) = (name, false)
    } else {
      return nil
    }
    (self.key, self.state) = (key, state)
    self.hash = pod.label(Self.hashLabel) ?? ""
    isUpdated = self.hash == hash
    availableAt = state.readySince.map { $0 + Int64(minReadySeconds) * 1_000_000 }
  }

  /// The node that a pod is for, as its affinity says.
  ///
  /// From `GetTargetNodeName` in `pkg/controller/daemon/util/daemonset_util.go`.
  static func target(of spec: Fields?) -> String? {
    let required = spec?["affinity"]?[
      path: "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution",
      "nodeSelectorTerms"]?.array
    for term in required ?? [] {
      for field in term.object?["matchFields"]?.array ?? [] {
        guard field.object?["key"] == "metadata.name", field.object?["operator"] == "In",
          let values = field.object?["values"]?.array, values.count == 1
        else { continue }
        return values[0].string
      }
    }
    return nil
  }

  /// The order by which the pod that counts on a node is found: on the node, then older.
  static func isOlder(_ left: DaemonPod, _ right: DaemonPod) -> Bool {
    if left.isBound != right.isBound { return left.isBound }
    if left.state.created != right.state.created { return left.state.created < right.state.created }
    return left.key < right.key
  }
}
