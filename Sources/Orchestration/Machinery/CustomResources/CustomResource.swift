// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a CustomResourceDefinition says of the objects of one version.
struct CustomResource {
  /// The kind as it is served.
  let type: ResourceType
  /// The definition's name.
  let definition: String
  /// What objects may look like; without fields where anything is allowed.
  let schema: Fields
  /// Whether fields that the schema does not have stay.
  let preservesUnknownFields: Bool
  /// Where a scale finds how many replicas are wanted, there are, and which they are.
  let scale: Scale?

  /// The paths of a scale.
  struct Scale {
    let specReplicas: [String]
    let statusReplicas: [String]
    let labelSelector: [String]?
  }
}
