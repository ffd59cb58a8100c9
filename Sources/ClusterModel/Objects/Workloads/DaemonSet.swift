// SPDX-License-Identifier: Apache-2.0

/// A pod on each of some nodes.
public struct DaemonSet: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `apps/v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `DaemonSet`.
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
  public var spec: DaemonSetSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }

  /// What was observed.
  public var status: DaemonSetStatus {
    get { self[view: "status"] }
    set { self[view: "status"] = newValue }
  }
}

/// What is asked of a DaemonSet.
public struct DaemonSetSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

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
  public var updateStrategy: DaemonSetUpdateStrategy {
    get { self[view: "updateStrategy"] }
    set { self[view: "updateStrategy"] = newValue }
  }

  /// For how long a pod has to be ready to count.
  public var minReadySeconds: Int? {
    get { self[field: "minReadySeconds"] }
    set { self[field: "minReadySeconds"] = newValue }
  }

  /// How many old revisions are kept; 10 where absent.
  public var revisionHistoryLimit: Int? {
    get { self[field: "revisionHistoryLimit"] }
    set { self[field: "revisionHistoryLimit"] = newValue }
  }
}

/// How the pods of a DaemonSet are replaced.
public struct DaemonSetUpdateStrategy: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// `RollingUpdate` or `OnDelete`.
  public var type: String? {
    get { self[field: "type"] }
    set { self[field: "type"] = newValue }
  }

  /// How many at a time.
  public var rollingUpdate: RollingUpdateDaemonSet? {
    get { self[field: "rollingUpdate"] }
    set { self[field: "rollingUpdate"] = newValue }
  }
}

/// How many pods of a DaemonSet are replaced at a time.
public struct RollingUpdateDaemonSet: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// How many may be missing; 1 where absent.
  public var maxUnavailable: IntOrString? {
    get { self[field: "maxUnavailable"] }
    set { self[field: "maxUnavailable"] = newValue }
  }

  /// How many more there may be; 0 where absent.
  public var maxSurge: IntOrString? {
    get { self[field: "maxSurge"] }
    set { self[field: "maxSurge"] = newValue }
  }
}

/// What was observed of a DaemonSet.
public struct DaemonSetStatus: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The generation that was seen.
  public var observedGeneration: Int64? {
    get { self[field: "observedGeneration"] }
    set { self[field: "observedGeneration"] = newValue }
  }

  /// How many nodes have a pod and are to have one.
  public var currentNumberScheduled: Int? {
    get { self[field: "currentNumberScheduled"] }
    set { self[field: "currentNumberScheduled"] = newValue }
  }

  /// How many nodes are to have a pod.
  public var desiredNumberScheduled: Int? {
    get { self[field: "desiredNumberScheduled"] }
    set { self[field: "desiredNumberScheduled"] = newValue }
  }

  /// How many nodes have a pod and are to have none.
  public var numberMisscheduled: Int? {
    get { self[field: "numberMisscheduled"] }
    set { self[field: "numberMisscheduled"] = newValue }
  }

  /// How many nodes have a pod of the present template.
  public var updatedNumberScheduled: Int? {
    get { self[field: "updatedNumberScheduled"] }
    set { self[field: "updatedNumberScheduled"] = newValue }
  }

  /// How many are ready.
  public var numberReady: Int? {
    get { self[field: "numberReady"] }
    set { self[field: "numberReady"] = newValue }
  }

  /// How many have been ready for long enough.
  public var numberAvailable: Int? {
    get { self[field: "numberAvailable"] }
    set { self[field: "numberAvailable"] = newValue }
  }

  /// How many nodes miss theirs.
  public var numberUnavailable: Int? {
    get { self[field: "numberUnavailable"] }
    set { self[field: "numberUnavailable"] = newValue }
  }

  /// How often the name of a revision was taken.
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
