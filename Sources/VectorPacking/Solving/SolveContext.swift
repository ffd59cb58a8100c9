// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What a solve may use and whom it tells: limits, seed, cancellation, progress.
///
/// Nothing in this module reads a clock or a source of randomness by itself; both come in here.
public struct SolveContext: Sendable {
  /// Where randomised methods start: the same seed gives the same packing.
  public var seed: UInt64

  /// When to stop.
  public var deadline: Deadline

  /// The most rounds an anytime method may take, for results that do not depend on a clock.
  public var roundLimit: Int?

  /// The most nodes a method with a search tree may look at, likewise.
  public var nodeLimit: Int?

  /// How many threads a method may use; how many changes nothing but the time it takes.
  public var threads: Int

  /// Lets another task end the solve early.
  public var cancellation: Cancellation

  /// Receives incumbents and bounds as they come.
  public var progress: @Sendable (SolveProgress) -> Void

  /// Creates a context; without arguments there is no limit, and nobody listens.
  public init(
    seed: UInt64 = 1, deadline: Deadline = .never, roundLimit: Int? = nil,
    nodeLimit: Int? = nil, threads: Int = 1, cancellation: Cancellation = Cancellation(),
    progress: @escaping @Sendable (SolveProgress) -> Void = { _ in }
  ) {
    self.seed = seed
    self.deadline = deadline
    self.roundLimit = roundLimit
    self.nodeLimit = nodeLimit
    self.threads = max(1, threads)
    self.cancellation = cancellation
    self.progress = progress
  }

  /// Why the solve must stop now, or `nil` while it may go on.
  public var stopRequest: StopReason? {
    if cancellation.isCancelled { return .cancelled }
    if deadline.isExpired { return .timeLimit }
    return nil
  }
}

/// A point in some clock's time, seen only as how much is left until then.
public struct Deadline: Sendable {
  private let left: (@Sendable () -> Duration)?

  /// No deadline.
  public static let never = Deadline(left: nil)

  private init(left: (@Sendable () -> Duration)?) {
    self.left = left
  }

  /// A deadline that asks a function how much is left; zero or less means it has passed.
  public init(remaining: @escaping @Sendable () -> Duration) {
    left = remaining
  }

  /// The deadline that lies this far ahead on a clock.
  public static func after<C: Clock>(_ duration: C.Duration, on clock: C) -> Deadline
  where C.Duration == Swift.Duration {
    let end = clock.now.advanced(by: duration)
    return Deadline { clock.now.duration(to: end) }
  }

  /// How much is left, or `nil` without a deadline.
  public var remaining: Duration? { left?() }

  /// Whether the point has passed.
  public var isExpired: Bool {
    guard let left else { return false }
    return left() <= .zero
  }

  /// The earlier of this deadline and one in that much time from now.
  public func limited(to share: Duration) -> Deadline {
    guard let left else { return self }
    let atStart = left()
    return Deadline { min(left(), share - (atStart - left())) }
  }
}

/// A switch that ends a solve early; safe to use from any thread.
public final class Cancellation: Sendable {
  private let flag = Atomic<Bool>(false)

  /// Creates a switch that is off.
  public init() {}

  /// Asks the solve to end.
  public func cancel() {
    flag.store(true, ordering: .releasing)
  }

  /// Whether someone has asked.
  public var isCancelled: Bool { flag.load(ordering: .acquiring) }
}

/// What an anytime method knows at one moment.
public struct SolveProgress: Sendable, Hashable {
  /// The part of the method at work.
  public var phase: String
  /// What the best packing so far costs, if there is one that places every placeable item.
  public var incumbentCost: Int64?
  /// How many bins the best packing so far uses.
  public var incumbentBins: Int?
  /// The best proven bound on the cost so far.
  public var boundCost: Int64?
  /// How many patterns a method that generates them has so far.
  public var columns: Int?
  /// How many nodes of a search tree have been looked at.
  public var nodes: Int?

  /// Creates a report.
  public init(
    phase: String, incumbentCost: Int64? = nil, incumbentBins: Int? = nil,
    boundCost: Int64? = nil, columns: Int? = nil, nodes: Int? = nil
  ) {
    self.phase = phase
    self.incumbentCost = incumbentCost
    self.incumbentBins = incumbentBins
    self.boundCost = boundCost
    self.columns = columns
    self.nodes = nodes
  }
}
