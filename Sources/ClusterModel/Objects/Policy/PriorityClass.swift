// SPDX-License-Identifier: Apache-2.0

/// A priority with a name.
public struct PriorityClass: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `scheduling.k8s.io/v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `PriorityClass`.
  public var kind: String? {
    get { self[field: "kind"] }
    set { self[field: "kind"] = newValue }
  }

  /// Names and labels.
  public var metadata: ObjectMeta {
    get { self[view: "metadata"] }
    set { self[view: "metadata"] = newValue }
  }

  /// The priority; higher comes first.
  public var priority: Int64? {
    get { self[field: "value"] }
    set { self[field: "value"] = newValue }
  }

  /// Whether pods without a class have it.
  public var globalDefault: Bool? {
    get { self[field: "globalDefault"] }
    set { self[field: "globalDefault"] = newValue }
  }

  /// `PreemptLowerPriority` or `Never`.
  public var preemptionPolicy: String? {
    get { self[field: "preemptionPolicy"] }
    set { self[field: "preemptionPolicy"] = newValue }
  }

  /// What it is for.
  public var description: String? {
    get { self[field: "description"] }
    set { self[field: "description"] = newValue }
  }
}
