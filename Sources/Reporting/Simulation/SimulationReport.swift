// SPDX-License-Identifier: Apache-2.0

/// What `schedbench simulate` says.
///
/// The names of the properties are the fields of schema `schedbench.simulate/v1`.
public struct SimulationReport: Codable, Sendable, Hashable {
  /// The name of the schema.
  public var schema = "schedbench.simulate/v1"
  /// The version of the program.
  public var version: String
  /// The command line that makes the report again.
  public var command: String?
  /// The scenarios in the order in which they were named.
  public var scenarios: [SimulatedScenario]

  /// Creates a report.
  public init(version: String, command: String? = nil, scenarios: [SimulatedScenario] = []) {
    (self.version, self.command, self.scenarios) = (version, command, scenarios)
  }

  /// Whether everything that was expected has come about, and every run went on to its end.
  public var isAsExpected: Bool { scenarios.allSatisfy(\.isAsExpected) }
}

/// A scenario with its runs.
public struct SimulatedScenario: Codable, Sendable, Hashable {
  /// The scenario's name.
  public var name: String
  /// The file that it was read from.
  public var file: String
  /// What it shows, in a sentence.
  public var summary: String
  /// How long it was to go on, in seconds of virtual time.
  public var horizonSeconds: Double
  /// The runs: scheduler by scheduler, and of each seed by seed.
  public var runs: [SimulationRun]
  /// What the other schedulers do differently from the first.
  public var comparisons: [SchedulerComparison]
  /// What was assumed or left out, one sentence each.
  public var remarks: [String]

  /// Creates the account of a scenario, and compares its runs.
  public init(
    name: String, file: String, summary: String, horizonSeconds: Double,
    runs: [SimulationRun], remarks: [String] = []
  ) {
    (self.name, self.file, self.summary) = (name, file, summary)
    (self.horizonSeconds, self.runs, self.remarks) = (horizonSeconds, runs, remarks)
    comparisons = SchedulerComparison.comparisons(of: runs)
  }

  /// Whether everything that was expected has come about, and every run went on to its end.
  public var isAsExpected: Bool {
    runs.allSatisfy { $0.isComplete && $0.expectations.allSatisfy(\.met) }
  }

  /// The names of the schedulers in the order of the runs.
  var schedulers: [String] {
    var names: [String] = []
    for run in runs where !names.contains(run.scheduler) { names.append(run.scheduler) }
    return names
  }

  /// The runs of a scheduler.
  func runs(of scheduler: String) -> [SimulationRun] {
    runs.filter { $0.scheduler == scheduler }
  }
}

/// One run of a scenario.
public struct SimulationRun: Codable, Sendable, Hashable {
  /// The strategy that placed pods.
  public var scheduler: String
  /// What chance came from.
  public var seed: UInt64
  /// How long it went on, in seconds of virtual time.
  public var seconds: Double
  /// Whether it went on to the horizon.
  public var isComplete: Bool
  /// The figures by which runs are compared.
  public var figures: [Figure]
  /// How long pods took.
  public var latencies: PodLatencies
  /// Pods that came.
  public var podsCreated: Int
  /// Pods that ended well.
  public var podsSucceeded: Int
  /// Pods that ended badly.
  public var podsFailed: Int
  /// What became of what was expected.
  public var expectations: [ExpectationReport]
  /// What became of requests, flow by flow; none where none were made.
  public var flows: [RequestReport]
  /// What became of requests, by the services that got them.
  public var services: [RequestReport]
  /// What autoscalers and deschedulers decided, and why, in order of time.
  public var decisions: [DecisionReport]
  /// The replicas of what is scaled over time, by its name.
  public var replicas: [ReplicaReport]
  /// What the API refused, the most frequent first.
  public var refusals: [Refusal]
  /// Writes to the API.
  public var writes: Int64
  /// Steps of the virtual clock.
  public var steps: Int
  /// The figures over time, the moments first; a share is 1 for all there is.
  public var samples: [Column]
  /// What people did and what broke, in order of time; empty unless it was recorded.
  public var events: [Event]
  /// How many more events there were than `events` holds.
  public var eventsLeftOut: Int
  /// How long the run took in reality; left out where times are not wanted.
  public var wallSeconds: Double?
  /// What pages replay; in no other form of the report.
  var replay: Replay?

  /// A number with its name.
  public struct Figure: Codable, Sendable, Hashable {
    /// The name, such as `pending pods, mean`.
    public var name: String
    /// The value; left out where there was nothing to measure.
    public var value: Double?
    /// Whether more of it is better than less.
    public var isMoreBetter: Bool
  }

  /// How long pods took to come as far as something, from their creation.
  public struct PodLatencies: Codable, Sendable, Hashable {
    /// Until they had a node.
    public var toNode: Latency
    /// Until they ran.
    public var toRun: Latency
    /// Until they took requests.
    public var toReady: Latency
  }

  /// How long something took, over many pods, in seconds.
  public struct Latency: Codable, Sendable, Hashable {
    /// How many.
    public var count: Int
    /// Half took no longer.
    public var p50: Double
    /// 95 of 100 took no longer.
    public var p95: Double
    /// 99 of 100 took no longer.
    public var p99: Double
    /// The longest.
    public var max: Double
  }

  /// What became of an expectation.
  public struct ExpectationReport: Codable, Sendable, Hashable {
    /// What it means, in a sentence.
    public var that: String
    /// When it had to hold, in seconds since the beginning; at the end where left out.
    public var atSeconds: Double?
    /// Whether it was met.
    public var met: Bool
    /// What was found.
    public var found: String
    /// What was expected.
    public var expected: String
  }

  /// Something that the API refused.
  public struct Refusal: Codable, Sendable, Hashable {
    /// Why, in the words of the API.
    public var message: String
    /// How often.
    public var count: Int
  }

  /// The replicas of what an autoscaler scales, whenever they changed.
  public struct ReplicaReport: Codable, Sendable, Hashable {
    /// What is scaled, such as `Deployment default/web`.
    public var target: String
    /// The moments, in seconds since the beginning.
    public var seconds: [Double]
    /// How many were wanted from each moment on.
    public var wanted: [Int]
    /// How many of them took requests.
    public var ready: [Int]
  }

  /// A figure over time.
  public struct Column: Codable, Sendable, Hashable {
    /// The name.
    public var name: String
    /// The values, one a moment.
    public var values: [Double]
  }

  /// Something that was done or that broke.
  public struct Event: Codable, Sendable, Hashable {
    /// When, in seconds since the beginning.
    public var seconds: Double
    /// Whether it broke, rather than being done.
    public var isFault: Bool
    /// What it is about, such as `node node-1`.
    public var object: String
    /// What happened, such as `crashed`.
    public var what: String

    /// Creates an event.
    public init(seconds: Double, isFault: Bool, object: String, what: String) {
      (self.seconds, self.isFault, self.object, self.what) = (seconds, isFault, object, what)
    }
  }

  private enum CodingKeys: String, CodingKey {
    case scheduler, seed, seconds, isComplete, figures, latencies, podsCreated, podsSucceeded
    case podsFailed, expectations, flows, services, decisions, replicas, refusals, writes, steps,
      samples, events, eventsLeftOut
    case wallSeconds
  }

  /// The values of a figure over time, none where there is no such figure.
  func values(_ name: String) -> [Double] { samples.first { $0.name == name }?.values ?? [] }

  /// The value of a figure; `nil` where there is none.
  func figure(_ name: String) -> Double? { figures.first { $0.name == name }.flatMap(\.value) }
}
