// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// Volumes that a pod gets where it goes.
extension SchedulerComponent {
  /// Says in claims and volumes of a pod that have not found each other what is to become of them.
  ///
  /// From `pkg/scheduler/framework/plugins/volumebinding/binder.go`, `bindAPIUpdate`.
  func prepareVolumes(
    _ row: Int, _ entry: PodEntry, on node: String
  ) throws(APIStatus) {
    for plan in snapshot.claimPlans(ofPod: row) {
      let key = ObjectKey(namespace: entry.key.namespace, name: plan.claim)
      guard let claim = environment.informers[.persistentVolumeClaims][key] else { continue }
      if let volume = plan.volume {
        try reserve(volume, for: claim, key)
      } else {
        try select(node, for: claim)
      }
    }
  }

  /// Keeps a volume for a claim.
  private func reserve(
    _ volume: String, for claim: Fields, _ key: ObjectKey
  ) throws(APIStatus) {
    var object = try environment.client.get(.persistentVolumes, ObjectKey(name: volume))
    let kept = object["spec"]?.object?["claimRef"]?.object
    if kept?["name"]?.string == key.name, kept?["uid"]?.string == claim.uid { return }
    object.modify("spec") {
      $0["claimRef"] = [
        "kind": "PersistentVolumeClaim", "namespace": .string(key.namespace),
        "name": .string(key.name), "uid": .string(claim.uid), "apiVersion": "v1",
      ]
    }
    object.modify("metadata") {
      $0.modify("annotations") { $0["pv.kubernetes.io/bound-by-controller"] = "yes" }
    }
    try environment.client.update(.persistentVolumes, object)
  }

  /// Has a volume made for a claim where a node can use it.
  private func select(_ node: String, for claim: Fields) throws(APIStatus) {
    let name = "volume.kubernetes.io/selected-node"
    var object = try environment.client.get(.persistentVolumeClaims, ObjectKey(claim))
    if object.metadata["annotations"]?.object?[name]?.string == node { return }
    object.modify("metadata") { $0.modify("annotations") { $0[name] = .string(node) } }
    try environment.client.update(.persistentVolumeClaims, object)
  }
}
