// SPDX-License-Identifier: Apache-2.0

/// What a pod is to run, and where it may.
public struct PodSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The node it is bound to.
  public var nodeName: String? {
    get { self[field: "nodeName"] }
    set { self[field: "nodeName"] = newValue }
  }

  /// The scheduler that is to place it.
  public var schedulerName: String? {
    get { self[field: "schedulerName"] }
    set { self[field: "schedulerName"] = newValue }
  }

  /// Its priority; higher comes first.
  public var priority: Int64? {
    get { self[field: "priority"] }
    set { self[field: "priority"] = newValue }
  }

  /// The class its priority comes from.
  public var priorityClassName: String? {
    get { self[field: "priorityClassName"] }
    set { self[field: "priorityClassName"] = newValue }
  }

  /// `PreemptLowerPriority` or `Never`.
  public var preemptionPolicy: String? {
    get { self[field: "preemptionPolicy"] }
    set { self[field: "preemptionPolicy"] = newValue }
  }

  /// `Always`, `OnFailure` or `Never`.
  public var restartPolicy: String? {
    get { self[field: "restartPolicy"] }
    set { self[field: "restartPolicy"] = newValue }
  }

  /// How long it may take to end.
  public var terminationGracePeriodSeconds: Int64? {
    get { self[field: "terminationGracePeriodSeconds"] }
    set { self[field: "terminationGracePeriodSeconds"] = newValue }
  }

  /// Whether it uses the node's network.
  public var hostNetwork: Bool? {
    get { self[field: "hostNetwork"] }
    set { self[field: "hostNetwork"] = newValue }
  }

  /// The containers.
  public var containers: [Container] {
    get { self[list: "containers"] }
    set { self[list: "containers"] = newValue }
  }

  /// The containers that run before, and sidecars.
  public var initContainers: [Container] {
    get { self[list: "initContainers"] }
    set { self[list: "initContainers"] = newValue }
  }

  /// What running it takes besides its containers.
  public var overhead: [String: Quantity] {
    get { self[map: "overhead"] }
    set { self[map: "overhead"] = newValue }
  }

  /// What all containers together request.
  public var resources: ResourceRequirements? {
    get { self[field: "resources"] }
    set { self[field: "resources"] = newValue }
  }

  /// Labels that the node has to have.
  public var nodeSelector: [String: String] {
    get { self[map: "nodeSelector"] }
    set { self[map: "nodeSelector"] = newValue }
  }

  /// What it is drawn to and kept from.
  public var affinity: Affinity? {
    get { self[field: "affinity"] }
    set { self[field: "affinity"] = newValue }
  }

  /// The taints that it bears.
  public var tolerations: [Toleration] {
    get { self[list: "tolerations"] }
    set { self[list: "tolerations"] = newValue }
  }

  /// How it is to be spread.
  public var topologySpreadConstraints: [TopologySpreadConstraint] {
    get { self[list: "topologySpreadConstraints"] }
    set { self[list: "topologySpreadConstraints"] = newValue }
  }

  /// What has to be opened before it is scheduled.
  public var schedulingGates: [SchedulingGate] {
    get { self[list: "schedulingGates"] }
    set { self[list: "schedulingGates"] = newValue }
  }

  /// The volumes.
  public var volumes: [Volume] {
    get { self[list: "volumes"] }
    set { self[list: "volumes"] = newValue }
  }

  /// The class of its runtime.
  public var runtimeClassName: String? {
    get { self[field: "runtimeClassName"] }
    set { self[field: "runtimeClassName"] = newValue }
  }

  /// The account it runs as.
  public var serviceAccountName: String? {
    get { self[field: "serviceAccountName"] }
    set { self[field: "serviceAccountName"] = newValue }
  }

  /// The name it gives itself.
  public var hostname: String? {
    get { self[field: "hostname"] }
    set { self[field: "hostname"] = newValue }
  }

  /// The headless service its name is under.
  public var subdomain: String? {
    get { self[field: "subdomain"] }
    set { self[field: "subdomain"] = newValue }
  }
}

/// Something that keeps a pod from being scheduled.
public struct SchedulingGate: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The name of the gate.
  public var name: String? {
    get { self[field: "name"] }
    set { self[field: "name"] = newValue }
  }
}
