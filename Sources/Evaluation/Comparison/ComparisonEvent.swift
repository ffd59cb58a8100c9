// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

/// What a comparison tells while it works.
public enum ComparisonEvent: Sendable {
  /// A step begins.
  case started(ComparisonStep)
  /// The method at work has news.
  case advanced(ComparisonStep, SolveProgress)
  /// A step is done.
  case finished(ComparisonStep)
}

/// One step of a comparison: a bound, or one strategy with one seed on one input.
public struct ComparisonStep: Sendable, Hashable {
  /// The position among all steps, from zero.
  public var position: Int
  /// How many steps there are.
  public var total: Int
  /// The name of the input.
  public var input: String
  /// The name of the strategy; `nil` while the bound of an input is proved.
  public var strategy: String?
  /// The seed of the run.
  public var seed: UInt64

  /// Creates a step.
  public init(position: Int, total: Int, input: String, strategy: String?, seed: UInt64) {
    self.position = position
    self.total = total
    self.input = input
    self.strategy = strategy
    self.seed = seed
  }
}
