// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// Requests that somebody makes again and again: the part `traffic` of a scenario.
public struct TrafficFlow: Sendable {
  /// Who makes them.
  public enum Source: Sendable, Hashable {
    /// Somebody outside of the cluster.
    case outside
    /// The running pods of a namespace that a selector means, in turn.
    case pods(namespace: String, LabelSelector)
  }

  /// How the number of requests in a step is found.
  public enum Spacing: String, Sendable, Hashable, CaseIterable {
    /// Drawn, as of many who know nothing of each other.
    case poisson
    /// As many as there should be.
    case even
  }

  /// Its name.
  public var name: String
  /// Who makes them.
  public var source: Source
  /// Where they go.
  public var target: RequestURL
  /// How many there are in a second.
  public var rate: RequestRate
  /// How the number of requests in a step is found.
  public var spacing = Spacing.poisson
  /// When they begin, in microseconds since the beginning.
  public var from: Int64 = 0
  /// When no more are made; at the end where `nil`.
  public var until: Int64?
  /// How often a request that has failed is made again, in the next step.
  public var retries = 0
  /// After how many microseconds a request that is not answered has failed.
  public var timeout: Int64 = 10_000_000
  /// How many connections are kept and used again; each request has its own where 0.
  public var keptConnections = 0
  /// From how many addresses requests come that come from outside.
  public var clientAddresses = 250
  /// How many microseconds of requests are dealt with at once.
  public var step: Int64 = 1_000_000

  /// Creates a flow.
  public init(name: String, from source: Source, to target: RequestURL, rate: RequestRate) {
    (self.name, self.source, self.target, self.rate) = (name, source, target, rate)
  }
}

/// How many requests there are in a second, over time.
public enum RequestRate: Sendable, Hashable {
  /// Always as many.
  case constant(Double)
  /// Straight lines between points in time, in microseconds since the beginning, and the last value
  /// after them.
  case curve([Point])
  /// A wave with a length of a day, or another, that is highest at a time of the day.
  case wave(mean: Double, amplitude: Double, period: Int64, peak: Int64)

  /// A value at a time.
  public struct Point: Sendable, Hashable {
    /// Microseconds since the beginning.
    public var time: Int64
    /// Requests in a second.
    public var rate: Double

    /// Creates a point.
    public init(at time: Int64, _ rate: Double) { (self.time, self.rate) = (time, rate) }
  }

  /// The rate at a time, in microseconds since the beginning.
  ///
  /// - Complexity: Linear in the points.
  public func value(at time: Int64) -> Double {
    switch self {
    case .constant(let rate): return rate
    case .curve(let points):
      guard let first = points.first else { return 0 }
      if time <= first.time { return first.rate }
      for (left, right) in zip(points, points.dropFirst()) where time < right.time {
        let part = Double(time - left.time) / Double(right.time - left.time)
        return left.rate + (right.rate - left.rate) * part
      }
      return points[points.count - 1].rate
    case .wave(let mean, let amplitude, let period, let peak):
      let turn = Double((time - peak) % period) / Double(period)
      return max(0, mean + amplitude * ReproducibleMath.cosine(turns: turn))
    }
  }
}
