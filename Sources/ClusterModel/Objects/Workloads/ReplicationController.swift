// SPDX-License-Identifier: Apache-2.0

/// A number of equal pods, as before there were ReplicaSets.
public struct ReplicationController: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `ReplicationController`.
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
  public var spec: ReplicationControllerSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }

  /// What was observed.
  public var status: ReplicationControllerStatus {
    get { self[view: "status"] }
    set { self[view: "status"] = newValue }
  }
}

/// What is asked of a ReplicationController.
public struct ReplicationControllerSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// How many pods; 1 where absent.
  public var replicas: Int? {
    get { self[field: "replicas"] }
    set { self[field: "replicas"] = newValue }
  }

  /// Labels of the pods that are its own.
  public var selector: [String: String] {
    get { self[map: "selector"] }
    set { self[map: "selector"] = newValue }
  }

  /// What pods are made from.
  public var template: PodTemplateSpec {
    get { self[view: "template"] }
    set { self[view: "template"] = newValue }
  }

  /// For how long a pod has to be ready to count.
  public var minReadySeconds: Int? {
    get { self[field: "minReadySeconds"] }
    set { self[field: "minReadySeconds"] = newValue }
  }
}

/// What was observed of a ReplicationController.
public struct ReplicationControllerStatus: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The generation that was seen.
  public var observedGeneration: Int64? {
    get { self[field: "observedGeneration"] }
    set { self[field: "observedGeneration"] = newValue }
  }

  /// How many pods there are.
  public var replicas: Int? {
    get { self[field: "replicas"] }
    set { self[field: "replicas"] = newValue }
  }

  /// How many have the labels of the template.
  public var fullyLabeledReplicas: Int? {
    get { self[field: "fullyLabeledReplicas"] }
    set { self[field: "fullyLabeledReplicas"] = newValue }
  }

  /// How many are ready.
  public var readyReplicas: Int? {
    get { self[field: "readyReplicas"] }
    set { self[field: "readyReplicas"] = newValue }
  }

  /// How many have been ready for long enough.
  public var availableReplicas: Int? {
    get { self[field: "availableReplicas"] }
    set { self[field: "availableReplicas"] = newValue }
  }

  /// What holds.
  public var conditions: [Condition] {
    get { self[list: "conditions"] }
    set { self[list: "conditions"] = newValue }
  }
}
