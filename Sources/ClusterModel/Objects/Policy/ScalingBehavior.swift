// SPDX-License-Identifier: Apache-2.0

/// How fast an autoscaler may change the number of pods.
public struct HorizontalPodAutoscalerBehavior: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// How fast it may add.
  public var scaleUp: ScalingRules? {
    get { self[field: "scaleUp"] }
    set { self[field: "scaleUp"] = newValue }
  }

  /// How fast it may take away.
  public var scaleDown: ScalingRules? {
    get { self[field: "scaleDown"] }
    set { self[field: "scaleDown"] = newValue }
  }
}

/// How fast the number of pods may change in one direction.
public struct ScalingRules: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Over how long past wishes count.
  public var stabilizationWindowSeconds: Int? {
    get { self[field: "stabilizationWindowSeconds"] }
    set { self[field: "stabilizationWindowSeconds"] = newValue }
  }

  /// `Max`, `Min` or `Disabled`.
  public var selectPolicy: String? {
    get { self[field: "selectPolicy"] }
    set { self[field: "selectPolicy"] = newValue }
  }

  /// The limits.
  public var policies: [ScalingPolicy] {
    get { self[list: "policies"] }
    set { self[list: "policies"] = newValue }
  }

  /// How far off the target is still well.
  public var tolerance: Quantity? {
    get { self[field: "tolerance"] }
    set { self[field: "tolerance"] = newValue }
  }
}

/// How much the number of pods may change in some time.
public struct ScalingPolicy: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// `Pods` or `Percent`.
  public var type: String? {
    get { self[field: "type"] }
    set { self[field: "type"] = newValue }
  }

  /// How many pods, or how many percent.
  public var amount: Int? {
    get { self[field: "value"] }
    set { self[field: "value"] = newValue }
  }

  /// In how long.
  public var periodSeconds: Int? {
    get { self[field: "periodSeconds"] }
    set { self[field: "periodSeconds"] = newValue }
  }
}
