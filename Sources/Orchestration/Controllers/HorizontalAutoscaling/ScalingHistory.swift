// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What an autoscaler recommended and did lately, which keeps it from going to and fro.
///
/// It lives in memory and begins anew with the controller, as in
/// `pkg/controller/podautoscaler/horizontal.go`.
struct ScalingHistory {
  /// A number at a moment.
  struct Entry: Equatable {
    var number: Int
    var moment: Timestamp
  }

  /// What was recommended before any window counted.
  private(set) var recommendations: [Entry] = []
  /// How many replicas were added.
  private(set) var ups: [Entry] = []
  /// How many were taken away.
  private(set) var downs: [Entry] = []

  /// Counts how many there are as the first recommendation, so that a controller that has just begun
  /// does not take away what it knows nothing of.
  mutating func begin(_ current: Int, at now: Timestamp) {
    if recommendations.isEmpty { recommendations.append(Entry(number: current, moment: now)) }
  }

  /// The highest recommendation of a window, for autoscalers without rules
  /// (`stabilizeRecommendation`).
  ///
  /// - Parameters:
  ///   - desired: What is recommended now.
  ///   - window: For how many seconds recommendations count.
  ///   - now: The time.
  /// - Returns: How many replicas there should be.
  mutating func stabilized(_ desired: Int, window: Int64, at now: Timestamp) -> Int {
    let cutoff = now.advanced(by: -window * 1_000_000)
    let highest = recommendations.reduce(desired) {
      $1.moment < cutoff ? $0 : max($0, $1.number)
    }
    Self.note(Entry(number: desired, moment: now), in: &recommendations, before: cutoff)
    return highest
  }

  /// How many there are, moved no further than all recommendations of both windows agree
  /// (`stabilizeRecommendationWithBehaviors`).
  ///
  /// - Parameters:
  ///   - desired: What is recommended now.
  ///   - current: How many there are.
  ///   - up: The window for more, in seconds.
  ///   - down: The window for less.
  ///   - now: The time.
  /// - Returns: How many replicas there should be.
  mutating func stabilized(
    _ desired: Int, current: Int, up: Int64, down: Int64, at now: Timestamp
  ) -> Int {
    let upCutoff = now.advanced(by: -up * 1_000_000)
    let downCutoff = now.advanced(by: -down * 1_000_000)
    var (lowest, highest) = (desired, desired)
    for entry in recommendations {
      if entry.moment > upCutoff { lowest = min(lowest, entry.number) }
      if entry.moment > downCutoff { highest = max(highest, entry.number) }
    }
    Self.note(
      Entry(number: desired, moment: now), in: &recommendations, before: min(upCutoff, downCutoff))
    return min(max(current, lowest), highest)
  }

  /// Takes note of a change that was made; only autoscalers with rules need it.
  mutating func note(
    from before: Int, to after: Int, up: ScalingDirection, down: ScalingDirection,
    at now: Timestamp
  ) {
    if after > before {
      let cutoff = now.advanced(by: -up.longestPeriod * 1_000_000)
      Self.note(Entry(number: after - before, moment: now), in: &ups, before: cutoff)
    } else {
      let cutoff = now.advanced(by: -down.longestPeriod * 1_000_000)
      Self.note(Entry(number: before - after, moment: now), in: &downs, before: cutoff)
    }
  }

  /// Enters something in the place of one that no longer counts, where there is one.
  private static func note(_ entry: Entry, in entries: inout [Entry], before cutoff: Timestamp) {
    if let old = entries.lastIndex(where: { $0.moment < cutoff }) {
      entries[old] = entry
    } else {
      entries.append(entry)
    }
  }
}
