// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The one owner of an object that manages it.
///
/// From `apimachinery/pkg/apis/meta/v1/controller_ref.go`.
struct ControllerReference {
  /// The owner's kind.
  let kind: String
  /// The owner's name, in the namespace of the object.
  let name: String
  /// The owner's identity.
  let uid: String

  /// The reference of an object; `nil` where nobody manages it.
  init?(of object: Fields) {
    guard let owner = object.controllerReference else { return nil }
    kind = owner["kind"]?.string ?? ""
    name = owner["name"]?.string ?? ""
    uid = owner["uid"]?.string ?? ""
  }

  /// The reference that makes an object the manager of another.
  static func value(to owner: Fields, _ type: ResourceType) -> Value {
    [
      "apiVersion": .string(type.apiVersion), "kind": .string(type.kind),
      "name": owner["metadata"]?.object?["name"] ?? "", "uid": .string(owner.uid),
      "controller": true, "blockOwnerDeletion": true,
    ]
  }
}

extension Fields {
  /// A whole number, `nil` where there is none.
  func wholeNumber(_ key: String) -> Int? { self[key].flatMap { Int($0) } }

  /// How many times what is wanted was changed, 0 where that is not counted.
  var generation: Int { self["metadata"]?.object?.wholeNumber("generation") ?? 0 }

  /// When it was created, in microseconds; 0 where that is not known.
  var created: Int64 {
    self["metadata"]?.object?["creationTimestamp"].flatMap { Timestamp($0) }?.microseconds ?? 0
  }

  /// The name in the metadata, empty where there is none.
  var objectName: String { self["metadata"]?.object?["name"]?.string ?? "" }

  /// A label.
  func label(_ name: String) -> String? {
    self["metadata"]?.object?["labels"]?.object?[name]?.string
  }
}
