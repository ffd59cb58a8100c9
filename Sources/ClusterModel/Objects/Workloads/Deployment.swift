// SPDX-License-Identifier: Apache-2.0

/// Pods that are replaced step by step when their template changes.
public struct Deployment: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `apps/v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `Deployment`.
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
  public var spec: DeploymentSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }

  /// What was observed.
  public var status: DeploymentStatus {
    get { self[view: "status"] }
    set { self[view: "status"] = newValue }
  }
}

/// What is asked of a Deployment.
public struct DeploymentSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// How many pods; 1 where absent.
  public var replicas: Int? {
    get { self[field: "replicas"] }
    set { self[field: "replicas"] = newValue }
  }

  /// Which pods are its own.
  public var selector: LabelSelectorSpec {
    get { self[view: "selector"] }
    set { self[view: "selector"] = newValue }
  }

  /// What pods are made from.
  public var template: PodTemplateSpec {
    get { self[view: "template"] }
    set { self[view: "template"] = newValue }
  }

  /// How pods are replaced.
  public var strategy: DeploymentStrategy {
    get { self[view: "strategy"] }
    set { self[view: "strategy"] = newValue }
  }

  /// For how long a pod has to be ready to count.
  public var minReadySeconds: Int? {
    get { self[field: "minReadySeconds"] }
    set { self[field: "minReadySeconds"] = newValue }
  }

  /// How many old ReplicaSets are kept; 10 where absent.
  public var revisionHistoryLimit: Int? {
    get { self[field: "revisionHistoryLimit"] }
    set { self[field: "revisionHistoryLimit"] = newValue }
  }

  /// Whether changes of the template wait.
  public var paused: Bool? {
    get { self[field: "paused"] }
    set { self[field: "paused"] = newValue }
  }

  /// After how long without progress it has failed; 600 where absent.
  public var progressDeadlineSeconds: Int? {
    get { self[field: "progressDeadlineSeconds"] }
    set { self[field: "progressDeadlineSeconds"] = newValue }
  }
}

/// How the pods of a Deployment are replaced.
public struct DeploymentStrategy: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// `RollingUpdate` or `Recreate`.
  public var type: String? {
    get { self[field: "type"] }
    set { self[field: "type"] = newValue }
  }

  /// How many at a time.
  public var rollingUpdate: RollingUpdateDeployment? {
    get { self[field: "rollingUpdate"] }
    set { self[field: "rollingUpdate"] = newValue }
  }
}

/// How many pods of a Deployment are replaced at a time.
public struct RollingUpdateDeployment: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// How many may be missing; 25% where absent.
  public var maxUnavailable: IntOrString? {
    get { self[field: "maxUnavailable"] }
    set { self[field: "maxUnavailable"] = newValue }
  }

  /// How many more there may be; 25% where absent.
  public var maxSurge: IntOrString? {
    get { self[field: "maxSurge"] }
    set { self[field: "maxSurge"] = newValue }
  }
}

/// What was observed of a Deployment.
public struct DeploymentStatus: FieldsView {
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

  /// How many are made from the present template.
  public var updatedReplicas: Int? {
    get { self[field: "updatedReplicas"] }
    set { self[field: "updatedReplicas"] = newValue }
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

  /// How many are missing.
  public var unavailableReplicas: Int? {
    get { self[field: "unavailableReplicas"] }
    set { self[field: "unavailableReplicas"] = newValue }
  }

  /// How often the name of a ReplicaSet was taken.
  public var collisionCount: Int? {
    get { self[field: "collisionCount"] }
    set { self[field: "collisionCount"] = newValue }
  }

  /// What holds.
  public var conditions: [Condition] {
    get { self[list: "conditions"] }
    set { self[list: "conditions"] = newValue }
  }
}
