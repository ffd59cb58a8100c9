// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

extension Scenario {
  /// A measurement that changes over time by itself, such as the length of a queue.
  public struct MetricCurve: Sendable {
    /// The metric's name, such as `queue_messages_ready`.
    public var name: String
    /// The namespace in which it is known.
    public var namespace = "default"
    /// The labels by which it is selected.
    public var labels: [String: String] = [:]
    /// The object that it is said of; something outside the cluster where `nil`.
    public var object: TargetReference?
    /// The amounts over time, in thousandths, since the beginning of the scenario or of each day.
    public var curve: UsageCurve

    /// Creates a measurement of something outside the cluster.
    public init(name: String, curve: UsageCurve) { (self.name, self.curve) = (name, curve) }

    /// The amount at a moment, in thousandths.
    ///
    /// - Parameters:
    ///   - moment: The moment.
    ///   - beginning: When the scenario began.
    /// - Returns: The amount.
    public func amount(at moment: Timestamp, beginning: Timestamp) -> Int64 {
      let day: Int64 = 86_400_000_000
      return curve.amount(
        at: curve.base == .day
          ? moment.microseconds % day : moment.microseconds - beginning.microseconds)
    }
  }
}
