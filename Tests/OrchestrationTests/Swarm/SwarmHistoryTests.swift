// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Random histories of Swarm services: whatever happens, what is wanted is reached in the end.
@Suite struct SwarmHistoryTests {
  private static let minute: Int64 = 60_000_000

  private func scenario(seed: UInt64) throws -> Scenario {
    var random = TestRandom(seed: seed)
    var scenario = Scenario(name: "history", horizon: 45 * Self.minute)
    scenario.seed = seed
    var pool = Scenario.NodePool(name: "node", count: 4, capacity: [:])
    pool.capacity = [
      "cpu": try Quantity("8"), "memory": try Quantity("16Gi"), "pods": try Quantity("110"),
    ]
    scenario.nodes = [pool]
    let order = random.below(2) == 0 ? "start-first" : "stop-first"
    let text = """
      services:
        web:
          image: "example.org/web:1"
          deploy:
            replicas: 5
            restart_policy: {delay: 2s}
            labels: {swarm.stevedore.dev/rebalance: "\(random.below(2) == 0)"}
            update_config: {parallelism: \(1 + random.below(3)), delay: \(random.below(5))s, failure_action: continue, order: \(order)}
        agent: {image: "example.org/agent:1", deploy: {mode: global, update_config: {failure_action: continue}}}
      """
    let records = try ObjectReader(skipping: []).records(of: MemorySource(text))
    let file = try ComposeFile(try #require(records.first).fields)
    scenario.stacks = [StackRequest(name: "s", stack: try SwarmStack(file, name: "s"))]
    let web = TargetReference(kind: "swarmservice", name: "web", namespace: "s")
    let agent = TargetReference(kind: "swarmservice", name: "agent", namespace: "s")
    var (replicas, image) = (Int64(5), "example.org/web:1")
    var time = Self.minute
    var active = Set(1...4)
    while time < 20 * Self.minute {
      let node = "node-\(1 + random.below(4))"
      let span = RandomDuration(.constant(Int64(1 + random.below(120)) * 1_000_000))
      let action: ScenarioAction
      switch random.below(8) {
      case 0:
        replicas = Int64(1 + random.below(9))
        action = .scale(web, replicas)
      case 1:
        image = "example.org/web:\(1 + random.below(3))"
        action = .setImage(web, container: nil, image: image)
      case 2: action = .restart(agent)
      case 3: action = .crash(node, duration: span)
      case 4: action = .partition(node, duration: span)
      case 5:
        let names = ["swarm-orchestrator", "swarm-scheduler", "swarm-node-controller"]
        action = .stop(component: names[random.below(3)], duration: span)
      case 6:
        let number = 1 + random.below(4)
        let isDrained = active.count > 2 && active.contains(number)
        if isDrained { active.remove(number) } else { active.insert(number) }
        action = .apply([
          [
            "apiVersion": "swarm.stevedore.dev/v1", "kind": "SwarmNode",
            "metadata": ["name": .string("node-\(number)")],
            "spec": ["Availability": isDrained ? "drain" : "active"],
          ]
        ])
      default:
        action = .delete(
          TargetReference(
            kind: "pod", name: "web.\(1 + random.below(5))", namespace: "s"), DeleteOptions())
      }
      scenario.timeline.append(Scenario.TimelineEntry(at: time, action))
      time += Int64(1 + random.below(90)) * 1_000_000
    }
    scenario.expectations = [
      Expectation(
        that: "As many tasks run as are wanted.",
        .fields(
          web,
          [
            ("status.ServiceStatus.RunningTasks", .equal(.integer(replicas))),
            ("spec.TaskTemplate.ContainerSpec.Image", .equal(.string(image))),
          ])),
      Expectation(
        that: "The global service is on every node that is not drained.",
        .fields(
          agent,
          [("status.ServiceStatus.RunningTasks", .equal(.integer(Int64(active.count))))])),
      Expectation(
        that: "No task runs besides.",
        .count(
          kind: "pods",
          ListOptions(namespace: "s", fields: try FieldSelector("status.phase=Running")),
          .equal(.integer(replicas + Int64(active.count))))),
      Expectation(
        that: "No task waits.",
        .count(
          kind: "pods",
          ListOptions(namespace: "s", fields: try FieldSelector("status.phase=Pending")),
          .equal(0))),
    ]
    return scenario
  }

  @Test(arguments: 1...24) func whatIsWantedIsReached(_ seed: Int) throws {
    let scenario = try scenario(seed: UInt64(seed))
    let result = try Simulation(scenario).run()
    let missed = result.expectations.filter { !$0.isMet }.map { "\($0.found)" }
    #expect(missed.isEmpty, "\(missed)")
  }

  /// The same scenario gives the same log.
  @Test(arguments: ["swarm-rollback", "swarm-rebalance"]) func runsAreAlike(_ name: String) throws {
    func log() throws -> String {
      let log = EventLog()
      _ = try ScenarioRunner.run(name, sink: log)
      return log.jsonLines
    }
    let first = try log()
    #expect(first.utf8.count > 1_000)
    for _ in 0..<3 { #expect(try log() == first) }
  }
}
