// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The names and places that the pods of a StatefulSet keep.
///
/// From `pkg/controller/statefulset/stateful_set_utils.go`.
struct StatefulIdentity {
  /// The set.
  let set: Fields
  /// The set's name.
  let name: String
  /// The ordinal of the first pod.
  let start: Int
  private let claimTemplates: [Fields]

  init(_ set: Fields) {
    self.set = set
    name = set.objectName
    let spec = set["spec"]?.object ?? Fields()
    start = spec["ordinals"]?.object?.wholeNumber("start") ?? 0
    claimTemplates = spec["volumeClaimTemplates"]?.array?.compactMap(\.object) ?? []
  }

  /// The label that says the revision of a pod.
  static let revisionLabel = "controller-revision-hash"

  /// The ordinal in the name of a pod, `nil` where it is not of this set.
  func ordinal(of pod: String) -> Int? {
    guard pod.hasPrefix(name + "-") else { return nil }
    let digits = pod.dropFirst(name.count + 1)
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int(digits)
  }

  /// The name of a pod.
  func podName(_ ordinal: Int) -> String { "\(name)-\(ordinal)" }

  /// The names of the claims of a pod, by the volumes that they are for.
  func claims(_ ordinal: Int) -> [(volume: String, claim: String)] {
    claimTemplates.map { template in
      (template.objectName, "\(template.objectName)-\(name)-\(ordinal)")
    }
  }

  /// A new pod.
  ///
  /// - Parameters:
  ///   - ordinal: Its ordinal.
  ///   - revision: The revision whose template it is made of.
  /// - Returns: The pod.
  func makePod(_ ordinal: Int, of revision: Fields) -> Fields {
    var pod = Fields(podOf: RevisionHistory.template(of: revision), for: set, .statefulSets)
    pod.modify("metadata") { metadata in
      metadata["generateName"] = nil
      metadata.modify("labels") { $0[Self.revisionLabel] = .string(revision.objectName) }
    }
    settle(&pod, ordinal)
    pod.modify("spec") { spec in
      spec["hostname"] = .string(podName(ordinal))
      spec["subdomain"] = set["spec"]?.object?["serviceName"]
    }
    return pod
  }

  /// Gives a pod its name, labels and volumes.
  func settle(_ pod: inout Fields, _ ordinal: Int) {
    let name = Value.string(podName(ordinal))
    pod.modify("metadata") { metadata in
      metadata["name"] = name
      metadata.modify("labels") { labels in
        labels["statefulset.kubernetes.io/pod-name"] = name
        labels["apps.kubernetes.io/pod-index"] = .string(String(ordinal))
      }
    }
    if claimTemplates.isEmpty { return }
    let claims = claims(ordinal)
    pod.modify("spec") { spec in
      let names = claims.map { Value.string($0.volume) }
      let others = (spec["volumes"]?.array ?? []).filter { volume in
        !names.contains { volume.object?["name"] == $0 }
      }
      spec["volumes"] = .array(
        claims.map { claim in
          [
            "name": .string(claim.volume),
            "persistentVolumeClaim": ["claimName": .string(claim.claim)],
          ]
        } + others)
    }
  }

  /// Whether a pod has its labels and volumes.
  func isSettled(_ pod: Fields, _ ordinal: Int) -> Bool {
    let name = podName(ordinal)
    guard pod.label("statefulset.kubernetes.io/pod-name") == name,
      pod.label("apps.kubernetes.io/pod-index") == String(ordinal)
    else { return false }
    let volumes = pod["spec"]?.object?["volumes"]?.array ?? []
    return claims(ordinal).allSatisfy { claim in
      volumes.contains { volume in
        volume.object?["name"]?.string == claim.volume
          && volume[path: "persistentVolumeClaim", "claimName"]?.string == claim.claim
      }
    }
  }

  /// The claims of a pod as they are to be.
  func makeClaims(_ ordinal: Int) -> [Fields] {
    zip(claimTemplates, claims(ordinal)).map { template, names in
      var claim = template
      let labels = set["spec"]?.object?["selector"]?.object?["matchLabels"]?.object ?? Fields()
      claim["status"] = nil
      claim["apiVersion"] = "v1"
      claim["kind"] = "PersistentVolumeClaim"
      claim.modify("metadata") { metadata in
        metadata["name"] = .string(names.claim)
        metadata["namespace"] = set.metadata["namespace"]
        metadata.modify("labels") { own in
          for (name, value) in labels { own[name] = value }
        }
      }
      return claim
    }
  }
}
