// SPDX-License-Identifier: Apache-2.0

/// How much a namespace may have.
public struct ResourceQuota: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `ResourceQuota`.
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
  public var spec: ResourceQuotaSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }

  /// What was observed.
  public var status: ResourceQuotaStatus {
    get { self[view: "status"] }
    set { self[view: "status"] = newValue }
  }
}

/// How much a namespace may have.
public struct ResourceQuotaSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// How much at most, by resource or `count/` and a kind.
  public var hard: [String: Quantity] {
    get { self[map: "hard"] }
    set { self[map: "hard"] = newValue }
  }

  /// Which objects count.
  public var scopes: [String] {
    get { self[list: "scopes"] }
    set { self[list: "scopes"] = newValue }
  }

  /// Which objects count, by scopes with values.
  public var scopeSelector: ScopeSelector? {
    get { self[field: "scopeSelector"] }
    set { self[field: "scopeSelector"] = newValue }
  }
}

/// Which objects count.
public struct ScopeSelector: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// What has to hold.
  public var matchExpressions: [ScopeRequirement] {
    get { self[list: "matchExpressions"] }
    set { self[list: "matchExpressions"] = newValue }
  }
}

/// A condition on the scope of an object.
public struct ScopeRequirement: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The scope, such as `PriorityClass`.
  public var scopeName: String? {
    get { self[field: "scopeName"] }
    set { self[field: "scopeName"] = newValue }
  }

  /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
  public var `operator`: String? {
    get { self[field: "operator"] }
    set { self[field: "operator"] = newValue }
  }

  /// What it is compared with.
  public var values: [String] {
    get { self[list: "values"] }
    set { self[list: "values"] = newValue }
  }
}

/// How much a namespace has.
public struct ResourceQuotaStatus: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// How much at most.
  public var hard: [String: Quantity] {
    get { self[map: "hard"] }
    set { self[map: "hard"] = newValue }
  }

  /// How much there is.
  public var used: [String: Quantity] {
    get { self[map: "used"] }
    set { self[map: "used"] = newValue }
  }
}
