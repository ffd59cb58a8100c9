// SPDX-License-Identifier: Apache-2.0

import Orchestration

/// What became of the requests of a flow, or to a service.
public struct RequestReport: Codable, Sendable, Hashable {
  /// The name of the flow, or `namespace/name` of the service.
  public var name: String
  /// How many were made.
  public var sent: Int
  /// How many were answered.
  public var served: Int
  /// How many failed.
  public var failed: Int
  /// Why they failed, the most frequent first.
  public var failures: [Failure]
  /// How long answers took, in seconds; of nothing where nothing was answered.
  public var p50: Double?
  /// 95 of 100 took no longer.
  public var p95: Double?
  /// 99 of 100 took no longer.
  public var p99: Double?
  /// How many pods answered.
  public var pods: Int
  /// The figures over time, the moments first.
  public var samples: [SimulationRun.Column]

  /// Why requests failed.
  public struct Failure: Codable, Sendable, Hashable {
    /// The reason, in one word such as `noEndpoints`.
    public var reason: String
    /// How many.
    public var count: Int
  }

  /// The share of requests that failed, of those with an end.
  var failureRate: Double {
    served + failed > 0 ? Double(failed) / Double(served + failed) : 0
  }

  /// The values of a figure over time.
  func values(_ name: String) -> [Double] { samples.first { $0.name == name }?.values ?? [] }
}

extension RequestReport {
  /// The account of requests.
  init(_ line: TrafficResult.Line) {
    let total = line.total
    name = line.name
    (sent, served, failed) = (total.sent, total.served, total.failed)
    failures = total.failures.map { Failure(reason: $0.reason.rawValue, count: $0.count) }
      .sorted { $0.count != $1.count ? $0.count > $1.count : $0.reason < $1.reason }
    if total.served > 0 {
      p50 = total.latency.percentile(0.5)
      p95 = total.latency.percentile(0.95)
      p99 = total.latency.percentile(0.99)
    }
    pods = total.servingPods
    let moments = line.samples
    samples = [
      .init(name: "seconds", values: moments.map(\.seconds)),
      .init(name: "sent", values: moments.map { Double($0.sent) }),
      .init(name: "served", values: moments.map { Double($0.served) }),
      .init(name: "failed", values: moments.map { Double($0.failed) }),
      .init(name: "inFlight", values: moments.map { Double($0.inFlight) }),
      .init(name: "p50", values: moments.map(\.p50)),
      .init(name: "p95", values: moments.map(\.p95)),
      .init(name: "p99", values: moments.map(\.p99)),
      .init(name: "pods", values: moments.map { Double($0.pods) }),
    ]
  }

  /// The rate of a figure that is counted from one sample to the next, a second.
  func rate(_ name: String) -> [Double] {
    let (times, counts) = (values("seconds"), values(name))
    return zip(times.indices, counts).map { index, count in
      let span = index > 0 ? times[index] - times[index - 1] : times[index]
      return span > 0 ? count / span : 0
    }
  }
}
