// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing
import VectorPacking

@testable import Orchestration

/// What probes find, worked out at once, against a prober that tries one after another.
@Suite struct ProbeEvaluationTests {
  private static let second: Int64 = 1_000_000

  /// The moments at which the result changes, by trying.
  private func tried(
    _ kind: ProbeKind, _ settings: ProbeSettings, _ outcomes: ProbeOutcomes, from start: Int64,
    until end: Int64
  ) -> [(Int64, Bool)] {
    var passing = kind == .liveness
    var changes: [(Int64, Bool)] = []
    var (last, count): (Bool?, Int64) = (nil, 0)
    let isSlow = outcomes.latency > settings.timeout
    let answer = min(outcomes.latency, settings.timeout)
    for number in 0..<Int64.max {
      let tick = settings.initialDelay + number * settings.period
      if tick < start { continue }
      if tick + answer > end { break }
      let succeeds = !isSlow && outcomes.failure(at: tick) == nil
      count = succeeds == last ? count + 1 : 1
      last = succeeds
      if succeeds != passing,
        count >= (succeeds ? settings.successThreshold : settings.failureThreshold)
      {
        passing = succeeds
        changes.append((tick + answer, passing))
      }
    }
    return changes
  }

  /// The same by going from one look to the next.
  private func workedOut(
    _ kind: ProbeKind, _ settings: ProbeSettings, _ outcomes: ProbeOutcomes, from start: Int64,
    until end: Int64
  ) -> [(Int64, Bool)] {
    var passing = kind == .liveness
    var changes: [(Int64, Bool)] = []
    var now: Int64 = 0
    while now <= end {
      let found = ProbeEvaluation(kind, settings, outcomes, from: start, at: now)
      if found.isPassing != passing {
        passing = found.isPassing
        changes.append((now, passing))
      }
      guard let next = found.nextLook, next > now else { break }
      now = next
    }
    return changes
  }

  @Test(arguments: 0..<300) func agreesWithTrying(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    func some(_ range: ClosedRange<Int64>) -> Int64 { random.integer(in: range) }
    var probe = Probe()
    probe.initialDelaySeconds = Int(some(0...20))
    probe.periodSeconds = Int(some(1...15))
    probe.timeoutSeconds = Int(some(1...3))
    probe.failureThreshold = Int(some(1...4))
    let kind: ProbeKind = some(0...1) == 0 ? .liveness : .readiness
    probe.successThreshold = kind == .liveness ? 1 : Int(some(1...3))
    var windows: [ProbeOutcomes.Window] = []
    for _ in 0..<some(0...4) {
      let from = some(0...200_000_000)
      let length = some(0...60_000_000)
      let every = some(0...3) == 0 ? some(length + 1...length + 90_000_000) : nil
      let isEndless = every == nil && some(0...5) == 0
      windows.append(.init(from: from, to: isEndless ? nil : from + length, every: every))
    }
    let latency = some(0...3) == 0 ? some(0...4_000_000) : 0
    let outcomes = ProbeOutcomes(windows, latency: latency)
    let start = some(0...1) * some(0...50_000_000)
    let end = 900 * Self.second
    let settings = ProbeSettings(probe)
    let expected = tried(kind, settings, outcomes, from: start, until: end)
    let found = workedOut(kind, settings, outcomes, from: start, until: end)
    #expect(found.map(\.0) == expected.map(\.0))
    #expect(found.map(\.1) == expected.map(\.1))
  }

  @Test func aProbeThatSucceedsNeedsNoSecondLook() {
    for kind in ProbeKind.allCases {
      let found = ProbeEvaluation(kind, ProbeSettings(Probe()), ProbeOutcomes(), from: 0, at: 0)
      #expect(found.isPassing)
      #expect(found.nextLook == nil)
    }
  }
}
