// SPDX-License-Identifier: Apache-2.0

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

  /// Whether it has started.
  public var started: Bool? {
    get { self[field: "started"] }
    set { self[field: "started"] = newValue }
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

  /// The image as it was found.
  public var imageID: String? {
    get { self[field: "imageID"] }
    set { self[field: "imageID"] = newValue }
  }

  /// Its identity on the node.
  public var containerID: String? {
    get { self[field: "containerID"] }
    set { self[field: "containerID"] = newValue }
  }

  /// What it does now.
  public var state: ContainerState {
    get { self[view: "state"] }
    set { self[view: "state"] = newValue }
  }

  /// What it did before it was started again.
  public var lastState: ContainerState {
    get { self[view: "lastState"] }
    set { self[view: "lastState"] = newValue }
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

/// What a container does: one of the three.
public struct ContainerState: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// It does not run yet.
  public var waiting: WaitingState? {
    get { self[field: "waiting"] }
    set { self[field: "waiting"] = newValue }
  }

  /// It runs.
  public var running: RunningState? {
    get { self[field: "running"] }
    set { self[field: "running"] = newValue }
  }

  /// It has ended.
  public var terminated: TerminatedState? {
    get { self[field: "terminated"] }
    set { self[field: "terminated"] = newValue }
  }
}

/// Why a container does not run yet.
public struct WaitingState: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Why, in one word.
  public var reason: String? {
    get { self[field: "reason"] }
    set { self[field: "reason"] = newValue }
  }

  /// Why, for people.
  public var message: String? {
    get { self[field: "message"] }
    set { self[field: "message"] = newValue }
  }
}

/// Since when a container runs.
public struct RunningState: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// When it started.
  public var startedAt: Timestamp? {
    get { self[field: "startedAt"] }
    set { self[field: "startedAt"] = newValue }
  }
}

/// How a container ended.
public struct TerminatedState: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// What it returned; 0 is success.
  public var exitCode: Int? {
    get { self[field: "exitCode"] }
    set { self[field: "exitCode"] = newValue }
  }

  /// The signal that ended it.
  public var signal: Int? {
    get { self[field: "signal"] }
    set { self[field: "signal"] = newValue }
  }

  /// Why, in one word, such as `OOMKilled`.
  public var reason: String? {
    get { self[field: "reason"] }
    set { self[field: "reason"] = newValue }
  }

  /// Why, for people.
  public var message: String? {
    get { self[field: "message"] }
    set { self[field: "message"] = newValue }
  }

  /// When it started.
  public var startedAt: Timestamp? {
    get { self[field: "startedAt"] }
    set { self[field: "startedAt"] = newValue }
  }

  /// When it ended.
  public var finishedAt: Timestamp? {
    get { self[field: "finishedAt"] }
    set { self[field: "finishedAt"] = newValue }
  }
}
