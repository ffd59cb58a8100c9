// SPDX-License-Identifier: Apache-2.0

/// What became of all requests of a run.
public struct TrafficResult: Sendable {
  /// What became of the requests of a flow, or to a service.
  public struct Line: Sendable {
    /// The name of the flow, or `namespace/name` of the service.
    public var name: String
    /// What became of them from the beginning to the end.
    public var total: RequestTally
    /// What became of them from one sample to the next.
    public var samples: [TrafficSample] = []
  }

  /// The flows, in the order in which the scenario has them.
  public var flows: [Line] = []
  /// The services that got requests, by namespace and name.
  public var services: [Line] = []

  /// Creates the result of no requests.
  public init() {}
}

/// What became of requests since the sample before.
public struct TrafficSample: Sendable, Hashable {
  /// Seconds since the beginning.
  public var seconds: Double
  /// How many were made.
  public var sent: Int
  /// How many were answered.
  public var served: Int
  /// How many failed.
  public var failed: Int
  /// How many are under way now.
  public var inFlight: Int
  /// Half of the answers took no longer, in seconds.
  public var p50: Double
  /// 95 of 100 took no longer.
  public var p95: Double
  /// 99 of 100 took no longer.
  public var p99: Double
  /// How many pods answered.
  public var pods: Int
  /// How many failed, by reason.
  public var failures: [RequestFailure: Int]

  init(seconds: Double, _ recent: RequestTally, inFlight: Int) {
    self.seconds = seconds
    (sent, served, failed) = (recent.sent, recent.served, recent.failed)
    self.inFlight = inFlight
    p50 = recent.latency.percentile(0.5)
    p95 = recent.latency.percentile(0.95)
    p99 = recent.latency.percentile(0.99)
    pods = recent.servingPods
    failures = Dictionary(uniqueKeysWithValues: recent.failures.map { ($0.reason, $0.count) })
  }
}
