// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

/// One input of a comparison: the problem, what is known of it, and the names that reports print.
public struct ComparisonInput: Sendable {
  /// What reports say about the input.
  public var description: InputDescription

  /// What is to be packed.
  public var problem: PackingProblem

  /// The name of every item in the order of the problem's arrivals; empty when items have none.
  public var itemNames: ItemNames

  /// For each bin type, the names of its single nodes; empty where a type is open-ended or its
  /// nodes have no names.
  public var nodeNames: [[String]]

  /// Creates an input.
  public init(
    description: InputDescription, problem: PackingProblem, itemNames: ItemNames = [],
    nodeNames: [[String]] = []
  ) {
    self.description = description
    self.problem = problem
    self.itemNames = itemNames
    self.nodeNames = nodeNames
  }

  /// The unit of a resource's figures.
  func unit(of resource: Int) -> ResourceUnit {
    resource < description.units.count ? description.units[resource] : .count
  }

  /// An amount with its resource's name, as in `12.5 cpu` or `96 GiB memory`.
  func text(_ amount: Int64, of resource: Int) -> String {
    "\(unit(of: resource).text(amount)) \(problem.resources[resource].name)"
  }
}
