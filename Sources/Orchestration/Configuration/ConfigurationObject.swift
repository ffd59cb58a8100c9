// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a ConfigMap or a Secret holds, decoded once for all who read it.
final class ConfigurationObject {
  /// The object's identity.
  let uid: String
  /// Whether it can no longer change.
  let isImmutable: Bool
  /// What a Secret is for; empty for ConfigMaps.
  let type: String
  /// What becomes variables, by key.
  let texts: [String: String]
  /// What becomes files, by key.
  let files: [String: [UInt8]]

  /// Reads an object.
  init(_ object: Fields, _ kind: ConfigurationReference.Kind) {
    uid = object.uid
    isImmutable = object["immutable"] == true
    type = kind == .secret ? object["type"]?.string ?? "Opaque" : ""
    var (texts, files): ([String: String], [String: [UInt8]]) = ([:], [:])
    for (key, value) in object["data"]?.object ?? Fields() {
      guard let text = value.string else { continue }
      switch kind {
      case .configMap:
        texts[key] = text
        files[key] = Array(text.utf8)
      case .secret:
        guard let bytes = Base64Text.decode(text) else { continue }
        texts[key] = String(decoding: bytes, as: UTF8.self)
        files[key] = bytes
      }
    }
    if kind == .configMap {
      for (key, value) in object["binaryData"]?.object ?? Fields() {
        if let bytes = value.string.flatMap({ Base64Text.decode($0) }) { files[key] = bytes }
      }
    }
    (self.texts, self.files) = (texts, files)
  }
}
