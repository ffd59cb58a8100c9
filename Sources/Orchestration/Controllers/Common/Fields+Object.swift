// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What controllers look at in objects, read without making views.
extension Fields {
  /// What is asked for; without fields where it is absent.
  var wanted: Fields { self["spec"]?.object ?? Fields() }

  /// What was observed; without fields where it is absent.
  var observed: Fields { self["status"]?.object ?? Fields() }

  /// Whether the object is to go.
  var isTerminating: Bool { self["metadata"]?.object?["deletionTimestamp"] != nil }

  /// The labels as a map.
  var labelMap: [String: String] {
    metadata["labels"].flatMap { [String: String]($0) } ?? [:]
  }

  /// An annotation.
  func annotation(_ name: String) -> String? {
    metadata["annotations"]?.object?[name]?.string
  }

  /// The finalizers.
  var finalizerNames: [String] {
    metadata["finalizers"]?.array?.compactMap(\.string) ?? []
  }

  /// The reference to the owner that controls the object.
  var controllerReference: Fields? {
    guard let references = self["metadata"]?.object?["ownerReferences"]?.array else { return nil }
    for reference in references {
      if let fields = reference.object, fields["controller"] == true { return fields }
    }
    return nil
  }

  /// A whole number.
  func integer(_ name: String) -> Int64? {
    if case .integer(let number)? = self[name] { number } else { nil }
  }

  /// A moment.
  func moment(_ name: String) -> Timestamp? { self[name].flatMap { Timestamp($0) } }

  /// Whether a field is `true`.
  func isTrue(_ name: String) -> Bool { self[name] == .bool(true) }
}

/// What controllers look at in pods.
extension Fields {
  /// The node that the pod is bound to; empty where it is bound to none.
  var boundNode: String { self["spec"]?.object?["nodeName"]?.string ?? "" }

  /// How far the pod has come.
  var phase: String { self["status"]?.object?["phase"]?.string ?? "" }

  /// Whether the pod has ended by itself.
  var hasFinishedPhase: Bool {
    let phase = phase
    return phase == "Succeeded" || phase == "Failed"
  }

  /// Whether the pod can be used.
  var isReady: Bool { conditionStatus("Ready") == "True" }
}
