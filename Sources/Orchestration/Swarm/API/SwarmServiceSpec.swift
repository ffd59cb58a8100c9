// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// What a Swarm service wants, read from the fields that Docker's API has for it.
///
/// Spans of time stand in nanoseconds there and in microseconds here. What is left out has Docker's
/// defaults (`swarmkit`, `api/defaults/service.go`).
public struct SwarmServiceSpec: Sendable, Hashable {
  /// How many tasks there are, and whether they end.
  public enum Mode: Sendable, Hashable {
    /// A number of tasks that run for ever.
    case replicated(Int)
    /// A task on every node.
    case global
    /// A number of tasks that end, so many at a time.
    case replicatedJob(maxConcurrent: Int, completions: Int)
    /// A task on every node that ends.
    case globalJob

    /// Whether tasks end.
    public var isJob: Bool {
      switch self {
      case .replicated, .global: false
      case .replicatedJob, .globalJob: true
      }
    }
    /// Whether there is a task on every node.
    public var isGlobal: Bool {
      switch self {
      case .global, .globalJob: true
      case .replicated, .replicatedJob: false
      }
    }
  }

  /// The name in Docker, such as `shop_web`.
  public var name: String
  /// How many tasks there are, and whether they end.
  public var mode: Mode
  /// What tasks are made of, all fields.
  public var template: Fields
  /// What the node has to be like.
  public var constraints: [SwarmConstraint]
  /// What tasks are spread over or packed by, the first before the second.
  public var preferences: [SwarmPreference]
  /// How many tasks of the service a node may have; any number where `nil`.
  public var maxReplicas: Int?
  /// What happens when a task ends.
  public var restart: SwarmRestartPolicy
  /// How tasks are replaced.
  public var update: SwarmUpdateConfig
  /// How a replacement is taken back.
  public var rollback: SwarmUpdateConfig
  /// Labels of the service.
  public var labels: [String: String]
  /// The name of what its tasks are made of: the same for the same tasks, whatever their number.
  public var version: String

  /// Reads a service.
  ///
  /// - Parameter service: The object.
  public init(_ service: Fields) {
    let spec = service["spec"]?.object ?? Fields()
    name = spec["Name"]?.string ?? service.objectName
    labels = spec["Labels"].flatMap { [String: String]($0) } ?? [:]
    template = spec["TaskTemplate"]?.object ?? Fields()
    mode = Self.mode(spec["Mode"]?.object ?? Fields())
    let placement = template["Placement"]?.object ?? Fields()
    constraints = (placement["Constraints"]?.array ?? []).compactMap {
      $0.string.flatMap { try? SwarmConstraint(parsing: $0) }
    }
    preferences = (placement["Preferences"]?.array ?? []).compactMap { SwarmPreference($0) }
    maxReplicas = placement.wholeNumber("MaxReplicas").flatMap { $0 > 0 ? $0 : nil }
    restart = SwarmRestartPolicy(template["RestartPolicy"]?.object ?? Fields(), mode)
    update = SwarmUpdateConfig(spec["UpdateConfig"]?.object ?? Fields())
    rollback = SwarmUpdateConfig(spec["RollbackConfig"]?.object ?? Fields())
    version = Self.version(of: spec)
  }

  private static func mode(_ mode: Fields) -> Mode {
    if mode["Global"] != nil { return .global }
    if mode["GlobalJob"] != nil { return .globalJob }
    if let job = mode["ReplicatedJob"]?.object {
      let concurrent = job.wholeNumber("MaxConcurrent") ?? 1
      let completions = job.wholeNumber("TotalCompletions") ?? concurrent
      return .replicatedJob(
        maxConcurrent: concurrent > 0 ? concurrent : max(1, completions), completions: completions)
    }
    return .replicated(mode["Replicated"]?.object?.wholeNumber("Replicas") ?? 1)
  }

  /// What tasks are made of, by a short name.
  ///
  /// Constraints are left out: a task whose node keeps the new ones stays
  /// (`swarmkit`, `orchestrator/task.go`, `IsTaskDirtyPlacementConstraintsOnly`).
  static func version(of spec: Fields) -> String {
    var template = spec["TaskTemplate"]?.object ?? Fields()
    if case .object(var placement)? = template["Placement"] {
      placement["Constraints"] = nil
      template["Placement"] = .object(placement)
    }
    let endpoint = spec["EndpointSpec"] ?? .null
    return TemplateHash.text(of: .array([.object(template), endpoint]), collisions: nil)
  }

  /// Whether a node keeps the constraints.
  public func allows(_ node: SwarmNode) -> Bool { constraints.allSatisfy(node.satisfies) }
}
