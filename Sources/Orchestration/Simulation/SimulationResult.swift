// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// What came of one run of a scenario.
public struct SimulationResult: Sendable {
  /// The scenario's name.
  public var scenario: String
  /// What it shows.
  public var summary: String
  /// The strategy that placed pods.
  public var scheduler: String
  /// What chance came from.
  public var seed: UInt64
  /// When it began.
  public var start = Timestamp(seconds: 0)
  /// How long it went on, in seconds of virtual time.
  public var seconds: Double
  /// The figures over time, the first at the beginning and the last at the end.
  public var samples: [MetricSample] = []
  /// Pods that came.
  public var podsCreated = 0
  /// Pods that ended well.
  public var podsSucceeded = 0
  /// Pods that ended badly.
  public var podsFailed = 0
  /// From a pod's creation until it had a node.
  public var timeToNode = Latencies(microseconds: [])
  /// From a pod's creation until it ran.
  public var timeToRun = Latencies(microseconds: [])
  /// From a pod's creation until it took requests.
  public var timeToReady = Latencies(microseconds: [])
  /// What became of requests; `nil` where none are made.
  public var traffic: TrafficResult?
  /// What became of what was expected.
  public var expectations: [ExpectationResult] = []
  /// What was decided about nodes, and why, in order of time.
  public var capacityDecisions: [CapacityDecision] = []
  /// Writes to the API.
  public var writes: Int64 = 0
  /// Steps of the clock.
  public var steps = 0
  /// What was refused, by message, with how often.
  public var refusals: [String: Int] = [:]

  /// What autoscalers of pods did.
  public var scaling = ScalingRecord()

  /// Whether everything that was expected has come about.
  public var isAsExpected: Bool { expectations.allSatisfy(\.isMet) }

  /// The mean of a figure over time.
  ///
  /// - Parameter value: The figure of a sample, which holds until the next one.
  /// - Returns: The mean, weighted by time.
  public func mean(_ value: (MetricSample) -> Double) -> Double {
    var (sum, time) = (0.0, 0.0)
    for (sample, next) in zip(samples, samples.dropFirst()) {
      let span = next.seconds - sample.seconds
      sum += span * value(sample)
      time += span
    }
    return time > 0 ? sum / time : samples.last.map(value) ?? 0
  }

  /// The greatest value of a figure.
  public func greatest(_ value: (MetricSample) -> Double) -> Double {
    samples.map(value).max() ?? 0
  }

  /// The figures that runs are compared by, with their names; of all of them less is better but for
  /// those of `moreIsBetter`.
  public var figures: [(name: String, value: Double)] {
    [
      ("pending pods, mean", mean { Double($0.pending) }),
      ("pending pods, most", greatest { Double($0.pending) }),
      ("time to run, p50 (s)", timeToRun.p50), ("time to run, p95 (s)", timeToRun.p95),
      ("time to run, p99 (s)", timeToRun.p99),
      ("unavailable replicas, mean", mean { Double($0.unavailable) }),
      ("nodes used, mean", mean { Double($0.nodesUsed) }),
      ("nodes used, most", greatest { Double($0.nodesUsed) }),
      ("CPU requested, mean", mean(\.cpu)), ("memory requested, mean", mean(\.memory)),
      ("fragmentation, mean", mean(\.fragmentation)),
      ("evictions", Double(samples.last?.evictions ?? 0)),
      ("container restarts", Double(samples.last?.restarts ?? 0)),
      ("node-hours", samples.last?.nodeHours ?? 0), ("cost", samples.last?.cost ?? 0),
    ]
  }

  /// The figures of which more is better.
  public static let moreIsBetter: Set<String> = ["CPU requested, mean", "memory requested, mean"]
}
