// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Restart policies and the failures of updates, one scenario each.
@Suite struct SwarmPolicyTests {
  /// What a service does: its restart policy, how its tasks end, and what there is after ten minutes.
  struct Restart: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var policy: String
    var exit: Int
    var pods: ClosedRange<Int>
  }

  static let restarts = [
    Restart(testDescription: "none", policy: "{condition: none}", exit: 1, pods: 1...1),
    Restart(
      testDescription: "on-failure, ends well", policy: "{condition: on-failure}", exit: 0,
      pods: 1...1),
    Restart(
      testDescription: "on-failure, fails three times at most",
      policy: "{condition: on-failure, delay: 1s, max_attempts: 3}", exit: 1, pods: 4...4),
    Restart(
      testDescription: "any, ends well", policy: "{condition: any, delay: 1s}", exit: 0,
      pods: 5...6),
    Restart(
      testDescription: "attempts in a short window do not end",
      policy: "{condition: any, delay: 20s, max_attempts: 2, window: 5s}", exit: 1, pods: 5...6),
    Restart(
      testDescription: "history is five tasks long", policy: "{condition: any, delay: 1s}", exit: 1,
      pods: 5...6),
  ]

  @Test(arguments: restarts) func restartPolicy(_ item: Restart) throws {
    let scenario = try scenario(
      """
        behaviors:
          - metadata: {name: ends}
            spec: {selector: {image: "*"}, exits: [{after: 10s, code: \(item.exit)}]}
        stacks:
          - name: s
            file:
              services:
                web: {image: "example.org/web:1", deploy: {restart_policy: \(item.policy)}}
        expect:
          - that: As many pods are kept.
            count: pods
            namespace: s
            is: "\(item.pods.lowerBound)..\(item.pods.upperBound)"
      """)
    let result = try Simulation(scenario).run()
    #expect(ScenarioRunner.missed(result).isEmpty, "\(ScenarioRunner.missed(result))")
  }

  /// The failure action and the share that may fail, and where the update is in the end.
  @Test(arguments: [
    ("pause", "0", "paused", "update paused due to failure or early termination of task"),
    ("rollback", "0", "rollback_completed", "rollback completed"),
    ("continue", "0", "updating", "update in progress"),
    ("pause", "1", "updating", "update in progress"),
  ])
  func failureAction(_ action: String, _ ratio: String, _ state: String, _ message: String) throws {
    let scenario = try scenario(
      """
        behaviors:
          - metadata: {name: bad}
            spec: {selector: {image: "example.org/web:2"}, exits: [{after: 2s, code: 1}]}
        stacks:
          - name: s
            file:
              services:
                web:
                  image: "example.org/web:1"
                  deploy:
                    replicas: 2
                    update_config: {failure_action: \(action), max_failure_ratio: \(ratio), monitor: 20s}
        timeline:
          - {at: 1m, setImage: swarmservice/web, namespace: s, image: "example.org/web:2"}
        expect:
          - that: The update is where it should be.
            at: 3m
            object: swarmservice/web
            namespace: s
            fields: {status.UpdateStatus.State: \(state), status.UpdateStatus.Message: {contains: "\(message)"}}
      """)
    // What goes on with failing tasks is completed once they have been watched.
    let result = try Simulation(scenario).run()
    let found = result.expectations.first.map { "\($0.found)" } ?? ""
    if state == "updating" {
      #expect(found.contains("updating") || found.contains("completed"), "\(found)")
    } else {
      #expect(ScenarioRunner.missed(result).isEmpty, "\(ScenarioRunner.missed(result))")
    }
  }

  /// An image that cannot be pulled is a rejected task, which is a failure.
  @Test func rejectedTasksFail() throws {
    let scenario = try scenario(
      """
        stacks:
          - name: s
            file: {services: {web: {image: "example.org/web:1", deploy: {replicas: 2}}}}
        timeline:
          - {at: 30s, failPulls: "example.org/web:2"}
          - {at: 1m, setImage: swarmservice/web, namespace: s, image: "example.org/web:2"}
        expect:
          - that: The update pauses.
            object: swarmservice/web
            namespace: s
            fields: {status.UpdateStatus.State: paused, status.ServiceStatus.RunningTasks: 1}
          - that: The task says what its node said.
            log: {what: TaskRejected, message: "No such image: example.org/web:2"}
      """)
    let missed = ScenarioRunner.missed(try Simulation(scenario).run())
    #expect(missed.isEmpty, "\(missed)")
  }

  /// Tasks of a node that dies run elsewhere after their delay, long before pods are evicted.
  @Test func tasksLeaveDeadNodes() throws {
    let scenario = try scenario(
      """
        timeline:
          - at: 10s
            stackDeploy:
              name: s
              file: {services: {web: {image: "example.org/web:1", deploy: {replicas: 4}}}}
          - {at: 1m, crash: node-1}
        expect:
          - that: Four run on three nodes two minutes later.
            at: 3m
            object: swarmservice/web
            namespace: s
            fields: {status.ServiceStatus.RunningTasks: 4}
          - that: Three of them are where they were.
            at: 3m
            metric: ready
            is: 4
          - that: It is told.
            log: {what: TaskShutdown, message: node node-1 is down}
      """)
    let missed = ScenarioRunner.missed(try Simulation(scenario).run())
    #expect(missed.isEmpty, "\(missed)")
  }

  /// A node that does not keep the constraints any more loses the task; constraints that its node
  /// keeps do not replace it.
  @Test func constraintsAreEnforced() throws {
    let scenario = try scenario(
      """
        timeline:
          - at: 5s
            apply:
              - apiVersion: swarm.stevedore.dev/v1
                kind: SwarmNode
                metadata: {name: node-1}
                spec: {Labels: {disk: ssd}}
              - apiVersion: swarm.stevedore.dev/v1
                kind: SwarmNode
                metadata: {name: node-2}
                spec: {Labels: {disk: ssd}, Availability: pause}
          - at: 20s
            stackDeploy:
              name: s
              file:
                services:
                  web: {image: "example.org/web:1", deploy: {placement: {constraints: [node.labels.disk == ssd]}}}
          - at: 1m
            patch: swarmservice/web
            namespace: s
            change: {spec: {TaskTemplate: {Placement: {Constraints: ["node.labels.disk != hdd"]}}}}
          - at: 2m
            apply:
              apiVersion: swarm.stevedore.dev/v1
              kind: SwarmNode
              metadata: {name: node-1}
              spec: {Labels: {disk: hdd}}
        expect:
          - that: The task stays where the new constraints hold.
            at: 1m55s
            object: pod/web.1
            namespace: s
            fields: {spec.nodeName: node-1, status.phase: Running}
          - that: It leaves the node that does not keep them.
            at: 4m
            absent: pod/web.1
            namespace: s
          - that: It runs elsewhere.
            at: 4m
            object: pod/web.1.2
            namespace: s
            fields: {status.phase: Running}
          - that: It is told in Docker's words.
            log: {what: TaskShutdown, message: assigned node no longer meets constraints}
      """)
    let missed = ScenarioRunner.missed(try Simulation(scenario).run())
    #expect(missed.isEmpty, "\(missed)")
  }

  /// Where there are too many, tasks of the fullest nodes go, and the lowest free slots are filled.
  @Test func scalingKeepsNodesEven() throws {
    let scenario = try scenario(
      """
        timeline:
          - at: 10s
            stackDeploy:
              name: s
              file: {services: {web: {image: "example.org/web:1", deploy: {replicas: 8}}}}
          - {at: 1m, scale: swarmservice/web, namespace: s, replicas: 4}
          - {at: 2m, scale: swarmservice/web, namespace: s, replicas: 5}
        expect:
          - that: One is left on each node.
            at: 1m55s
            count: pods
            namespace: s
            fieldSelector: spec.nodeName=node-3
            is: 1
          - that: Five run in the end.
            count: pods
            namespace: s
            is: 5
      """)
    let missed = ScenarioRunner.missed(try Simulation(scenario).run())
    #expect(missed.isEmpty, "\(missed)")
  }

  /// A node on which five tasks of the service failed within five minutes comes last.
  @Test func nodesThatFailComeLast() throws {
    let scenario = try scenario(
      """
        behaviors:
          - metadata: {name: bad}
            spec: {selector: {image: "*", node: node-1}, exits: [{after: 2s, code: 1}]}
        timeline:
          - at: 10s
            stackDeploy:
              name: s
              file:
                services: {web: {image: "example.org/web:1", deploy: {restart_policy: {delay: 1s}}}}
        expect:
          - that: It failed five times on the first node.
            count: pods
            namespace: s
            fieldSelector: "spec.nodeName=node-1,status.phase=Failed"
            is: 5
          - that: The sixth task is elsewhere, and runs.
            object: pod/web.1.6
            namespace: s
            fields: {spec.nodeName: node-2, status.phase: Running}
      """)
    let missed = ScenarioRunner.missed(try Simulation(scenario).run())
    #expect(missed.isEmpty, "\(missed)")
  }

  /// The strategy `binpack` fills one node after another, where `spread` takes all.
  @Test(arguments: [("spread", 4.0), ("binpack", 1.0), ("first-fit-decreasing", 1.0)])
  func strategies(_ name: String, _ nodes: Double) throws {
    let scenario = try scenario(
      """
        settings: {swarm: \(name)}
        timeline:
          - at: 10s
            stackDeploy:
              name: s
              file:
                services:
                  web:
                    image: "example.org/web:1"
                    deploy: {replicas: 4, resources: {reservations: {cpus: "0.5"}}}
      """)
    let result = try Simulation(scenario).run()
    #expect(result.samples.last.map { Double($0.nodesUsed) } == nodes)
  }

  private func scenario(_ spec: String) throws -> Scenario {
    let text = """
      apiVersion: stevedore.dev/v1
      kind: Scenario
      metadata: {name: test}
      spec:
        horizon: 10m
        nodes: [{name: node, count: 4, capacity: {cpu: 4, memory: 8Gi}}]
      \(spec)
      """
    let file = ScenarioFile { _, _ throws(ReadingError) in [] }
    return try file.read("test") { () throws(ReadingError) in MemorySource(text) }
  }
}
