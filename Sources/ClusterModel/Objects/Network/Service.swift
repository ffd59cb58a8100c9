// SPDX-License-Identifier: Apache-2.0

/// A name and an address for some pods.
public struct Service: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `Service`.
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
  public var spec: ServiceSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }

  /// What was observed.
  public var status: ServiceStatus {
    get { self[view: "status"] }
    set { self[view: "status"] = newValue }
  }
}

/// What is asked of a Service.
public struct ServiceSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// `ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`.
  public var type: String? {
    get { self[field: "type"] }
    set { self[field: "type"] = newValue }
  }

  /// Labels of the pods; none are meant where it is empty.
  public var selector: [String: String] {
    get { self[map: "selector"] }
    set { self[map: "selector"] = newValue }
  }

  /// The ports.
  public var ports: [ServicePort] {
    get { self[list: "ports"] }
    set { self[list: "ports"] = newValue }
  }

  /// Its address; `None` for a headless service.
  public var clusterIP: String? {
    get { self[field: "clusterIP"] }
    set { self[field: "clusterIP"] = newValue }
  }

  /// All its addresses.
  public var clusterIPs: [String] {
    get { self[list: "clusterIPs"] }
    set { self[list: "clusterIPs"] = newValue }
  }

  /// The name it stands for.
  public var externalName: String? {
    get { self[field: "externalName"] }
    set { self[field: "externalName"] = newValue }
  }

  /// More addresses that lead to it.
  public var externalIPs: [String] {
    get { self[list: "externalIPs"] }
    set { self[list: "externalIPs"] = newValue }
  }

  /// `ClientIP` or `None`.
  public var sessionAffinity: String? {
    get { self[field: "sessionAffinity"] }
    set { self[field: "sessionAffinity"] = newValue }
  }

  /// `Cluster` or `Local`.
  public var externalTrafficPolicy: String? {
    get { self[field: "externalTrafficPolicy"] }
    set { self[field: "externalTrafficPolicy"] = newValue }
  }

  /// `Cluster` or `Local`.
  public var internalTrafficPolicy: String? {
    get { self[field: "internalTrafficPolicy"] }
    set { self[field: "internalTrafficPolicy"] = newValue }
  }

  /// Which endpoints are preferred.
  public var trafficDistribution: String? {
    get { self[field: "trafficDistribution"] }
    set { self[field: "trafficDistribution"] = newValue }
  }

  /// Whether pods that are not ready count.
  public var publishNotReadyAddresses: Bool? {
    get { self[field: "publishNotReadyAddresses"] }
    set { self[field: "publishNotReadyAddresses"] = newValue }
  }
}

/// A port of a Service.
public struct ServicePort: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Its name.
  public var name: String? {
    get { self[field: "name"] }
    set { self[field: "name"] = newValue }
  }

  /// `TCP`, `UDP` or `SCTP`.
  public var `protocol`: String? {
    get { self[field: "protocol"] }
    set { self[field: "protocol"] = newValue }
  }

  /// The port of the service.
  public var port: Int? {
    get { self[field: "port"] }
    set { self[field: "port"] = newValue }
  }

  /// The port of the pods, by number or by name.
  public var targetPort: IntOrString? {
    get { self[field: "targetPort"] }
    set { self[field: "targetPort"] = newValue }
  }

  /// The port on each node.
  public var nodePort: Int? {
    get { self[field: "nodePort"] }
    set { self[field: "nodePort"] = newValue }
  }

  /// What is spoken.
  public var appProtocol: String? {
    get { self[field: "appProtocol"] }
    set { self[field: "appProtocol"] = newValue }
  }
}

/// What was observed of a Service.
public struct ServiceStatus: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Where it is reached from outside.
  public var loadBalancer: LoadBalancerStatus {
    get { self[view: "loadBalancer"] }
    set { self[view: "loadBalancer"] = newValue }
  }

  /// What holds.
  public var conditions: [Condition] {
    get { self[list: "conditions"] }
    set { self[list: "conditions"] = newValue }
  }
}

/// Where something is reached from outside.
public struct LoadBalancerStatus: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The ways in.
  public var ingress: [LoadBalancerIngress] {
    get { self[list: "ingress"] }
    set { self[list: "ingress"] = newValue }
  }
}

/// A way in from outside.
public struct LoadBalancerIngress: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Its address.
  public var ip: String? {
    get { self[field: "ip"] }
    set { self[field: "ip"] = newValue }
  }

  /// Its name.
  public var hostname: String? {
    get { self[field: "hostname"] }
    set { self[field: "hostname"] = newValue }
  }
}
