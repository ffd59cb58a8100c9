// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// A pod that has a node and waits for its volumes before it is bound.
struct VolumeWait {
  let uid: String
  let node: String
  /// When it is given up.
  let end: Appointment
}

/// Pods are bound once their claims are: until then they count on their nodes without being there.
///
/// From `pkg/scheduler/framework/plugins/volumebinding` (`PreBind`, `checkBindings`).
extension SchedulerComponent {
  /// How long claims are waited for (`bindTimeoutSeconds`).
  private static let patience: Int64 = 600_000_000

  /// Waits for the volumes of a pod where that is to be done.
  ///
  /// - Returns: Whether the pod waits.
  func waitForVolumes(_ row: Int, _ entry: PodEntry, on node: String) -> Bool {
    guard !snapshot.claimPlans(ofPod: row).isEmpty else { return false }
    let end = environment.clock.schedule(after: Self.patience) { [weak self] in
      self?.giveUpVolumes(row, entry.uid, "context deadline exceeded")
    }
    volumeWaits[row] = VolumeWait(uid: entry.uid, node: node, end: end)
    return true
  }

  /// A pod waits no more.
  func forgetVolumeWait(_ row: Int) {
    volumeWaits.removeValue(forKey: row)?.end.cancel()
  }

  /// Looks at the claims of pods that wait, after claims have changed.
  func continueVolumes() {
    for row in volumeWaits.keys.sorted() {
      guard let wait = volumeWaits[row] else { continue }
      guard let entry = entries[row], entry.uid == wait.uid, entry.isAssumed,
        let object = pods[entry.key], object.uid == wait.uid
      else {
        forgetVolumeWait(row)
        continue
      }
      do throws(APIStatus) {
        guard try areBound(object.claimKeys, on: wait.node) else { continue }
        forgetVolumeWait(row)
        complete(row, object, entry, on: wait.node)
      } catch {
        giveUpVolumes(row, wait.uid, error.message)
      }
    }
  }

  /// Whether claims have their volumes.
  ///
  /// - Throws: Why they will not get them for this node.
  private func areBound(_ keys: [ObjectKey], on node: String) throws(APIStatus) -> Bool {
    var areAll = true
    for key in keys {
      guard let claim = environment.informers[.persistentVolumeClaims][key] else {
        throw .notFound(.persistentVolumeClaims, key.name)
      }
      if !claim.boundVolume.isEmpty, claim.annotation(VolumeAnnotation.bindCompleted) != nil {
        continue
      }
      areAll = false
      guard waitsForPod(claim), claim.annotation(VolumeAnnotation.selectedNode) != node,
        !isMeantForVolume(key, claim)
      else { continue }
      // What was written a moment ago may not be told yet.
      let latest = try environment.client.find(.persistentVolumeClaims, key)
      guard latest?.annotation(VolumeAnnotation.selectedNode) == node else {
        throw APIStatus(.conflict, "provisioning failed for PVC \"\(key.name)\"")
      }
    }
    return areAll
  }

  private func waitsForPod(_ claim: Fields) -> Bool {
    let kind = environment.informers[.storageClasses][ObjectKey(name: claim.storageClass ?? "")]
    return kind?["volumeBindingMode"] == "WaitForFirstConsumer"
  }

  /// Whether a volume is kept for a claim, which needs none made.
  private func isMeantForVolume(_ key: ObjectKey, _ claim: Fields) -> Bool {
    environment.informers[.persistentVolumes].all.contains { $0.isKept(for: claim) }
  }

  private func giveUpVolumes(_ row: Int, _ uid: String, _ reason: String) {
    guard let wait = volumeWaits[row], wait.uid == uid else { return }
    forgetVolumeWait(row)
    guard let entry = entries[row], entry.uid == uid, entry.isAssumed,
      let object = pods[entry.key]
    else { return }
    failBinding(
      row, object, "running PreBind plugin \"VolumeBinding\": binding volumes: \(reason)")
    schedulePump()
  }
}
