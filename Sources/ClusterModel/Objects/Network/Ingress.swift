// SPDX-License-Identifier: Apache-2.0

/// Ways from outside to Services.
public struct Ingress: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `networking.k8s.io/v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `Ingress`.
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
  public var spec: IngressSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }
}

/// What is asked of an Ingress.
public struct IngressSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The class that serves it.
  public var ingressClassName: String? {
    get { self[field: "ingressClassName"] }
    set { self[field: "ingressClassName"] = newValue }
  }

  /// Where requests go that no rule is for.
  public var defaultBackend: IngressBackend? {
    get { self[field: "defaultBackend"] }
    set { self[field: "defaultBackend"] = newValue }
  }

  /// Where requests go.
  public var rules: [IngressRule] {
    get { self[list: "rules"] }
    set { self[list: "rules"] = newValue }
  }
}

/// Where requests to a host go.
public struct IngressRule: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The host; every host where absent.
  public var host: String? {
    get { self[field: "host"] }
    set { self[field: "host"] = newValue }
  }

  /// Where paths go.
  public var http: HTTPIngressRuleValue? {
    get { self[field: "http"] }
    set { self[field: "http"] = newValue }
  }
}

/// Where paths go.
public struct HTTPIngressRuleValue: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The paths.
  public var paths: [HTTPIngressPath] {
    get { self[list: "paths"] }
    set { self[list: "paths"] = newValue }
  }
}

/// Where a path goes.
public struct HTTPIngressPath: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The path.
  public var path: String? {
    get { self[field: "path"] }
    set { self[field: "path"] = newValue }
  }

  /// `Exact`, `Prefix` or `ImplementationSpecific`.
  public var pathType: String? {
    get { self[field: "pathType"] }
    set { self[field: "pathType"] = newValue }
  }

  /// Where it goes.
  public var backend: IngressBackend {
    get { self[view: "backend"] }
    set { self[view: "backend"] = newValue }
  }
}

/// Where requests go.
public struct IngressBackend: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// A Service.
  public var service: IngressServiceBackend? {
    get { self[field: "service"] }
    set { self[field: "service"] = newValue }
  }
}

/// A Service that requests go to.
public struct IngressServiceBackend: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The Service's name.
  public var name: String? {
    get { self[field: "name"] }
    set { self[field: "name"] = newValue }
  }

  /// The Service's port.
  public var port: ServiceBackendPort {
    get { self[view: "port"] }
    set { self[view: "port"] = newValue }
  }
}

/// A port of a Service, by name or by number.
public struct ServiceBackendPort: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The port's name.
  public var name: String? {
    get { self[field: "name"] }
    set { self[field: "name"] = newValue }
  }

  /// The port's number.
  public var number: Int? {
    get { self[field: "number"] }
    set { self[field: "number"] = newValue }
  }
}
