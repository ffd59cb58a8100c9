// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// What `schedbench compare` found: every strategy on every input, beside a proven bound.
///
/// The names of the coding keys are the stable field names of schema `schedbench.compare/v1`.
public struct ComparisonReport: Codable, Sendable, Hashable {
  /// The name of the schema.
  public var schema = "schedbench.compare/v1"
  /// The version of the program that made the report.
  public var version: String
  /// The command line that makes the report again.
  public var command: String?
  /// One comparison per input, in the order in which the inputs were given.
  public var inputs: [InputComparison]

  /// Creates a report.
  public init(version: String, command: String? = nil, inputs: [InputComparison]) {
    self.version = version
    self.command = command
    self.inputs = inputs
  }
}

/// What is known of an input before anything is packed.
public struct InputDescription: Codable, Sendable, Hashable {
  /// The name, mostly the file's.
  public var name: String
  /// The format it was read as, such as `vbp` or `openb`.
  public var format: String
  /// The checksum of its bytes, in hexadecimal digits; empty where there were no bytes.
  public var sha256: String
  /// The names of the resources.
  public var resources: [String]
  /// The unit of each resource's figures: `milli` (thousandths), `bytes` or `count`.
  public var units: [ResourceUnit]
  /// How many items there are.
  public var items: Int
  /// How many distinct shapes they have.
  public var shapes: Int
  /// How many kinds of nodes there are.
  public var nodeTypes: Int
  /// What was assumed while reading, one sentence each, such as a missing request taken as zero.
  public var assumptions: [String]

  /// Creates a description.
  public init(
    name: String, format: String, sha256: String, resources: [String], units: [ResourceUnit],
    items: Int, shapes: Int, nodeTypes: Int, assumptions: [String] = []
  ) {
    self.name = name
    self.format = format
    self.sha256 = sha256
    self.resources = resources
    self.units = units
    self.items = items
    self.shapes = shapes
    self.nodeTypes = nodeTypes
    self.assumptions = assumptions
  }
}

/// The unit in which a resource's figures are counted.
public enum ResourceUnit: String, Codable, Sendable, Hashable {
  /// Thousandths, as CPU in millicores.
  case milli
  /// Bytes.
  case bytes
  /// Whole things, or numbers without a unit.
  case count
}

/// One input and how every strategy did on it.
public struct InputComparison: Codable, Sendable, Hashable {
  /// What was packed.
  public var input: InputDescription
  /// The strongest bound any method proved.
  public var lowerBound: BoundReport
  /// Items that fit on no node at all, with the reason, grouped by shape.
  public var unplaceable: [UnplacedItems]
  /// The runs, in the order of the strategies and then of the seeds.
  public var runs: [StrategyRun]
  /// The best packing found, laid out node by node.
  public var best: NodeMap?

  /// Creates a comparison.
  public init(
    input: InputDescription, lowerBound: BoundReport, unplaceable: [UnplacedItems],
    runs: [StrategyRun], best: NodeMap?
  ) {
    self.input = input
    self.lowerBound = lowerBound
    self.unplaceable = unplaceable
    self.runs = runs
    self.best = best
  }

  private enum Keys: String, CodingKey {
    case lowerBound, unplaceable, runs, best
  }

  /// Reads a comparison; the description's fields stand beside the others.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Keys.self)
    input = try InputDescription(from: decoder)
    lowerBound = try fields.decode(BoundReport.self, forKey: .lowerBound)
    unplaceable = try fields.decode([UnplacedItems].self, forKey: .unplaceable)
    runs = try fields.decode([StrategyRun].self, forKey: .runs)
    best = try fields.decodeIfPresent(NodeMap.self, forKey: .best)
  }

  /// Writes a comparison; the description's fields stand beside the others.
  public func encode(to encoder: any Encoder) throws {
    try input.encode(to: encoder)
    var fields = encoder.container(keyedBy: Keys.self)
    try fields.encode(lowerBound, forKey: .lowerBound)
    try fields.encode(unplaceable, forKey: .unplaceable)
    try fields.encode(runs, forKey: .runs)
    try fields.encodeIfPresent(best, forKey: .best)
  }
}

/// A proven bound and the method behind it.
public struct BoundReport: Codable, Sendable, Hashable {
  /// No packing of all placeable items costs less.
  public var cost: Int64
  /// No packing of all placeable items uses fewer nodes.
  public var nodes: Int
  /// The method that proved it.
  public var method: String
  /// How long proving it took; `nil` where timings are left out.
  public var seconds: Double?

  /// Creates a bound.
  public init(cost: Int64, nodes: Int, method: String, seconds: Double?) {
    self.cost = cost
    self.nodes = nodes
    self.method = method
    self.seconds = seconds
  }
}

/// One strategy's result on one input with one seed.
public struct StrategyRun: Codable, Sendable, Hashable {
  /// The strategy's name.
  public var strategy: String
  /// The seed it started from.
  public var seed: UInt64
  /// `optimal`, `feasible`, `infeasible` or `noSolution`.
  public var status: String
  /// Why it stopped, such as `completed` or `timeLimit`.
  public var stop: String
  /// Whether the independent verifier found nothing wrong; `false` also without a packing.
  public var verified: Bool
  /// What the verifier found, one sentence each; empty when all is well.
  public var violations: [String]
  /// How many nodes are used; `nil` without a packing.
  public var nodes: Int?
  /// What they cost.
  public var cost: Int64?
  /// How many items are not placed, those that fit nowhere included.
  public var unplaced: Int
  /// (cost − bound) / bound; `nil` without a packing of all placeable items.
  public var gap: Double?
  /// The bound this strategy proved by itself, if it proves one.
  public var bound: BoundReport?
  /// The share of the used nodes' capacity that is taken, by resource.
  public var utilization: [String: Double]
  /// What the strategy says about its result, such as why it is infeasible.
  public var message: String?
  /// How long it took, the median over repetitions; `nil` where timings are left out.
  public var seconds: Double?
  /// How the first repetition came to its result, where that was recorded and it told.
  public var trace: SolveTrace?

  /// Creates a run.
  public init(
    strategy: String, seed: UInt64, status: String, stop: String, verified: Bool,
    violations: [String] = [], nodes: Int?, cost: Int64?, unplaced: Int, gap: Double?,
    bound: BoundReport? = nil, utilization: [String: Double], message: String? = nil,
    seconds: Double?, trace: SolveTrace? = nil
  ) {
    self.strategy = strategy
    self.seed = seed
    self.status = status
    self.stop = stop
    self.verified = verified
    self.violations = violations
    self.nodes = nodes
    self.cost = cost
    self.unplaced = unplaced
    self.gap = gap
    self.bound = bound
    self.utilization = utilization
    self.message = message
    self.seconds = seconds
    self.trace = trace
  }
}

extension StrategyRun {
  /// What kept the strategy from a packing or from its own work on the problem, in its words;
  /// `nil` where nothing did.
  public var refusal: String? {
    let failed = [StopReason.unsupported, .solverFailure].contains { $0.rawValue == stop }
    return nodes == nil || failed && status != "optimal" ? message : nil
  }
}

/// Items of one shape that are not placed, and why.
public struct UnplacedItems: Codable, Sendable, Hashable {
  /// The names of the items as far as they have names; at most the first hundred.
  public var items: [String]
  /// How many there are.
  public var count: Int
  /// What one of them needs, by resource.
  public var demand: [String: Int64]
  /// Why no node takes them, in one sentence.
  public var reason: String
  /// The smallest change after which one of them would fit, where it was looked for.
  public var remedy: String?

  /// Creates a group.
  public init(
    items: [String], count: Int, demand: [String: Int64], reason: String, remedy: String? = nil
  ) {
    self.items = items
    self.count = count
    self.demand = demand
    self.reason = reason
    self.remedy = remedy
  }
}
