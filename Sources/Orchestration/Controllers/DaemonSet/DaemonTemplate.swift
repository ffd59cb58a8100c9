// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What the pods of a DaemonSet are made of.
///
/// From `CreatePodTemplate` in `pkg/controller/daemon/util/daemonset_util.go`.
struct DaemonTemplate {
  /// The hash of the set's template, a label of its pods.
  let hash: String
  /// A pod of the set for no node in particular.
  private let prototype: Fields

  init(_ set: Fields, hash: String) {
    self.hash = hash
    var pod = Fields(podOf: set.podTemplate, for: set, .daemonSets)
    pod.modify("metadata") { metadata in
      metadata.modify("labels") { $0[DaemonPod.hashLabel] = .string(hash) }
    }
    pod.modify("spec") { fields in
      var spec = PodSpec(fields: fields)
      spec.addTolerations(Toleration.daemon(hostNetwork: spec.hostNetwork ?? false))
      fields = spec.fields
    }
    prototype = pod
  }

  /// What the pods want.
  var spec: Fields { prototype["spec"]?.object ?? Fields() }

  /// A pod for a node.
  func pod(for node: String) -> Fields {
    var pod = prototype
    pod.modify("spec") { fields in
      var spec = PodSpec(fields: fields)
      spec.requireNode(named: node)
      fields = spec.fields
    }
    return pod
  }
}
