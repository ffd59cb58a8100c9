// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// What decides about the nodes of a cluster.
public struct CapacitySettings: Sendable {
  /// The flags of the cluster autoscaler, by their names.
  public var clusterAutoscaler: [String: String] = [:]
  /// What the descheduler does: a `DeschedulerPolicy`; nothing where `nil`.
  public var descheduler: Fields?
  /// How often the descheduler runs, in microseconds.
  public var deschedulingInterval: Int64 = 300_000_000

  /// Creates settings: an autoscaler without flags and no descheduler.
  public init() {}
}

extension Scenario {
  /// Nodes that are alike and that are started and taken away as they are needed.
  public struct NodeGroup: Sendable {
    /// What a node is like, and how many there are at first.
    public var pool: NodePool
    /// The fewest nodes.
    public var minimum = 0
    /// The most nodes.
    public var maximum: Int
    /// Whether nodes may be taken away.
    public var scaleDown = true
    /// How machines start.
    public var supply = MachineSupply()

    /// Creates a group.
    public init(pool: NodePool, maximum: Int) { (self.pool, self.maximum) = (pool, maximum) }

    /// The object of the API.
    var object: Fields {
      var group = Orchestration.NodeGroup()
      group.apiVersion = "stevedore.dev/v1"
      group.kind = "NodeGroup"
      group.metadata.name = pool.name
      group.spec.replicas = pool.count
      group.spec.minReplicas = minimum
      group.spec.maxReplicas = maximum
      group.spec.zones = pool.zones
      if !scaleDown { group.spec.scaleDown = false }
      if pool.price > 0 { group.spec.pricePerHour = pool.price }
      var template = Node()
      template.metadata.labels = pool.labels
      template.spec.taints = pool.taints
      template.status.capacity = pool.capacity
      template.status.allocatable = pool.capacity.merging(pool.allocatable) { $1 }
      group.spec.template = template
      return group.fields
    }
  }
}
