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

  /// Where it starts.
  public var workingDir: String? {
    get { self[field: "workingDir"] }
    set { self[field: "workingDir"] = newValue }
  }

  /// Its environment.
  public var env: [EnvVar] {
    get { self[list: "env"] }
    set { self[list: "env"] = newValue }
  }

  /// Where more of its environment comes from.
  public var envFrom: [EnvFromSource] {
    get { self[list: "envFrom"] }
    set { self[list: "envFrom"] = newValue }
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

  /// Where it sees volumes.
  public var volumeMounts: [VolumeMount] {
    get { self[list: "volumeMounts"] }
    set { self[list: "volumeMounts"] = newValue }
  }

  /// How to see that it has to be started again.
  public var livenessProbe: Probe? {
    get { self[field: "livenessProbe"] }
    set { self[field: "livenessProbe"] = newValue }
  }

  /// How to see that it takes requests.
  public var readinessProbe: Probe? {
    get { self[field: "readinessProbe"] }
    set { self[field: "readinessProbe"] = newValue }
  }

  /// How to see that it has started.
  public var startupProbe: Probe? {
    get { self[field: "startupProbe"] }
    set { self[field: "startupProbe"] = newValue }
  }

  /// What to do after it starts and before it ends.
  public var lifecycle: Lifecycle? {
    get { self[field: "lifecycle"] }
    set { self[field: "lifecycle"] = newValue }
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

/// Where a container sees a volume.
public struct VolumeMount: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The volume's name in the pod.
  public var name: String? {
    get { self[field: "name"] }
    set { self[field: "name"] = newValue }
  }

  /// Where it is seen.
  public var mountPath: String? {
    get { self[field: "mountPath"] }
    set { self[field: "mountPath"] = newValue }
  }

  /// The part of the volume that is seen.
  public var subPath: String? {
    get { self[field: "subPath"] }
    set { self[field: "subPath"] = newValue }
  }

  /// Whether it is only read.
  public var readOnly: Bool? {
    get { self[field: "readOnly"] }
    set { self[field: "readOnly"] = newValue }
  }
}
