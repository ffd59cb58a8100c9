// SPDX-License-Identifier: Apache-2.0

/// How many pods there should be, by what they use.
public struct HorizontalPodAutoscaler: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `autoscaling/v2`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `HorizontalPodAutoscaler`.
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
  public var spec: HorizontalPodAutoscalerSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }

  /// What was observed.
  public var status: HorizontalPodAutoscalerStatus {
    get { self[view: "status"] }
    set { self[view: "status"] = newValue }
  }
}

/// What is asked of an autoscaler.
public struct HorizontalPodAutoscalerSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The workload.
  public var scaleTargetRef: ObjectReference {
    get { self[view: "scaleTargetRef"] }
    set { self[view: "scaleTargetRef"] = newValue }
  }

  /// How many at least; 1 where absent.
  public var minReplicas: Int? {
    get { self[field: "minReplicas"] }
    set { self[field: "minReplicas"] = newValue }
  }

  /// How many at most.
  public var maxReplicas: Int? {
    get { self[field: "maxReplicas"] }
    set { self[field: "maxReplicas"] = newValue }
  }

  /// What is measured; 80% of requested cpu where absent.
  public var metrics: [MetricSpec] {
    get { self[list: "metrics"] }
    set { self[list: "metrics"] = newValue }
  }

  /// How fast it may change.
  public var behavior: HorizontalPodAutoscalerBehavior? {
    get { self[field: "behavior"] }
    set { self[field: "behavior"] = newValue }
  }
}

/// What was observed of an autoscaler.
public struct HorizontalPodAutoscalerStatus: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The generation that was seen.
  public var observedGeneration: Int64? {
    get { self[field: "observedGeneration"] }
    set { self[field: "observedGeneration"] = newValue }
  }

  /// When it last changed the number.
  public var lastScaleTime: Timestamp? {
    get { self[field: "lastScaleTime"] }
    set { self[field: "lastScaleTime"] = newValue }
  }

  /// How many there are.
  public var currentReplicas: Int? {
    get { self[field: "currentReplicas"] }
    set { self[field: "currentReplicas"] = newValue }
  }

  /// How many there should be.
  public var desiredReplicas: Int? {
    get { self[field: "desiredReplicas"] }
    set { self[field: "desiredReplicas"] = newValue }
  }

  /// What holds.
  public var conditions: [Condition] {
    get { self[list: "conditions"] }
    set { self[list: "conditions"] = newValue }
  }
}
