// SPDX-License-Identifier: Apache-2.0

/// Secret settings by name.
public struct Secret: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `Secret`.
  public var kind: String? {
    get { self[field: "kind"] }
    set { self[field: "kind"] = newValue }
  }

  /// Names and labels.
  public var metadata: ObjectMeta {
    get { self[view: "metadata"] }
    set { self[view: "metadata"] = newValue }
  }

  /// What it is for.
  public var type: String? {
    get { self[field: "type"] }
    set { self[field: "type"] = newValue }
  }

  /// Bytes by name, in Base64.
  public var data: [String: String] {
    get { self[map: "data"] }
    set { self[map: "data"] = newValue }
  }

  /// Texts by name, which writing turns into bytes.
  public var stringData: [String: String] {
    get { self[map: "stringData"] }
    set { self[map: "stringData"] = newValue }
  }

  /// Whether it can no longer change.
  public var immutable: Bool? {
    get { self[field: "immutable"] }
    set { self[field: "immutable"] = newValue }
  }
}
