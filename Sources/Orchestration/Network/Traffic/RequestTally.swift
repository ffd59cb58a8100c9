// SPDX-License-Identifier: Apache-2.0

/// What became of requests.
public struct RequestTally: Sendable, Hashable {
  /// What became of the requests that one pod got.
  public struct PodShare: Sendable, Hashable {
    /// How many it got.
    public var sent = 0
    /// How many it answered.
    public var served = 0
    /// How many failed.
    public var failed = 0
  }

  /// How many were made.
  public private(set) var sent = 0
  /// How many were answered.
  public private(set) var served = 0
  /// How many failed.
  public private(set) var failed = 0
  /// How long answers took.
  public private(set) var latency = LatencyHistogram()
  /// What each pod got, by `namespace/name`; a request that was made again counts each time.
  public private(set) var pods: [ObjectKey: PodShare] = [:]
  private var reasons = Array(repeating: 0, count: RequestFailure.allCases.count)

  /// Creates a tally of no requests.
  public init() {}

  /// How many neither were answered nor failed, of those that were made meanwhile.
  public var inFlight: Int { sent - served - failed }

  /// How many failed for a reason.
  public func failed(_ reason: RequestFailure) -> Int { reasons[reason.index] }

  /// How many failed, by reason, where any did.
  public var failures: [(reason: RequestFailure, count: Int)] {
    RequestFailure.allCases.compactMap { reason in
      let count = reasons[reason.index]
      return count > 0 ? (reason, count) : nil
    }
  }

  /// The share of requests that failed, of those with an end.
  public var failureRate: Double {
    served + failed > 0 ? Double(failed) / Double(served + failed) : 0
  }

  /// How many pods answered any.
  public var servingPods: Int { pods.values.count { $0.served > 0 } }

  /// How many times the mean the pod answered that answered most; 1 where all did as much.
  public var imbalance: Double {
    let counts = pods.values.map(\.served).filter { $0 > 0 }
    guard let most = counts.max() else { return 1 }
    return Double(most) * Double(counts.count) / Double(counts.reduce(0, +))
  }

  mutating func addSent(_ count: Int) { sent += count }

  mutating func addServed(_ count: Int, time: Int64) {
    served += count
    latency.add(count, time: time)
  }

  mutating func addFailed(_ count: Int, _ reason: RequestFailure) {
    failed += count
    reasons[reason.index] += count
  }

  mutating func note(_ pod: ObjectKey, sent: Int = 0, served: Int = 0, failed: Int = 0) {
    pods[pod, default: PodShare()].sent += sent
    pods[pod]?.served += served
    pods[pod]?.failed += failed
  }
}

/// What became of the requests of a flow, or to a service: from the beginning, since the latest
/// sample, and in the times that expectations ask about.
final class RequestLedger {
  /// A time that is asked about, in microseconds since the beginning; both ends belong to it.
  struct Window {
    let from: Int64
    let until: Int64
    var tally = RequestTally()
  }

  private(set) var total = RequestTally()
  private(set) var recent = RequestTally()
  private(set) var windows: [Window]

  init(windows: [(from: Int64, until: Int64)] = []) {
    self.windows = windows.map { Window(from: $0.from, until: $0.until) }
  }

  func sent(_ count: Int, to pod: ObjectKey? = nil, at time: Int64) {
    each(time) { $0.addSent(count) }
    if let pod { each(time) { $0.note(pod, sent: count) } }
  }

  func reached(_ count: Int, _ pod: ObjectKey, at time: Int64) {
    each(time) { $0.note(pod, sent: count) }
  }

  func served(_ count: Int, by pod: ObjectKey?, after duration: Int64, at time: Int64) {
    each(time) { tally in
      tally.addServed(count, time: duration)
      if let pod { tally.note(pod, served: count) }
    }
  }

  func failed(_ count: Int, _ reason: RequestFailure, at time: Int64) {
    each(time) { $0.addFailed(count, reason) }
  }

  func lost(_ count: Int, by pod: ObjectKey, at time: Int64) {
    each(time) { $0.note(pod, failed: count) }
  }

  /// Begins a new sample.
  func beginSample() { recent = RequestTally() }

  private func each(_ time: Int64, _ body: (inout RequestTally) -> Void) {
    body(&total)
    body(&recent)
    for index in windows.indices
    where windows[index].from <= time && time <= windows[index].until {
      body(&windows[index].tally)
    }
  }
}
