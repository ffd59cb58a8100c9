// SPDX-License-Identifier: Apache-2.0

/// What every object has: its names, labels and history.
public struct ObjectMeta: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The name, unique among objects of the kind in the namespace.
  public var name: String? {
    get { self[field: "name"] }
    set { self[field: "name"] = newValue }
  }

  /// The beginning of a name that the server makes up.
  public var generateName: String? {
    get { self[field: "generateName"] }
    set { self[field: "generateName"] = newValue }
  }

  /// The namespace; absent for objects of the whole cluster.
  public var namespace: String? {
    get { self[field: "namespace"] }
    set { self[field: "namespace"] = newValue }
  }

  /// The identity in space and time.
  public var uid: String? {
    get { self[field: "uid"] }
    set { self[field: "uid"] = newValue }
  }

  /// The state of the store that the object is from.
  public var resourceVersion: String? {
    get { self[field: "resourceVersion"] }
    set { self[field: "resourceVersion"] = newValue }
  }

  /// How often the desired state was changed.
  public var generation: Int64? {
    get { self[field: "generation"] }
    set { self[field: "generation"] = newValue }
  }

  /// When it was created.
  public var creationTimestamp: Timestamp? {
    get { self[field: "creationTimestamp"] }
    set { self[field: "creationTimestamp"] = newValue }
  }

  /// When it is to be gone, where deletion was asked for.
  public var deletionTimestamp: Timestamp? {
    get { self[field: "deletionTimestamp"] }
    set { self[field: "deletionTimestamp"] = newValue }
  }

  /// How long it may take to end.
  public var deletionGracePeriodSeconds: Int64? {
    get { self[field: "deletionGracePeriodSeconds"] }
    set { self[field: "deletionGracePeriodSeconds"] = newValue }
  }

  /// What selectors look at.
  public var labels: [String: String] {
    get { self[map: "labels"] }
    set { self[map: "labels"] = newValue }
  }

  /// What selectors do not look at.
  public var annotations: [String: String] {
    get { self[map: "annotations"] }
    set { self[map: "annotations"] = newValue }
  }

  /// The objects it belongs to.
  public var ownerReferences: [OwnerReference] {
    get { self[list: "ownerReferences"] }
    set { self[list: "ownerReferences"] = newValue }
  }

  /// What has to be done before it is gone.
  public var finalizers: [String] {
    get { self[list: "finalizers"] }
    set { self[list: "finalizers"] = newValue }
  }
}

/// An object that another belongs to.
public struct OwnerReference: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The owner's group and version.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The owner's kind.
  public var kind: String? {
    get { self[field: "kind"] }
    set { self[field: "kind"] = newValue }
  }

  /// The owner's name.
  public var name: String? {
    get { self[field: "name"] }
    set { self[field: "name"] = newValue }
  }

  /// The owner's identity.
  public var uid: String? {
    get { self[field: "uid"] }
    set { self[field: "uid"] = newValue }
  }

  /// Whether the owner manages the object.
  public var controller: Bool? {
    get { self[field: "controller"] }
    set { self[field: "controller"] = newValue }
  }

  /// Whether the owner waits for the object to be gone.
  public var blockOwnerDeletion: Bool? {
    get { self[field: "blockOwnerDeletion"] }
    set { self[field: "blockOwnerDeletion"] = newValue }
  }
}
