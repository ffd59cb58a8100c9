// SPDX-License-Identifier: Apache-2.0

import ClusterModel

@testable import Orchestration
@testable import Reporting

extension Samples {
  /// One scheduler, one seed, one of two expectations missed.
  static let simulation = SimulationReport(
    version: "0.1.0", command: "schedbench simulate churn.yaml -o html",
    scenarios: [scenario(schedulers: ["kube-scheduler"], seeds: [1])])

  /// Two schedulers on three seeds.
  static let simulations = SimulationReport(
    version: "0.1.0", command: "schedbench simulate churn.yaml",
    scenarios: [
      scenario(schedulers: ["kube-scheduler", "best-fit"], seeds: [1, 2, 3]),
      scenario(schedulers: ["kube-scheduler"], seeds: [1]),
    ])

  /// The hostile name wherever a scenario can bring one in.
  static let poisonedSimulation = SimulationReport(
    version: "0.1.0", command: hostile,
    scenarios: [
      scenario(
        schedulers: [hostile, "b"], seeds: [1, 2], name: hostile, words: hostile, node: hostile)
    ])

  static func scenario(
    schedulers: [String], seeds: [UInt64], name: String = "churn", words: String = "all is well",
    node: String = "node-1"
  ) -> SimulatedScenario {
    SimulatedScenario(
      name: name, file: "\(name).yaml", summary: words, horizonSeconds: 120,
      runs: schedulers.enumerated().flatMap { position, scheduler in
        seeds.map {
          run(scheduler, $0, shift: Double(position) * Double($0), words: words, node: node)
        }
      }, remarks: words == "all is well" ? [] : [words])
  }

  /// A run in which a node comes, gets two pods, one of which becomes ready, and is lost.
  static func run(
    _ scheduler: String, _ seed: UInt64, shift: Double = 0, words: String = "all is well",
    node: String = "node-1"
  ) -> SimulationRun {
    let recording = SimulationRecording(horizon: 120_000_000, keepsFrames: true)
    for entry in log(node: node, words: words) { recording.take(entry) }
    var result = SimulationResult(
      scenario: "churn", summary: words, scheduler: scheduler, seed: seed, seconds: 120)
    result.samples = (0...4).map { number in
      var sample = MetricSample(seconds: Double(number) * 30)
      (sample.pending, sample.running, sample.ready) = (4 - number, number, number / 2)
      (sample.nodes, sample.nodesReady, sample.nodesUsed) = (2, 2, 1)
      sample.cpu = 0.25 * Double(number) * (1 - shift / 100)
      sample.nodeHours = Double(number) / 60 + shift
      return sample
    }
    result.podsCreated = 4
    result.timeToRun = Latencies(microseconds: [1_000_000, 2_500_000])
    result.expectations = [
      ExpectationResult(
        Expectation(that: words, .metric("pending", .equal(0))), isMet: true,
        found: "pending = 0", expected: "pending = 0"),
      ExpectationResult(
        Expectation(that: "No node is lost.", time: 60_000_000, .metric("nodesReady", .equal(2))),
        isMet: false, found: words, expected: "nodesReady = 2"),
    ]
    result.refusals = [words: 3]
    (result.writes, result.steps) = (42, 99)
    return SimulationRun(result, isComplete: true, recording: recording, wallSeconds: 0.25)
  }

  /// What happens to the node and its pods.
  static func log(node: String, words: String) -> [LogEntry] {
    func pod(
      _ seconds: Int64, _ name: String, _ what: String, _ details: [(String, Value)] = []
    ) -> LogEntry {
      LogEntry(
        time: seconds * 1_000_000, category: .pod, subject: "pod default/\(name)", what: what,
        details: details)
    }
    let room: [(String, Value)] = [("cpu", 1_000), ("memory", 1_073_741_824)]
    let place: [(String, Value)] = [("node", .string(node))]
    return [
      LogEntry(
        time: 0, category: .node, subject: "node \(node)", what: "Ready",
        details: [("cpu", 4_000), ("memory", 8_589_934_592)]),
      pod(1, "a", "Created", room), pod(1, "b", "Created", room), pod(2, "a", "Starting", place),
      pod(3, "b", "Starting", place), pod(5, "a", "Ready", place),
      LogEntry(time: 50_000_000, category: .fault, subject: "node \(node)", what: words),
      LogEntry(time: 90_000_000, category: .node, subject: "node \(node)", what: "NotReady"),
      LogEntry(time: 95_000_000, category: .action, subject: words, what: "apply"),
      pod(100, "b", "Deleted"), pod(110, "c", "Created", room),
    ]
  }
}
