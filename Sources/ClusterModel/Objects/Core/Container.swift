// SPDX-License-Identifier: Apache-2.0

/// One program of a pod.
public struct Container: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Its name in the pod.
  public var name: String? {
    get { self[field: "name"] }
    set { self[field: "name"] = newValue }
  }

  /// The image it runs.
  public var image: String? {
    get { self[field: "image"] }
    set { self[field: "image"] = newValue }
  }

  /// When the image is fetched.
  public var imagePullPolicy: String? {
    get { self[field: "imagePullPolicy"] }
    set { self[field: "imagePullPolicy"] = newValue }
  }

  /// What replaces the image's entry point.
  public var command: [String] {
    get { self[list: "command"] }
    set { self[list: "command"] = newValue }
  }

  /// The arguments.
  public var args: [String] {
    get { self[list: "args"] }
    set { self[list: "args"] = newValue }
  }

  /// What it requests and may use.
  public var resources: ResourceRequirements {
    get { self[view: "resources"] }
    set { self[view: "resources"] = newValue }
  }

  /// The ports it listens on.
  public var ports: [ContainerPort] {
    get { self[list: "ports"] }
    set { self[list: "ports"] = newValue }
  }

  /// `Always` makes an init container a sidecar.
  public var restartPolicy: String? {
    get { self[field: "restartPolicy"] }
    set { self[field: "restartPolicy"] = newValue }
  }
}

/// What a container or a pod requests and may use.
public struct ResourceRequirements: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// What is set aside for it.
  public var requests: [String: Quantity] {
    get { self[map: "requests"] }
    set { self[map: "requests"] = newValue }
  }

  /// What it may use at most.
  public var limits: [String: Quantity] {
    get { self[map: "limits"] }
    set { self[map: "limits"] = newValue }
  }
}

/// A port of a container.
public struct ContainerPort: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Its name.
  public var name: String? {
    get { self[field: "name"] }
    set { self[field: "name"] = newValue }
  }

  /// The port in the container.
  public var containerPort: Int? {
    get { self[field: "containerPort"] }
    set { self[field: "containerPort"] = newValue }
  }

  /// The port on the node.
  public var hostPort: Int? {
    get { self[field: "hostPort"] }
    set { self[field: "hostPort"] = newValue }
  }

  /// The address on the node, all where absent.
  public var hostIP: String? {
    get { self[field: "hostIP"] }
    set { self[field: "hostIP"] = newValue }
  }

  /// `TCP`, `UDP` or `SCTP`.
  public var `protocol`: String? {
    get { self[field: "protocol"] }
    set { self[field: "protocol"] = newValue }
  }
}

/// What was observed of a container.
public struct ContainerStatus: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The container's name.
  public var name: String? {
    get { self[field: "name"] }
    set { self[field: "name"] = newValue }
  }

  /// Whether it is ready.
  public var ready: Bool? {
    get { self[field: "ready"] }
    set { self[field: "ready"] = newValue }
  }

  /// How often it was started again.
  public var restartCount: Int? {
    get { self[field: "restartCount"] }
    set { self[field: "restartCount"] = newValue }
  }

  /// The image it runs.
  public var image: String? {
    get { self[field: "image"] }
    set { self[field: "image"] = newValue }
  }

  /// What the node set aside for it.
  public var allocatedResources: [String: Quantity] {
    get { self[map: "allocatedResources"] }
    set { self[map: "allocatedResources"] = newValue }
  }

  /// What is in force for it.
  public var resources: ResourceRequirements? {
    get { self[field: "resources"] }
    set { self[field: "resources"] = newValue }
  }
}
