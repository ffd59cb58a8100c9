// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// What a run may still use: time, rounds of pricing, nodes of the search tree.
///
/// Rounds and nodes do not depend on a clock, so a run that they end can be repeated exactly.
final class WorkBudget {
  private let context: SolveContext
  /// When the work in hand has to end.
  private var phase: Deadline?
  /// How many rounds of pricing were taken.
  private(set) var rounds = 0
  /// How many nodes were looked at.
  private(set) var nodes = 0

  init(_ context: SolveContext) {
    self.context = context
  }

  /// Why work has to end now, or `nil` while it may go on.
  var stop: StopReason? {
    if let reason = context.stopRequest { return reason }
    if let phase, phase.isExpired { return .timeLimit }
    if let most = context.roundLimit, rounds >= most { return .roundLimit }
    if let most = context.nodeLimit, nodes > most { return .roundLimit }
    return nil
  }

  /// Does some work that takes a share of the time left at most.
  ///
  /// Where rounds or nodes are limited no clock may decide, and all is left to the work.
  func withShare<Failure: Error>(
    _ share: Double, _ work: () throws(Failure) -> Void
  ) throws(Failure) {
    phase = deadline(share: share)
    defer { phase = nil }
    try work()
  }

  /// The end of a share of the time left.
  func deadline(share: Double) -> Deadline {
    guard let left = context.deadline.remaining, context.roundLimit == nil,
      context.nodeLimit == nil
    else { return context.deadline }
    return context.deadline.limited(to: left * share)
  }

  /// How many threads may work.
  var threads: Int { context.threads }

  /// Whether work in hand has to end because of time or a cancellation, for any thread to ask.
  var signal: @Sendable () -> Bool {
    { [context, phase] in context.stopRequest != nil || phase?.isExpired == true }
  }

  /// Whether time is up or somebody has asked for an end, for any thread to ask.
  var expirySignal: @Sendable () -> Bool {
    { [context] in context.stopRequest != nil }
  }

  func countRound() { rounds += 1 }

  func countNode() { nodes += 1 }

  func countNodes(_ count: Int) { nodes += count }

  /// How long one call of the solver may take before the clock is looked at again, in
  /// milliseconds.
  var slice: Int {
    guard let left = context.deadline.remaining else { return 200 }
    let (seconds, attoseconds) = left.components
    guard seconds < 1 else { return 200 }
    return max(1, min(200, Int(seconds * 1_000 + attoseconds / 1_000_000_000_000_000)))
  }
}
