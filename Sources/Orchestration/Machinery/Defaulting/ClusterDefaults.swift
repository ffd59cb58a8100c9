// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is filled in in nodes, namespaces and secrets (`pkg/apis/core/v1/defaults.go`).
enum ClusterDefaults {
  static func fillNamespace(_ object: inout Fields) {
    guard let name = object["metadata"]?.object?["name"] else { return }
    let label = "kubernetes.io/metadata.name"
    if object["metadata"]?[path: "labels", label] == name { return }
    object.modify("metadata") { metadata in
      metadata.modify("labels") { $0[label] = name }
    }
  }

  /// All of a node may be used where it does not say how much.
  static func fillNode(_ object: inout Fields) {
    object.complete("status") { status in
      status.normalizeAmounts("capacity")
      status.normalizeAmounts("allocatable")
      if let capacity = status["capacity"] { status.fill("allocatable", capacity) }
    }
  }

  static func fillSecret(_ object: inout Fields) {
    object.fill("type", "Opaque")
    // Text stands in for bytes when it is written, and is never read.
    guard let texts = object["stringData"]?.object else { return }
    object["stringData"] = nil
    object.modify("data") { data in
      for (key, value) in texts {
        guard let text = value.string else { continue }
        data[key] = .string(Base64Text.encode(Array(text.utf8)))
      }
    }
  }
}
