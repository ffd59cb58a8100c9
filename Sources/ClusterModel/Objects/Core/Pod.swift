// SPDX-License-Identifier: Apache-2.0

/// A pod: containers that run together on one node.
public struct Pod: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `Pod`.
  public var kind: String? {
    get { self[field: "kind"] }
    set { self[field: "kind"] = newValue }
  }

  /// Names and labels.
  public var metadata: ObjectMeta {
    get { self[view: "metadata"] }
    set { self[view: "metadata"] = newValue }
  }

  /// What is to run, and where it may.
  public var spec: PodSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }

  /// What was observed.
  public var status: PodStatus {
    get { self[view: "status"] }
    set { self[view: "status"] = newValue }
  }
}

/// What was observed of a pod.
public struct PodStatus: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.
  public var phase: String? {
    get { self[field: "phase"] }
    set { self[field: "phase"] = newValue }
  }

  /// Why it is so, in one word.
  public var reason: String? {
    get { self[field: "reason"] }
    set { self[field: "reason"] = newValue }
  }

  /// Why it is so, for people.
  public var message: String? {
    get { self[field: "message"] }
    set { self[field: "message"] = newValue }
  }

  /// The node that room is being made on.
  public var nominatedNodeName: String? {
    get { self[field: "nominatedNodeName"] }
    set { self[field: "nominatedNodeName"] = newValue }
  }

  /// When the node took it.
  public var startTime: Timestamp? {
    get { self[field: "startTime"] }
    set { self[field: "startTime"] = newValue }
  }

  /// Its address.
  public var podIP: String? {
    get { self[field: "podIP"] }
    set { self[field: "podIP"] = newValue }
  }

  /// The address of its node.
  public var hostIP: String? {
    get { self[field: "hostIP"] }
    set { self[field: "hostIP"] = newValue }
  }

  /// `Guaranteed`, `Burstable` or `BestEffort`.
  public var qosClass: String? {
    get { self[field: "qosClass"] }
    set { self[field: "qosClass"] = newValue }
  }

  /// What holds.
  public var conditions: [Condition] {
    get { self[list: "conditions"] }
    set { self[list: "conditions"] = newValue }
  }

  /// What was observed of containers.
  public var containerStatuses: [ContainerStatus] {
    get { self[list: "containerStatuses"] }
    set { self[list: "containerStatuses"] = newValue }
  }

  /// What was observed of init containers.
  public var initContainerStatuses: [ContainerStatus] {
    get { self[list: "initContainerStatuses"] }
    set { self[list: "initContainerStatuses"] = newValue }
  }

  /// How far a change of resources in place has come, before 1.33.
  public var resize: String? {
    get { self[field: "resize"] }
    set { self[field: "resize"] = newValue }
  }

  /// What the node set aside at the level of the pod.
  public var allocatedResources: [String: Quantity] {
    get { self[map: "allocatedResources"] }
    set { self[map: "allocatedResources"] = newValue }
  }

  /// What is in force at the level of the pod.
  public var resources: ResourceRequirements? {
    get { self[field: "resources"] }
    set { self[field: "resources"] = newValue }
  }
}
