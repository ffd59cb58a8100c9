// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// A list that a loop writes to.
private final class Notes {
  var lines: [String] = []
}

@Suite struct RealTimeLoopTests {
  @Test func appointmentsAreKeptInOrderAndNotBeforeTheirTime() async {
    let clock = VirtualClock(start: Timestamp(seconds: 100))
    let notes = Notes()
    let began = ContinuousClock.now
    for seconds in [3, 1, 2] {
      clock.schedule(at: Timestamp(seconds: 100 + Int64(seconds))) {
        // Never before its time, however fast the loop goes.
        let passed = (ContinuousClock.now - began) / .milliseconds(10)
        notes.lines.append(passed >= Double(seconds) ? "\(seconds)" : "\(seconds) too soon")
      }
    }
    let loop = RealTimeLoop(clock, speed: 100, context: notes)
    await loop.run(until: Timestamp(seconds: 105))
    #expect(notes.lines == ["1", "2", "3"])
    #expect(clock.now == Timestamp(seconds: 105))
  }

  @Test func othersHaveThingsDoneAndHearWhatCameOfIt() async throws {
    let clock = VirtualClock()
    let notes = Notes()
    let loop = RealTimeLoop(clock, speed: 1_000, context: notes)
    let entrance = loop.entrance
    let visitor = Task {
      var answers: [Int] = []
      for number in 0..<50 {
        answers.append(
          try await entrance.perform { notes in
            notes.lines.append("\(number)")
            return notes.lines.count
          })
      }
      await #expect(throws: APIStatus.self) {
        try await entrance.perform { _ in throw APIStatus(.notFound, "nothing of the kind") }
      }
      entrance.close()
      return answers
    }
    await loop.run()
    #expect(try await visitor.value == Array(1...50))
    #expect(!entrance.submit { _ in })
    await #expect(throws: CancellationError.self) { try await entrance.perform { _ in 1 } }
  }

  @Test func aCancelledTaskEndsTheLoop() async {
    let task = Task {
      let clock = VirtualClock()
      clock.schedule(after: 3_600_000_000) {}
      await RealTimeLoop(clock, context: ()).run()
      return true
    }
    task.cancel()
    #expect(await task.value)
  }

  /// The components are the same, whoever lets time pass.
  @Test func aClusterWorksInRealTime() async throws {
    let cluster = try TestCluster()
    let plane = ControlPlane { cluster.environment($0) }
    plane.add(InstantNode(cluster.environment("node")))
    plane.start()
    try cluster.apply(
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: default}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: web, image: "example.org/web:1"}]}
      """)
    let loop = RealTimeLoop(cluster.clock, speed: 100, context: cluster.user)
    let entrance = loop.entrance
    let visitor = Task {
      let key = ObjectKey(namespace: "default", name: "web")
      while true {
        let ready = try await entrance.perform { user in
          Deployment(fields: try user.get(.deployments, key)).status.readyReplicas ?? 0
        }
        if ready == 3 { break }
        try await Task.sleep(for: .milliseconds(1))
      }
      entrance.close()
    }
    await loop.run(until: cluster.clock.now.advanced(by: 600_000_000))
    try await visitor.value
  }
}
