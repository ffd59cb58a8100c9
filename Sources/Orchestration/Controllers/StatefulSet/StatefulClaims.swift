// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The claims of the pods of a StatefulSet: created before the pod, and kept or deleted as the set
/// says.
///
/// From `pkg/controller/statefulset/stateful_pod_control.go` and `stateful_set_utils.go`. What is to
/// be deleted is given an owner; the garbage collector does the rest.
struct StatefulClaims {
  let environment: ComponentEnvironment
  let identity: StatefulIdentity
  let known: Informer

  private var policy: Fields {
    identity.set["spec"]?.object?["persistentVolumeClaimRetentionPolicy"]?.object ?? Fields()
  }

  /// Creates the claims of a pod that are missing.
  func create(_ ordinal: Int) throws(APIStatus) {
    let pod = identity.podName(ordinal)
    for claim in identity.makeClaims(ordinal) where known[ObjectKey(claim)] == nil {
      let name = claim.objectName
      do throws(APIStatus) {
        try environment.client.create(.persistentVolumeClaims, claim)
        environment.events.record(
          identity.set, reason: "SuccessfulCreate",
          "create Claim \(name) Pod \(pod) in StatefulSet \(identity.name) success")
      } catch {
        if error.reason == .alreadyExists { continue }
        environment.events.record(
          identity.set, .warning, reason: "FailedCreate",
          "create Claim \(name) for Pod \(pod) in StatefulSet \(identity.name) failed error: "
            + error.message)
        throw error
      }
    }
  }

  /// Whether a claim is still of a pod that was there before and is about to go with it.
  func areStale(_ ordinal: Int) -> Bool {
    let pod = identity.podName(ordinal)
    return identity.makeClaims(ordinal).contains { claim in
      guard let found = known[ObjectKey(claim)] else { return false }
      return found.isTerminating
        || (found.metadata["ownerReferences"]?.array ?? []).contains { owner in
          owner.object?["kind"] == "Pod" && owner.object?["name"]?.string == pod
        }
    }
  }

  /// Gives the claims of a pod the owners that they are to go with.
  ///
  /// - Parameters:
  ///   - pod: The pod.
  ///   - ordinal: Its ordinal.
  ///   - isCondemned: Whether the pod goes because the set was scaled down.
  /// - Throws: What the API answers.
  func setOwners(_ pod: Fields, _ ordinal: Int, isCondemned: Bool) throws(APIStatus) {
    let goesWithPod = policy["whenScaled"] == "Delete" && isCondemned
    let goesWithSet = policy["whenDeleted"] == "Delete" && !goesWithPod
    for claim in identity.makeClaims(ordinal) {
      guard var found = known[ObjectKey(claim)], !found.isTerminating else { continue }
      let owners = found.metadata["ownerReferences"]?.array ?? []
      let podOwner: Value = [
        "apiVersion": "v1", "kind": "Pod", "name": .string(pod.objectName),
        "uid": .string(pod.uid), "controller": true, "blockOwnerDeletion": true,
      ]
      var wanted = owners.filter { owner in
        let uid = owner.object?["uid"]?.string
        return uid != pod.uid && uid != identity.set.uid
      }
      if goesWithSet { wanted.append(ControllerReference.value(to: identity.set, .statefulSets)) }
      if goesWithPod { wanted.append(podOwner) }
      if wanted == owners { continue }
      found.modify("metadata") { metadata in
        metadata["ownerReferences"] = wanted.isEmpty ? nil : .array(wanted)
      }
      try environment.client.update(.persistentVolumeClaims, found)
    }
  }
}
