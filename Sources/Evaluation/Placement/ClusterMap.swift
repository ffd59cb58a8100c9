// SPDX-License-Identifier: Apache-2.0

/// All nodes of a cluster, with the items that were there before and those that a placement adds.
///
/// A packing knows only the nodes that it uses, and of what is there already only how much it takes;
/// this is the whole cluster as people see it.
public struct ClusterMap: Codable, Sendable, Hashable {
  /// The resources that nodes have or items take: those of the input and more.
  public var resources: [String]
  /// The unit of each resource's figures.
  public var units: [ResourceUnit]
  /// The nodes, in the order of the input.
  public var nodes: [ClusterNode]
  /// The items that nothing was decided about, because something has to happen first.
  public var waiting: [String]

  /// Creates a map.
  public init(
    resources: [String], units: [ResourceUnit], nodes: [ClusterNode], waiting: [String] = []
  ) {
    self.resources = resources
    self.units = units
    self.nodes = nodes
    self.waiting = waiting
  }
}

/// A node of a cluster.
public struct ClusterNode: Codable, Sendable, Hashable {
  /// Its name.
  public var name: String
  /// The zone it lies in, where the input says so.
  public var zone: String?
  /// The names of the items that were there and stay.
  public var stays: [String]
  /// The names of the items that are newly placed there.
  public var placed: [String]
  /// What the items that stay take, one value per resource of the map.
  public var usedBefore: [Int64]
  /// What all items take.
  public var used: [Int64]
  /// What items may take.
  public var capacity: [Int64]

  /// Creates a node.
  public init(
    name: String, zone: String? = nil, stays: [String], placed: [String], usedBefore: [Int64],
    used: [Int64], capacity: [Int64]
  ) {
    self.name = name
    self.zone = zone
    self.stays = stays
    self.placed = placed
    self.usedBefore = usedBefore
    self.used = used
    self.capacity = capacity
  }
}
