// SPDX-License-Identifier: Apache-2.0

/// Settings by name.
public struct ConfigMap: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `ConfigMap`.
  public var kind: String? {
    get { self[field: "kind"] }
    set { self[field: "kind"] = newValue }
  }

  /// Names and labels.
  public var metadata: ObjectMeta {
    get { self[view: "metadata"] }
    set { self[view: "metadata"] = newValue }
  }

  /// Texts by name.
  public var data: [String: String] {
    get { self[map: "data"] }
    set { self[map: "data"] = newValue }
  }

  /// Bytes by name, in Base64.
  public var binaryData: [String: String] {
    get { self[map: "binaryData"] }
    set { self[map: "binaryData"] = newValue }
  }

  /// Whether it can no longer change.
  public var immutable: Bool? {
    get { self[field: "immutable"] }
    set { self[field: "immutable"] = newValue }
  }
}
