// SPDX-License-Identifier: Apache-2.0

/// What probes of a container find, as a function of the time since it started: they succeed, but
/// for some windows.
public struct ProbeOutcomes: Sendable, Hashable {
  /// A time in which probes fail.
  public struct Window: Sendable, Hashable {
    /// When it begins, in microseconds since the container started.
    public var from: Int64
    /// When it is over; `nil` for never.
    public var to: Int64?
    /// After how many microseconds it comes again; `nil` for once.
    public var every: Int64?
    /// What the probe says.
    public var message: String?

    /// Creates a window.
    public init(from: Int64, to: Int64?, every: Int64? = nil, message: String? = nil) {
      (self.from, self.to, self.every, self.message) = (from, to, every, message)
    }

    fileprivate func contains(_ time: Int64) -> Bool {
      guard time >= from else { return false }
      guard let to else { return true }
      if let every, every > 0 { return (time - from) % every < to - from }
      return time < to
    }

    fileprivate func edge(after time: Int64) -> Int64? {
      if time < from { return from }
      guard let to else { return nil }
      guard let every, every > 0 else { return time < to ? to : nil }
      let phase = (time - from) % every
      return time - phase + (phase < to - from ? to - from : every)
    }
  }

  /// The windows.
  public var windows: [Window]
  /// How long an answer takes, in microseconds; more than the probe's timeout is a failure.
  public var latency: Int64

  /// Creates outcomes.
  public init(_ windows: [Window] = [], latency: Int64 = 0) {
    (self.windows, self.latency) = (windows, latency)
  }

  /// The window that a moment is in; `nil` where probes succeed.
  func failure(at time: Int64) -> Window? { windows.first { $0.contains(time) } }

  /// The first moment after another at which the outcome may change.
  func edge(after time: Int64) -> Int64? {
    windows.compactMap { $0.edge(after: time) }.min()
  }
}
