// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// What is simulated: a cluster, what happens to it and when, and what is expected to come of it.
public struct Scenario: Sendable {
  /// The name.
  public var name: String
  /// What it shows, in a sentence.
  public var summary = ""
  /// For everything that is left to chance.
  public var seed: UInt64 = 1
  /// When it begins.
  public var start = Timestamp(seconds: 1_767_225_600)
  /// How long it goes on, in microseconds.
  public var horizon: Int64
  /// The nodes there are at first.
  public var nodes: [NodePool] = []
  /// The nodes that come and go as they are needed.
  public var nodeGroups: [NodeGroup] = []
  /// The objects there are at first, besides nodes.
  public var objects: [Fields] = []
  /// The stacks of Docker Swarm that there are at first.
  public var stacks: [StackRequest] = []
  /// How containers behave (`kind: Behavior`).
  public var behaviors: [Behavior] = []
  /// What becomes of objects that no program of the cluster handles (`kind: Stages`).
  public var stages: [StageMachine] = []
  /// How the cluster works.
  public var settings = Settings()
  /// The kinds of storage there are besides `StorageDriver.standard`.
  public var storage: [StorageDriver] = []
  /// What happens, in order of time.
  public var timeline: [TimelineEntry] = []
  /// What comes and goes by itself.
  public var arrivals: [Arrivals] = []
  /// How nodes break by themselves.
  public var failures: NodeFailures?
  /// The requests that are made.
  public var traffic: [TrafficFlow] = []
  /// Measurements that change by themselves.
  public var metrics: [MetricCurve] = []
  /// What is expected.
  public var expectations: [Expectation] = []

  /// Creates a scenario in which nothing happens.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - horizon: How long it goes on, in microseconds.
  public init(name: String, horizon: Int64) { (self.name, self.horizon) = (name, horizon) }

  /// Nodes that are alike.
  public struct NodePool: Sendable {
    /// The beginning of their names, before a number such as `-1`.
    public var name: String
    /// How many.
    public var count: Int
    /// What each of them has.
    public var capacity: [String: Quantity]
    /// What of it pods may request; all where empty.
    public var allocatable: [String: Quantity] = [:]
    /// Their labels.
    public var labels: [String: String] = [:]
    /// Their taints.
    public var taints: [Taint] = []
    /// The zones that they are in, one after another.
    public var zones: [String] = []
    /// What an hour of one costs.
    public var price = 0.0

    /// Creates a pool.
    public init(name: String, count: Int, capacity: [String: Quantity]) {
      (self.name, self.count, self.capacity) = (name, count, capacity)
    }
  }

  /// How the cluster works.
  public struct Settings: Sendable {
    /// The strategy that places pods.
    public var scheduler = "kube-scheduler"
    /// Microseconds that the scheduler thinks about a pod.
    public var schedulingTime: Int64 = 0
    /// Microseconds after which components hear of changes.
    public var latency: Int64 = 0
    /// Microseconds for which controllers gather changes before they look at a workload.
    public var batchPeriod: Int64 = 0
    /// Which events are told.
    public var events = EventRecorder.Level.all
    /// Whether every heartbeat of a node is written, instead of one for all until it fails.
    public var writesHeartbeats = false
    /// Microseconds between samples of the figures; a hundredth of the horizon where `nil`.
    public var sampleInterval: Int64?
    /// How services work.
    public var network = NetworkSettings()
    /// Whether what pods use is told even where no autoscaler asks.
    public var tellsUsage = false
    /// How tasks of a swarm are placed: `spread`, `binpack` or a strategy that packs.
    public var swarm: String?
    /// The names of the controllers that run; all but the optional ones where `nil`.
    public var controllers: [String]?
    /// What decides about the nodes.
    public var capacity = CapacitySettings()
    /// Whether namespaces have service accounts, and pods tokens of them.
    public var serviceAccounts = false

    /// Creates the settings of an ordinary cluster.
    public init() {}
  }

  /// Something that is done at a moment.
  public struct TimelineEntry: Sendable {
    /// When, in microseconds since the beginning.
    public var time: Int64
    /// What.
    public var action: ScenarioAction
    /// Every so many microseconds again; once where `nil`.
    public var period: Int64?
    /// Until when it is repeated; the end where `nil`.
    public var until: Int64?

    /// Creates an entry.
    public init(
      at time: Int64, _ action: ScenarioAction, every period: Int64? = nil, until: Int64? = nil
    ) {
      (self.time, self.action, self.period, self.until) = (time, action, period, until)
    }
  }

  /// How nodes break by themselves: each after a while that is distributed exponentially.
  public struct NodeFailures: Sendable {
    /// The mean time until a node breaks, in microseconds.
    public var meanTimeBetween: Int64
    /// How long it is broken.
    public var repair: RandomDuration

    /// Creates failures.
    public init(meanTimeBetween: Int64, repair: RandomDuration) {
      (self.meanTimeBetween, self.repair) = (meanTimeBetween, repair)
    }
  }
}
