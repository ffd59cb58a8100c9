// SPDX-License-Identifier: Apache-2.0

/// A packing laid out node by node, nodes with the same contents drawn together.
public struct NodeMap: Codable, Sendable, Hashable {
  /// The strategy that made the packing.
  public var strategy: String
  /// The nodes in use, in the order in which they were opened.
  public var groups: [NodeGroup]

  /// Creates a map.
  public init(strategy: String, groups: [NodeGroup]) {
    self.strategy = strategy
    self.groups = groups
  }
}

/// Nodes of one kind that hold the same items.
public struct NodeGroup: Codable, Sendable, Hashable {
  /// The name of the node type.
  public var nodeType: String
  /// How many nodes look like this.
  public var count: Int
  /// How many items one of them holds.
  public var items: Int
  /// What one of them holds and carried before, one value per resource of the input.
  public var used: [Int64]
  /// What one of them can hold, one value per resource of the input.
  public var capacity: [Int64]
  /// How much of the free amount is of no use, one value per resource: what is left after filling
  /// the node greedily with further items of the input's shapes, when the node is thus full.
  public var stranded: [Int64]

  /// Creates a group.
  public init(
    nodeType: String, count: Int, items: Int, used: [Int64], capacity: [Int64], stranded: [Int64]
  ) {
    self.nodeType = nodeType
    self.count = count
    self.items = items
    self.used = used
    self.capacity = capacity
    self.stranded = stranded
  }
}
