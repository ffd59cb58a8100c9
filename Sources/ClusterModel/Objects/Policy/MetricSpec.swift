// SPDX-License-Identifier: Apache-2.0

/// Something that an autoscaler measures: one of these.
public struct MetricSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// `Resource`, `ContainerResource`, `Pods`, `Object` or `External`.
  public var type: String? {
    get { self[field: "type"] }
    set { self[field: "type"] = newValue }
  }

  /// What pods use of a resource.
  public var resource: ResourceMetricSource? {
    get { self[field: "resource"] }
    set { self[field: "resource"] = newValue }
  }

  /// What one container of each pod uses of a resource.
  public var containerResource: ResourceMetricSource? {
    get { self[field: "containerResource"] }
    set { self[field: "containerResource"] = newValue }
  }

  /// A metric of each pod.
  public var pods: NamedMetricSource? {
    get { self[field: "pods"] }
    set { self[field: "pods"] = newValue }
  }

  /// A metric of one object.
  public var object: NamedMetricSource? {
    get { self[field: "object"] }
    set { self[field: "object"] = newValue }
  }

  /// A metric from outside.
  public var external: NamedMetricSource? {
    get { self[field: "external"] }
    set { self[field: "external"] = newValue }
  }
}

/// What pods use of a resource.
public struct ResourceMetricSource: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The resource.
  public var name: String? {
    get { self[field: "name"] }
    set { self[field: "name"] = newValue }
  }

  /// The container, where only one of each pod counts.
  public var container: String? {
    get { self[field: "container"] }
    set { self[field: "container"] = newValue }
  }

  /// What it should be.
  public var target: MetricTarget {
    get { self[view: "target"] }
    set { self[view: "target"] = newValue }
  }
}

/// A metric with a name.
public struct NamedMetricSource: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The metric.
  public var metric: MetricIdentifier {
    get { self[view: "metric"] }
    set { self[view: "metric"] = newValue }
  }

  /// The object it is of.
  public var describedObject: ObjectReference? {
    get { self[field: "describedObject"] }
    set { self[field: "describedObject"] = newValue }
  }

  /// What it should be.
  public var target: MetricTarget {
    get { self[view: "target"] }
    set { self[view: "target"] = newValue }
  }
}

/// A metric.
public struct MetricIdentifier: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Its name.
  public var name: String? {
    get { self[field: "name"] }
    set { self[field: "name"] = newValue }
  }

  /// Which of those with the name.
  public var selector: LabelSelectorSpec? {
    get { self[field: "selector"] }
    set { self[field: "selector"] = newValue }
  }
}

/// What a metric should be.
public struct MetricTarget: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// `Utilization`, `Value` or `AverageValue`.
  public var type: String? {
    get { self[field: "type"] }
    set { self[field: "type"] = newValue }
  }

  /// The amount in all.
  public var amount: Quantity? {
    get { self[field: "value"] }
    set { self[field: "value"] = newValue }
  }

  /// The amount for each pod.
  public var averageValue: Quantity? {
    get { self[field: "averageValue"] }
    set { self[field: "averageValue"] = newValue }
  }

  /// Percent of what is requested.
  public var averageUtilization: Int? {
    get { self[field: "averageUtilization"] }
    set { self[field: "averageUtilization"] = newValue }
  }
}
