// SPDX-License-Identifier: Apache-2.0

/// Something that happened to an object.
public struct Event: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `v1` or `events.k8s.io/v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `Event`.
  public var kind: String? {
    get { self[field: "kind"] }
    set { self[field: "kind"] = newValue }
  }

  /// Names and labels.
  public var metadata: ObjectMeta {
    get { self[view: "metadata"] }
    set { self[view: "metadata"] = newValue }
  }

  /// `Normal` or `Warning`.
  public var type: String? {
    get { self[field: "type"] }
    set { self[field: "type"] = newValue }
  }

  /// Why, in one word.
  public var reason: String? {
    get { self[field: "reason"] }
    set { self[field: "reason"] = newValue }
  }

  /// The object, in `v1`.
  public var involvedObject: ObjectReference? {
    get { self[field: "involvedObject"] }
    set { self[field: "involvedObject"] = newValue }
  }

  /// What happened, in `v1`.
  public var message: String? {
    get { self[field: "message"] }
    set { self[field: "message"] = newValue }
  }

  /// The object, in `events.k8s.io/v1`.
  public var regarding: ObjectReference? {
    get { self[field: "regarding"] }
    set { self[field: "regarding"] = newValue }
  }

  /// What happened, in `events.k8s.io/v1`.
  public var note: String? {
    get { self[field: "note"] }
    set { self[field: "note"] = newValue }
  }

  /// What was done or not done.
  public var action: String? {
    get { self[field: "action"] }
    set { self[field: "action"] = newValue }
  }

  /// How often it happened.
  public var count: Int? {
    get { self[field: "count"] }
    set { self[field: "count"] = newValue }
  }

  /// When it first happened.
  public var firstTimestamp: Timestamp? {
    get { self[field: "firstTimestamp"] }
    set { self[field: "firstTimestamp"] = newValue }
  }

  /// When it last happened.
  public var lastTimestamp: Timestamp? {
    get { self[field: "lastTimestamp"] }
    set { self[field: "lastTimestamp"] = newValue }
  }

  /// When it happened, to the microsecond.
  public var eventTime: Timestamp? {
    get { self[field: "eventTime"] }
    set { self[field: "eventTime"] = newValue }
  }

  /// Who tells it, in `v1`.
  public var reportingComponent: String? {
    get { self[field: "reportingComponent"] }
    set { self[field: "reportingComponent"] = newValue }
  }

  /// Who tells it, in `events.k8s.io/v1`.
  public var reportingController: String? {
    get { self[field: "reportingController"] }
    set { self[field: "reportingController"] = newValue }
  }

  /// Which of those that tell it.
  public var reportingInstance: String? {
    get { self[field: "reportingInstance"] }
    set { self[field: "reportingInstance"] = newValue }
  }
}

/// A reference to an object.
public struct ObjectReference: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The object's group and version.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The object's kind.
  public var kind: String? {
    get { self[field: "kind"] }
    set { self[field: "kind"] = newValue }
  }

  /// The object's namespace.
  public var namespace: String? {
    get { self[field: "namespace"] }
    set { self[field: "namespace"] = newValue }
  }

  /// The object's name.
  public var name: String? {
    get { self[field: "name"] }
    set { self[field: "name"] = newValue }
  }

  /// The object's identity.
  public var uid: String? {
    get { self[field: "uid"] }
    set { self[field: "uid"] = newValue }
  }

  /// The state of the object that is meant.
  public var resourceVersion: String? {
    get { self[field: "resourceVersion"] }
    set { self[field: "resourceVersion"] = newValue }
  }

  /// The part of the object that is meant.
  public var fieldPath: String? {
    get { self[field: "fieldPath"] }
    set { self[field: "fieldPath"] = newValue }
  }
}
