// SPDX-License-Identifier: Apache-2.0

/// How a service runs in a swarm.
public struct ComposeDeploy: Sendable, Hashable {
  /// How many tasks there are, and whether they end.
  public enum Mode: String, Sendable, Hashable, CaseIterable {
    /// A number of tasks that run for ever.
    case replicated
    /// A task on every node.
    case global
    /// A number of tasks that end.
    case replicatedJob = "replicated-job"
    /// A task on every node that ends.
    case globalJob = "global-job"

    /// Whether there is a task on every node.
    public var isGlobal: Bool { self == .global || self == .globalJob }
    /// Whether tasks end.
    public var isJob: Bool { self == .replicatedJob || self == .globalJob }
  }

  /// How clients find the tasks.
  public enum EndpointMode: String, Sendable, Hashable, CaseIterable {
    /// By one virtual address.
    case vip
    /// By names that stand for all their addresses.
    case dnsrr
  }

  /// How many tasks there are, and whether they end.
  public var mode = Mode.replicated
  /// How many, where that is said.
  public var replicas: Int?
  /// What is set aside for each task.
  public var reservations = ComposeResources()
  /// What each task may use at most.
  public var limits = ComposeResources()
  /// Where tasks may be.
  public var placement = ComposePlacement()
  /// How tasks are replaced.
  public var update: ComposeRollout?
  /// How a replacement is taken back.
  public var rollback: ComposeRollout?
  /// What happens when a task ends.
  public var restart: ComposeRestart?
  /// How clients find the tasks.
  public var endpointMode = EndpointMode.vip
  /// Labels of the service.
  public var labels: [String: String] = [:]
  /// All fields.
  public var fields = Fields()

  /// The most replicas that a service may have.
  public static let greatestReplicaCount: Int32 = 1_000_000

  /// Creates what holds where nothing is said.
  public init() {}

  /// Reads `deploy`.
  init(_ field: ComposeField) throws(ComposeError) {
    fields = try field.object()
    if let mode = try field.child("mode") { self.mode = try mode.choice() }
    if let replicas = try field.child("replicas") {
      self.replicas = try replicas.count(upTo: Self.greatestReplicaCount)
      if mode.isGlobal {
        throw replicas.error(expected: "no number of replicas in mode \(mode.rawValue)")
      }
    }
    if let resources = try field.child("resources") {
      if let limits = try resources.child("limits") {
        self.limits = try ComposeResources(limits)
      }
      if let reservations = try resources.child("reservations") {
        self.reservations = try ComposeResources(reservations)
      }
    }
    if let placement = try field.child("placement") {
      self.placement = try ComposePlacement(placement)
    }
    if let update = try field.child("update_config") {
      self.update = try ComposeRollout(update, isRollback: false)
    }
    if let rollback = try field.child("rollback_config") {
      self.rollback = try ComposeRollout(rollback, isRollback: true)
    }
    if let restart = try field.child("restart_policy") {
      self.restart = try ComposeRestart(restart)
    }
    if let endpointMode = try field.child("endpoint_mode") {
      self.endpointMode = try endpointMode.choice()
    }
    labels = try field.child("labels")?.labels() ?? [:]
  }
}
