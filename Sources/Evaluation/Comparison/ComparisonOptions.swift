// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

/// How a comparison runs its strategies.
public struct ComparisonOptions: Sendable {
  /// The seeds; a strategy that draws random numbers runs once with each, the others with the
  /// first.
  public var seeds: [UInt64]

  /// How often each run is repeated; the time it took is the median.
  public var repetitions: Int

  /// The longest that one run of one strategy may take.
  public var timeLimit: Duration?

  /// The most rounds an improvement method takes, for results that no clock decides.
  public var roundLimit: Int?

  /// The most nodes an exact method with a search tree looks at, likewise.
  public var nodeLimit: Int?

  /// How many threads one run may use; how many changes nothing but the time it takes.
  public var threads: Int

  /// Whether the progress of each run is recorded, so that the report has its trace.
  public var recordsTraces: Bool

  /// How many runs are at work at the same time.
  public var jobs: Int

  /// Whether the report says how long things took.
  public var showsTimings: Bool

  /// Creates options.
  public init(
    seeds: [UInt64] = [1], repetitions: Int = 1, timeLimit: Duration? = nil,
    roundLimit: Int? = nil, nodeLimit: Int? = nil, threads: Int = 1,
    recordsTraces: Bool = false, jobs: Int = 1, showsTimings: Bool = true
  ) {
    self.seeds = seeds.isEmpty ? [1] : seeds
    self.repetitions = max(1, repetitions)
    self.timeLimit = timeLimit
    self.roundLimit = roundLimit
    self.nodeLimit = nodeLimit
    self.threads = max(1, threads)
    self.recordsTraces = recordsTraces
    self.jobs = max(1, jobs)
    self.showsTimings = showsTimings
  }
}

/// The bounds that hold for an input whichever strategy packs it.
public struct BoundMethods: Sendable {
  /// The strongest bound that can be proved before a deadline.
  public var best: @Sendable (PackingProblem, Deadline) -> LowerBound

  /// Why not all placeable items can be placed, or `nil` where that is not proven.
  public var infeasibility: @Sendable (PackingProblem) -> String?

  /// Creates a set of methods.
  public init(
    best: @escaping @Sendable (PackingProblem, Deadline) -> LowerBound,
    infeasibility: @escaping @Sendable (PackingProblem) -> String?
  ) {
    self.best = best
    self.infeasibility = infeasibility
  }
}
