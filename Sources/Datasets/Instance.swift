// SPDX-License-Identifier: Apache-2.0

public import ClusterModel
public import VectorPacking

/// A packing problem as it was read, with the names that reports print.
public struct Instance: Sendable {
  /// The name, mostly the file's without its folder.
  public var name: String

  /// The format it was read as: `vbp`, `bpp`, `openb` or `csv`.
  public var format: String

  /// The SHA-256 of its bytes in hexadecimal digits.
  public var sha256: String

  /// The problem.
  public var problem: PackingProblem

  /// The unit of each of the problem's resources.
  public var units: [QuantityUnit]

  /// The name of every item in the order of the problem's arrivals; empty when items have none.
  public var itemNames: ItemNames

  /// For each bin type, the names of its single nodes; empty where a type is open-ended or its
  /// nodes have no names.
  public var nodeNames: [[String]]

  /// For each bin type the zone its nodes lie in, or `nil`; empty where zones do not matter.
  public var nodeZones: [String?]

  /// What was assumed while reading, one sentence each.
  public var assumptions: [String]

  /// Creates an instance.
  public init(
    name: String, format: String, sha256: String, problem: PackingProblem,
    units: [QuantityUnit], itemNames: ItemNames = [], nodeNames: [[String]] = [],
    nodeZones: [String?] = [], assumptions: [String] = []
  ) {
    self.name = name
    self.format = format
    self.sha256 = sha256
    self.problem = problem
    self.units = units
    self.itemNames = itemNames
    self.nodeNames = nodeNames
    self.nodeZones = nodeZones
    self.assumptions = assumptions
  }
}
