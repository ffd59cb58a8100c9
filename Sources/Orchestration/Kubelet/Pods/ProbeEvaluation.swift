// SPDX-License-Identifier: Apache-2.0

/// What a probe has found up to a moment, and when that may change.
///
/// Nothing is tried: the outcomes are known as a function of time, so the moment of the next change
/// is worked out from the period and the thresholds (`pkg/kubelet/prober/worker.go`). All times are
/// microseconds since the container started.
struct ProbeEvaluation: Equatable {
  /// Whether the probe counts as passed.
  private(set) var isPassing: Bool
  /// Since when it counts so, or counts as failed for good; `nil` where it was not tried enough.
  private(set) var settledAt: Int64?
  /// Since when it has failed without a success between; `nil` where the last try succeeded.
  private(set) var failingSince: Int64?
  /// What it said then.
  private(set) var message: String?
  /// When a look at it finds something else; `nil` for never.
  private(set) var nextLook: Int64?

  /// More rows of equal outcomes than this are not followed at once.
  private static let longest = 4_096

  /// Works out what a probe has found.
  ///
  /// - Parameters:
  ///   - kind: Which probe; a liveness probe counts as passed at first, the others do not.
  ///   - settings: Period and thresholds.
  ///   - outcomes: What it finds.
  ///   - start: Before when it is not tried, besides its own delay.
  ///   - now: The moment.
  /// - Complexity: Linear in the changes of the outcome since the start.
  init(
    _ kind: ProbeKind, _ settings: ProbeSettings, _ outcomes: ProbeOutcomes, from start: Int64,
    at now: Int64
  ) {
    isPassing = kind == .liveness
    let isSlow = outcomes.latency > settings.timeout
    let answer = min(outcomes.latency, settings.timeout)
    let period = settings.period
    // Tries keep the rhythm that they have from the start of the container.
    var tick = settings.initialDelay
    if tick < start { tick += (start - tick + period - 1) / period * period }
    var last: Bool?
    var count: Int64 = 0
    for _ in 0..<Self.longest {
      let window = outcomes.failure(at: tick)
      let succeeds = window == nil && !isSlow
      let edge = isSlow ? nil : outcomes.edge(after: tick)
      let tries = edge.map { ($0 - tick + period - 1) / period } ?? .max / 4
      if succeeds != last {
        (last, count) = (succeeds, 0)
        let first = tick + answer
        if !succeeds, first > now {
          nextLook = first
          return
        }
        if !succeeds {
          failingSince = first
          message = isSlow ? "context deadline exceeded" : window?.message
        } else if first <= now {
          (failingSince, message) = (nil, nil)
        }
      }
      let threshold = succeeds ? settings.successThreshold : settings.failureThreshold
      let missing = threshold - count
      let isNews =
        succeeds != isPassing || (kind == .startup && !succeeds && settledAt == nil)
      if isNews, missing > 0, missing <= tries {
        let moment = tick + (missing - 1) * period + answer
        if moment > now {
          nextLook = moment
          return
        }
        (isPassing, settledAt) = (succeeds, moment)
        // A container that has started has started, and one that has not is ended.
        if kind == .startup { return }
      }
      guard edge != nil else { return }
      count += tries
      tick += tries * period
    }
    nextLook = max(now, tick) + period
  }
}
