// SPDX-License-Identifier: Apache-2.0

/// A figure of requests that an expectation asks for.
public struct TrafficQuery: Sendable, Hashable {
  /// Whose requests.
  public enum Subject: Sendable, Hashable {
    /// Those of a flow.
    case flow(String)
    /// Those to a service.
    case service(ObjectKey)
  }

  /// Which figure.
  public enum Metric: String, Sendable, Hashable, CaseIterable {
    /// How many were made.
    case sent
    /// How many were answered.
    case served
    /// How many failed.
    case failed
    /// How many of those with an end failed, from 0 to 1.
    case failureRate
    /// How many are under way.
    case inFlight
    /// The time in seconds that half of the answers took at most.
    case p50
    /// The time that 95 of 100 answers took at most.
    case p95
    /// The time that 99 of 100 answers took at most.
    case p99
    /// How many pods answered.
    case pods
    /// How many times the mean of the pods that answered the busiest of them answered.
    case imbalance
  }

  /// Whose requests.
  public var subject: Subject
  /// Which figure.
  public var metric: Metric
  /// For which reason they failed; any where `nil`.
  public var reason: RequestFailure?
  /// Which pods got them; any where `nil`.
  public var pod: GlobPattern?
  /// Not before, in microseconds since the beginning.
  public var from: Int64
  /// Not after.
  public var until: Int64

  /// Creates a query.
  public init(_ subject: Subject, _ metric: Metric, from: Int64 = 0, until: Int64 = .max) {
    (self.subject, self.metric, self.from, self.until) = (subject, metric, from, until)
  }
}

extension TrafficQuery: CustomStringConvertible {
  /// The figure with its subject, such as `failed of shop`.
  public var description: String {
    var text = metric.rawValue
    if let reason { text += " (\(reason.rawValue))" }
    switch subject {
    case .flow(let name): text += " of \(name)"
    case .service(let key): text += " of service \(key)"
    }
    if let pod { text += " at pods \(pod.text)" }
    return text
  }
}

extension TrafficQuery {
  /// The figure of what became of the requests in its time.
  func value(_ tally: RequestTally) -> Double {
    if let pod {
      let shares = tally.pods.filter { pod.matches($0.key.name) }.values
      switch metric {
      case .sent: return Double(shares.reduce(0) { $0 + $1.sent })
      case .served: return Double(shares.reduce(0) { $0 + $1.served })
      case .failed: return Double(shares.reduce(0) { $0 + $1.failed })
      case .pods: return Double(shares.count { $0.served > 0 })
      default: break
      }
    }
    switch metric {
    case .sent: return Double(tally.sent)
    case .served: return Double(tally.served)
    case .failed: return Double(reason.map { tally.failed($0) } ?? tally.failed)
    case .failureRate: return tally.failureRate
    case .inFlight: return Double(tally.inFlight)
    case .p50: return tally.latency.percentile(0.5)
    case .p95: return tally.latency.percentile(0.95)
    case .p99: return tally.latency.percentile(0.99)
    case .pods: return Double(tally.servingPods)
    case .imbalance: return tally.imbalance
    }
  }
}
