// SPDX-License-Identifier: Apache-2.0

/// A variable of a container's environment.
public struct EnvVar: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Its name.
  public var name: String? {
    get { self[field: "name"] }
    set { self[field: "name"] = newValue }
  }

  /// Its value, with `$(OTHER)` for other variables.
  public var value: String? {
    get { self[field: "value"] }
    set { self[field: "value"] = newValue }
  }

  /// Where its value comes from.
  public var valueFrom: EnvVarSource? {
    get { self[field: "valueFrom"] }
    set { self[field: "valueFrom"] = newValue }
  }
}

/// Where the value of a variable comes from: one of these.
public struct EnvVarSource: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// A field of the pod.
  public var fieldRef: ObjectFieldSelector? {
    get { self[field: "fieldRef"] }
    set { self[field: "fieldRef"] = newValue }
  }

  /// What a container requests or may use.
  public var resourceFieldRef: ResourceFieldSelector? {
    get { self[field: "resourceFieldRef"] }
    set { self[field: "resourceFieldRef"] = newValue }
  }

  /// An entry of a ConfigMap.
  public var configMapKeyRef: KeySelector? {
    get { self[field: "configMapKeyRef"] }
    set { self[field: "configMapKeyRef"] = newValue }
  }

  /// An entry of a Secret.
  public var secretKeyRef: KeySelector? {
    get { self[field: "secretKeyRef"] }
    set { self[field: "secretKeyRef"] = newValue }
  }
}

/// A field of a pod.
public struct ObjectFieldSelector: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The path of the field, such as `metadata.name`.
  public var fieldPath: String? {
    get { self[field: "fieldPath"] }
    set { self[field: "fieldPath"] = newValue }
  }
}

/// What a container requests or may use.
public struct ResourceFieldSelector: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The container's name, this one where absent.
  public var containerName: String? {
    get { self[field: "containerName"] }
    set { self[field: "containerName"] = newValue }
  }

  /// The path of the amount, such as `limits.cpu`.
  public var resource: String? {
    get { self[field: "resource"] }
    set { self[field: "resource"] = newValue }
  }

  /// The unit it is given in.
  public var divisor: Quantity? {
    get { self[field: "divisor"] }
    set { self[field: "divisor"] = newValue }
  }
}

/// An entry of a ConfigMap or a Secret.
public struct KeySelector: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The object's name.
  public var name: String? {
    get { self[field: "name"] }
    set { self[field: "name"] = newValue }
  }

  /// The entry's name.
  public var key: String? {
    get { self[field: "key"] }
    set { self[field: "key"] = newValue }
  }

  /// Whether it may be missing.
  public var optional: Bool? {
    get { self[field: "optional"] }
    set { self[field: "optional"] = newValue }
  }
}

/// An object all of whose entries become variables.
public struct EnvFromSource: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// What is put before each name.
  public var prefix: String? {
    get { self[field: "prefix"] }
    set { self[field: "prefix"] = newValue }
  }

  /// A ConfigMap.
  public var configMapRef: NamedSource? {
    get { self[field: "configMapRef"] }
    set { self[field: "configMapRef"] = newValue }
  }

  /// A Secret.
  public var secretRef: NamedSource? {
    get { self[field: "secretRef"] }
    set { self[field: "secretRef"] = newValue }
  }
}

/// An object by its name.
public struct NamedSource: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The object's name.
  public var name: String? {
    get { self[field: "name"] }
    set { self[field: "name"] = newValue }
  }

  /// Whether it may be missing.
  public var optional: Bool? {
    get { self[field: "optional"] }
    set { self[field: "optional"] = newValue }
  }
}
