// SPDX-License-Identifier: Apache-2.0

/// What `schedbench place` found: where every item goes under one strategy, and why not.
///
/// The names of the coding keys are the stable field names of schema `schedbench.place/v1`.
public struct PlacementReport: Codable, Sendable, Hashable {
  /// The name of the schema.
  public var schema = "schedbench.place/v1"
  /// The version of the program that made the report.
  public var version: String
  /// The command line that makes the report again.
  public var command: String?
  /// What was packed.
  public var input: InputDescription
  /// The strategy's run, as in a comparison.
  public var run: StrategyRun
  /// The strongest bound any method proved.
  public var lowerBound: BoundReport
  /// The nodes in use, in the order in which they were opened.
  public var nodes: [PlacedNode]
  /// The items that lie on no node, with the reason.
  public var unplaced: [UnplacedItems]
  /// The whole cluster, where the input is one.
  public var cluster: ClusterMap?

  /// Creates a report.
  public init(
    version: String, command: String? = nil, input: InputDescription, run: StrategyRun,
    lowerBound: BoundReport, nodes: [PlacedNode], unplaced: [UnplacedItems],
    cluster: ClusterMap? = nil
  ) {
    self.version = version
    self.command = command
    self.input = input
    self.run = run
    self.lowerBound = lowerBound
    self.nodes = nodes
    self.unplaced = unplaced
    self.cluster = cluster
  }
}

/// One node and what lies on it.
public struct PlacedNode: Codable, Sendable, Hashable {
  /// The node's name: that of the input's node, or its type with a running number.
  public var name: String
  /// The name of its type.
  public var nodeType: String
  /// The names of the items on it, in the order of the input.
  public var items: [String]
  /// What it holds and carried before, one value per resource of the input.
  public var used: [Int64]
  /// What it can hold, one value per resource of the input.
  public var capacity: [Int64]

  /// Creates a node.
  public init(
    name: String, nodeType: String, items: [String], used: [Int64], capacity: [Int64]
  ) {
    self.name = name
    self.nodeType = nodeType
    self.items = items
    self.used = used
    self.capacity = capacity
  }
}
