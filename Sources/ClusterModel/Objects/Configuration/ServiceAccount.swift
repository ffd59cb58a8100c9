// SPDX-License-Identifier: Apache-2.0

/// An account that pods run as.
public struct ServiceAccount: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `ServiceAccount`.
  public var kind: String? {
    get { self[field: "kind"] }
    set { self[field: "kind"] = newValue }
  }

  /// Names and labels.
  public var metadata: ObjectMeta {
    get { self[view: "metadata"] }
    set { self[view: "metadata"] = newValue }
  }

  /// Whether pods are given its token.
  public var automountServiceAccountToken: Bool? {
    get { self[field: "automountServiceAccountToken"] }
    set { self[field: "automountServiceAccountToken"] = newValue }
  }
}
