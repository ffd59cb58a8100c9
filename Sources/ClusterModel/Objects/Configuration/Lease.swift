// SPDX-License-Identifier: Apache-2.0

/// Who may do something, and for how long.
public struct Lease: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `coordination.k8s.io/v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `Lease`.
  public var kind: String? {
    get { self[field: "kind"] }
    set { self[field: "kind"] = newValue }
  }

  /// Names and labels.
  public var metadata: ObjectMeta {
    get { self[view: "metadata"] }
    set { self[view: "metadata"] = newValue }
  }

  /// What is asked for.
  public var spec: LeaseSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }
}

/// Who holds a lease.
public struct LeaseSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Who holds it.
  public var holderIdentity: String? {
    get { self[field: "holderIdentity"] }
    set { self[field: "holderIdentity"] = newValue }
  }

  /// For how long after it was renewed.
  public var leaseDurationSeconds: Int? {
    get { self[field: "leaseDurationSeconds"] }
    set { self[field: "leaseDurationSeconds"] = newValue }
  }

  /// When it was taken.
  public var acquireTime: Timestamp? {
    get { self[field: "acquireTime"] }
    set { self[field: "acquireTime"] = newValue }
  }

  /// When it was renewed.
  public var renewTime: Timestamp? {
    get { self[field: "renewTime"] }
    set { self[field: "renewTime"] = newValue }
  }

  /// How often it changed hands.
  public var leaseTransitions: Int? {
    get { self[field: "leaseTransitions"] }
    set { self[field: "leaseTransitions"] = newValue }
  }
}
