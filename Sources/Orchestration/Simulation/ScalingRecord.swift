// SPDX-License-Identifier: Apache-2.0

/// What autoscalers of pods did in a run, as their status and their events tell it.
public struct ScalingRecord: Sendable {
  /// The changes of replicas, in order of time.
  public var decisions: [ScalingDecision] = []
  /// The replicas of each target over time.
  public var series: [ReplicaSeries] = []
  /// What was recommended for containers, whenever it changed.
  public var recommendations: [VerticalSample] = []

  /// Creates a record of nothing.
  public init() {}
}

/// One change of the replicas of a target, with its reasons.
public struct ScalingDecision: Sendable, Hashable {
  /// Seconds since the beginning.
  public var time: Double
  /// The autoscaler, such as `default/web`.
  public var object: String
  /// What it scales, such as `Deployment default/web`.
  public var target: String
  /// How many replicas there were.
  public var from: Int
  /// How many there are to be.
  public var to: Int
  /// Which metric it comes from, such as `cpu resource utilization (percentage of request)`; where
  /// all are below their targets, the first.
  public var metric: String
  /// What was measured, such as `93%` or `250m`.
  public var current: String
  /// What is wanted.
  public var wanted: String
  /// Why not more or fewer, such as `ScaleUpLimit`; `nil` where nothing stood in the way.
  public var limitedBy: String?
  /// The reason that the event gives.
  public var reason: String
}

/// The replicas of one target over time.
public struct ReplicaSeries: Sendable, Hashable {
  /// The replicas from a moment until the next one.
  public struct Point: Sendable, Hashable {
    /// Seconds since the beginning.
    public var seconds: Double
    /// How many are wanted.
    public var wanted: Int
    /// How many there are.
    public var have: Int
    /// How many of them take requests.
    public var ready: Int
  }

  /// The target, such as `Deployment default/web`.
  public var target: String
  /// The points at which anything changed, in order of time.
  public var points: [Point] = []

  /// How many replicas were wanted at a moment; 0 before the first point.
  public func wanted(at seconds: Double) -> Int {
    points.last { $0.seconds <= seconds }?.wanted ?? 0
  }
}

/// What was recommended for a container.
public struct VerticalSample: Sendable, Hashable {
  /// Seconds since the beginning.
  public var seconds: Double
  /// The autoscaler, such as `default/web`.
  public var object: String
  /// The container.
  public var container: String
  /// Millicores: the least, what is recommended, the most.
  public var cpu: (lower: Int64, target: Int64, upper: Int64)
  /// Bytes, likewise.
  public var memory: (lower: Int64, target: Int64, upper: Int64)

  /// Whether both say the same.
  public static func == (left: VerticalSample, right: VerticalSample) -> Bool {
    left.seconds == right.seconds && left.object == right.object
      && left.container == right.container && left.cpu == right.cpu && left.memory == right.memory
  }

  /// Feeds it to a hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(seconds)
    hasher.combine(object)
    hasher.combine(container)
  }
}
