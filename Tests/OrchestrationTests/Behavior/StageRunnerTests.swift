// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Objects that are taken through state machines.
@Suite struct StageRunnerTests {
  private static let text = """
    apiVersion: stevedore.dev/v1
    kind: Stages
    metadata: {name: jobs}
    spec:
      resource: {apiVersion: v1, kind: Node}
      labels: {kind: fake}
      stateField: phase
      stages:
        - {name: start, from: "", delay: 5s, to: Running, status: {since: $now}}
        - {name: end, from: Running, delay: {constant: 10s, jitter: 5s}, weight: 3, to: Done}
        - {name: fail, from: Running, delay: 1m, weight: 1, to: Failed}
        - {name: clean, from: [Failed], delay: 1s, delete: true}
    """

  private func run(seed: UInt64, restarts: Bool) throws -> [String] {
    let cluster = try TestCluster()
    let machines = try BehaviorDocuments(reading: Self.text, name: "s.yaml").stages
    let runner = StageRunner(cluster.environment("stages", seed: seed), .nodes, machines)
    runner.start()
    for index in 0..<40 {
      try cluster.user.create(
        .nodes, ["metadata": ["name": .string("n\(index)"), "labels": ["kind": "fake"]]])
    }
    try cluster.user.create(.nodes, ["metadata": ["name": "other"]])
    cluster.run(seconds: 6)
    let nodes = try cluster.all(.nodes, as: Node.self)
    #expect(nodes.count { $0.status.fields["phase"] == "Running" } == 40)
    #expect(nodes.first?.status.fields["since"] == "2026-01-01T00:00:05Z")
    if restarts {
      runner.stop()
      runner.start()
    }
    cluster.run(seconds: 100)
    return try cluster.all(.nodes, as: Node.self).map {
      "\($0.metadata.name ?? "") \($0.status.fields["phase"]?.string ?? "-")"
    }
  }

  @Test func goFromStateToState() throws {
    let first = try run(seed: 1, restarts: false)
    #expect(first.last == "other -")
    #expect(first.dropLast().allSatisfy { $0.hasSuffix("Done") })
    // About a quarter has failed, and is gone.
    #expect((20...38).contains(first.count))
    #expect(try run(seed: 1, restarts: false) == first)
    #expect(try run(seed: 2, restarts: false) != first)
    _ = try run(seed: 1, restarts: true)
  }
}
