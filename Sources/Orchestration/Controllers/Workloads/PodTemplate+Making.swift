// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Fields {
  /// A pod of a template: it shares all that the template says.
  ///
  /// From `GetPodFromTemplate` in `pkg/controller/controller_utils.go`.
  ///
  /// - Parameters:
  ///   - template: The template of pods.
  ///   - owner: The set that it is for.
  ///   - type: The set's type.
  init(podOf template: Fields, for owner: Fields, _ type: ResourceType) {
    let written = template["metadata"]?.object
    let about = owner["metadata"]?.object
    // As `validation.GetReplicaSetPodPrefix`: the name of the set and a dash.
    var metadata: Fields = [
      "generateName": .string((about?["name"]?.string ?? "") + "-"),
      "namespace": about?["namespace"] ?? "default",
    ]
    for name in ["labels", "annotations", "finalizers"] { metadata[name] = written?[name] }
    metadata["ownerReferences"] = .array([ControllerReference.value(to: owner, type)])
    self = [
      "apiVersion": "v1", "kind": "Pod", "metadata": .object(metadata),
      "spec": template["spec"] ?? .object(Fields()),
    ]
  }

  /// The template of pods in what an object wants.
  var podTemplate: Fields { self["spec"]?.object?["template"]?.object ?? Fields() }
}
