// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A short text that is the same for the same content of a ConfigMap or a Secret.
enum ConfigurationHash {
  /// The text of an object that is not there.
  static let absent = "absent"

  /// The text of an object's content.
  ///
  /// That of a Secret depends on the object's identity as well, which nobody knows who may not read
  /// the Secret: who only sees the text cannot try out values.
  static func text(of object: Fields?) -> String {
    guard let object else { return absent }
    let salt = object["kind"]?.string == "Secret" ? object.uid : ""
    return String(HexText.digits(of: salt + "\n" + content(of: object)).prefix(16))
  }

  /// The end of a name that goes with the content, the same wherever the object is made.
  static func suffix(of object: Fields) -> String {
    String(HexText.digits(of: content(of: object)).prefix(10))
  }

  private static func content(of object: Fields) -> String {
    var content = Fields()
    for name in ["data", "binaryData", "stringData", "type"] {
      if let value = object[name], value.object?.isEmpty != true { content[name] = value }
    }
    return JSONWriter(sortsFields: true).text(.object(content))
  }
}
