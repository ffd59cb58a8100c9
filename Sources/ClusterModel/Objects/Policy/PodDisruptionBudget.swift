// SPDX-License-Identifier: Apache-2.0

/// How many of some pods may be missing at a time.
public struct PodDisruptionBudget: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `policy/v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `PodDisruptionBudget`.
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
  public var spec: PodDisruptionBudgetSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }

  /// What was observed.
  public var status: PodDisruptionBudgetStatus {
    get { self[view: "status"] }
    set { self[view: "status"] = newValue }
  }
}

/// What is asked of a budget.
public struct PodDisruptionBudgetSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// How many have to be there, by number or in percent.
  public var minAvailable: IntOrString? {
    get { self[field: "minAvailable"] }
    set { self[field: "minAvailable"] = newValue }
  }

  /// How many may be missing, by number or in percent.
  public var maxUnavailable: IntOrString? {
    get { self[field: "maxUnavailable"] }
    set { self[field: "maxUnavailable"] = newValue }
  }

  /// Which pods; all where it is empty, none where absent.
  public var selector: LabelSelectorSpec? {
    get { self[field: "selector"] }
    set { self[field: "selector"] = newValue }
  }

  /// `IfHealthyBudget` or `AlwaysAllow` for pods that are not ready.
  public var unhealthyPodEvictionPolicy: String? {
    get { self[field: "unhealthyPodEvictionPolicy"] }
    set { self[field: "unhealthyPodEvictionPolicy"] = newValue }
  }
}

/// What was observed of a budget.
public struct PodDisruptionBudgetStatus: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The generation that was seen.
  public var observedGeneration: Int64? {
    get { self[field: "observedGeneration"] }
    set { self[field: "observedGeneration"] = newValue }
  }

  /// How many may go now.
  public var disruptionsAllowed: Int? {
    get { self[field: "disruptionsAllowed"] }
    set { self[field: "disruptionsAllowed"] = newValue }
  }

  /// How many are ready.
  public var currentHealthy: Int? {
    get { self[field: "currentHealthy"] }
    set { self[field: "currentHealthy"] = newValue }
  }

  /// How many have to be ready.
  public var desiredHealthy: Int? {
    get { self[field: "desiredHealthy"] }
    set { self[field: "desiredHealthy"] = newValue }
  }

  /// How many pods there should be.
  public var expectedPods: Int? {
    get { self[field: "expectedPods"] }
    set { self[field: "expectedPods"] = newValue }
  }

  /// Pods that are going, and since when.
  public var disruptedPods: [String: Timestamp] {
    get { self[map: "disruptedPods"] }
    set { self[map: "disruptedPods"] = newValue }
  }

  /// What holds.
  public var conditions: [Condition] {
    get { self[list: "conditions"] }
    set { self[list: "conditions"] = newValue }
  }
}
