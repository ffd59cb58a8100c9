// SPDX-License-Identifier: Apache-2.0

/// Some of the addresses behind a Service.
public struct EndpointSlice: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `discovery.k8s.io/v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `EndpointSlice`.
  public var kind: String? {
    get { self[field: "kind"] }
    set { self[field: "kind"] = newValue }
  }

  /// Names and labels.
  public var metadata: ObjectMeta {
    get { self[view: "metadata"] }
    set { self[view: "metadata"] = newValue }
  }

  /// `IPv4`, `IPv6` or `FQDN`.
  public var addressType: String? {
    get { self[field: "addressType"] }
    set { self[field: "addressType"] = newValue }
  }

  /// The addresses.
  public var endpoints: [Endpoint] {
    get { self[list: "endpoints"] }
    set { self[list: "endpoints"] = newValue }
  }

  /// The ports of each.
  public var ports: [EndpointPort] {
    get { self[list: "ports"] }
    set { self[list: "ports"] = newValue }
  }
}

/// An address behind a Service.
public struct Endpoint: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The address.
  public var addresses: [String] {
    get { self[list: "addresses"] }
    set { self[list: "addresses"] = newValue }
  }

  /// Whether it takes requests.
  public var conditions: EndpointConditions {
    get { self[view: "conditions"] }
    set { self[view: "conditions"] = newValue }
  }

  /// Its name.
  public var hostname: String? {
    get { self[field: "hostname"] }
    set { self[field: "hostname"] = newValue }
  }

  /// The pod.
  public var targetRef: ObjectReference? {
    get { self[field: "targetRef"] }
    set { self[field: "targetRef"] = newValue }
  }

  /// The node it is on.
  public var nodeName: String? {
    get { self[field: "nodeName"] }
    set { self[field: "nodeName"] = newValue }
  }

  /// The zone it is in.
  public var zone: String? {
    get { self[field: "zone"] }
    set { self[field: "zone"] = newValue }
  }
}

/// Whether an address takes requests.
public struct EndpointConditions: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Whether it takes new ones.
  public var ready: Bool? {
    get { self[field: "ready"] }
    set { self[field: "ready"] = newValue }
  }

  /// Whether it takes any, even while ending.
  public var serving: Bool? {
    get { self[field: "serving"] }
    set { self[field: "serving"] = newValue }
  }

  /// Whether it is ending.
  public var terminating: Bool? {
    get { self[field: "terminating"] }
    set { self[field: "terminating"] = newValue }
  }
}

/// A port of an EndpointSlice.
public struct EndpointPort: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Its name.
  public var name: String? {
    get { self[field: "name"] }
    set { self[field: "name"] = newValue }
  }

  /// The port.
  public var port: Int? {
    get { self[field: "port"] }
    set { self[field: "port"] = newValue }
  }

  /// `TCP`, `UDP` or `SCTP`.
  public var `protocol`: String? {
    get { self[field: "protocol"] }
    set { self[field: "protocol"] = newValue }
  }

  /// What is spoken.
  public var appProtocol: String? {
    get { self[field: "appProtocol"] }
    set { self[field: "appProtocol"] = newValue }
  }
}
