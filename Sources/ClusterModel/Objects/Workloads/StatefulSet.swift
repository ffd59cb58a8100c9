// SPDX-License-Identifier: Apache-2.0

/// Pods with names and volumes that stay.
public struct StatefulSet: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `apps/v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `StatefulSet`.
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
  public var spec: StatefulSetSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }

  /// What was observed.
  public var status: StatefulSetStatus {
    get { self[view: "status"] }
    set { self[view: "status"] = newValue }
  }
}

/// What is asked of a StatefulSet.
public struct StatefulSetSpec: FieldsView {
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

  /// The claims that each pod gets.
  public var volumeClaimTemplates: [PersistentVolumeClaim] {
    get { self[list: "volumeClaimTemplates"] }
    set { self[list: "volumeClaimTemplates"] = newValue }
  }

  /// The headless service its pods' names are under.
  public var serviceName: String? {
    get { self[field: "serviceName"] }
    set { self[field: "serviceName"] = newValue }
  }

  /// `OrderedReady` or `Parallel`.
  public var podManagementPolicy: String? {
    get { self[field: "podManagementPolicy"] }
    set { self[field: "podManagementPolicy"] = newValue }
  }

  /// How pods are replaced.
  public var updateStrategy: StatefulSetUpdateStrategy {
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

  /// How pods are numbered.
  public var ordinals: StatefulSetOrdinals? {
    get { self[field: "ordinals"] }
    set { self[field: "ordinals"] = newValue }
  }

  /// What becomes of the claims.
  public var persistentVolumeClaimRetentionPolicy: ClaimRetentionPolicy? {
    get { self[field: "persistentVolumeClaimRetentionPolicy"] }
    set { self[field: "persistentVolumeClaimRetentionPolicy"] = newValue }
  }
}

/// How the pods of a StatefulSet are replaced.
public struct StatefulSetUpdateStrategy: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// `RollingUpdate` or `OnDelete`.
  public var type: String? {
    get { self[field: "type"] }
    set { self[field: "type"] = newValue }
  }

  /// Which pods, and how many at a time.
  public var rollingUpdate: RollingUpdateStatefulSet? {
    get { self[field: "rollingUpdate"] }
    set { self[field: "rollingUpdate"] = newValue }
  }
}

/// Which pods of a StatefulSet are replaced, and how many at a time.
public struct RollingUpdateStatefulSet: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The first ordinal that is replaced.
  public var partition: Int? {
    get { self[field: "partition"] }
    set { self[field: "partition"] = newValue }
  }

  /// How many may be missing; 1 where absent.
  public var maxUnavailable: IntOrString? {
    get { self[field: "maxUnavailable"] }
    set { self[field: "maxUnavailable"] = newValue }
  }
}

/// How the pods of a StatefulSet are numbered.
public struct StatefulSetOrdinals: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The first number; 0 where absent.
  public var start: Int? {
    get { self[field: "start"] }
    set { self[field: "start"] = newValue }
  }
}

/// What becomes of the claims of a StatefulSet.
public struct ClaimRetentionPolicy: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// `Retain` or `Delete` when the set goes.
  public var whenDeleted: String? {
    get { self[field: "whenDeleted"] }
    set { self[field: "whenDeleted"] = newValue }
  }

  /// `Retain` or `Delete` when the pod goes.
  public var whenScaled: String? {
    get { self[field: "whenScaled"] }
    set { self[field: "whenScaled"] = newValue }
  }
}

/// What was observed of a StatefulSet.
public struct StatefulSetStatus: FieldsView {
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

  /// How many are ready.
  public var readyReplicas: Int? {
    get { self[field: "readyReplicas"] }
    set { self[field: "readyReplicas"] = newValue }
  }

  /// How many are of the current revision.
  public var currentReplicas: Int? {
    get { self[field: "currentReplicas"] }
    set { self[field: "currentReplicas"] = newValue }
  }

  /// How many are of the update revision.
  public var updatedReplicas: Int? {
    get { self[field: "updatedReplicas"] }
    set { self[field: "updatedReplicas"] = newValue }
  }

  /// How many have been ready for long enough.
  public var availableReplicas: Int? {
    get { self[field: "availableReplicas"] }
    set { self[field: "availableReplicas"] = newValue }
  }

  /// The revision that pods are made from below the partition.
  public var currentRevision: String? {
    get { self[field: "currentRevision"] }
    set { self[field: "currentRevision"] = newValue }
  }

  /// The revision that pods are made from otherwise.
  public var updateRevision: String? {
    get { self[field: "updateRevision"] }
    set { self[field: "updateRevision"] = newValue }
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
