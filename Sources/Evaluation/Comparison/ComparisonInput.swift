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

  /// What the problem does not hold of the input's rules; `nil` where it holds all.
  public var rules: (any InputRules)?

  /// Creates an input.
  public init(
    description: InputDescription, problem: PackingProblem, itemNames: ItemNames = [],
    nodeNames: [[String]] = [], rules: (any InputRules)? = nil
  ) {
    self.description = description
    self.problem = problem
    self.itemNames = itemNames
    self.nodeNames = nodeNames
    self.rules = rules
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

/// Rules of an input that its packing problem does not hold, such as the filters of a scheduler.
public protocol InputRules: Sendable {
  /// A strategy as it is run on this input, under the same name: one whose packings keep the rules.
  func adapted(_ strategy: any PackingStrategy) -> any PackingStrategy

  /// Why items are in no bin of a packing, by shape, in one sentence each without a full stop;
  /// nothing for shapes that the rules have nothing to say about.
  func reasons(leftOutOf packing: Packing) -> [Int: String]
}
