// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling
import Testing

@testable import Orchestration

/// Updates worked out in advance, with what would help.
@Suite struct RolloutForecastTests {
  /// Nodes with CPUs, and one old task on each slot's node.
  private func question(
    nodes: [Int], old: [(node: Int, cpu: Int)], new: Int, order: ComposeRollout.Order,
    parallelism: Int, most: Int? = nil
  ) throws -> (RolloutQuestion, ClusterSnapshot) {
    var objects = ClusterObjects()
    for (index, cpus) in nodes.enumerated() {
      var pool = Scenario.NodePool(name: "n", count: 1, capacity: [:])
      pool.capacity = [
        "cpu": try Quantity("\(cpus)"), "memory": try Quantity("8Gi"), "pods": try Quantity("110"),
      ]
      objects.nodes.append(Node(fields: pool.node(number: index)))
    }
    func task(_ name: String, cpu: Int, node: Int?) -> Pod {
      var annotations: [String: String] = [:]
      if let most { annotations[SwarmNames.maxPerNodeAnnotation] = String(most) }
      var fields: Fields = [
        "metadata": [
          "name": .string(name), "namespace": "default",
          "labels": [SwarmNames.serviceLabel: "web"], "annotations": annotations.value,
        ],
        "spec": [
          "schedulerName": "swarm",
          "containers": [
            ["name": "c", "resources": ["requests": ["cpu": .string("\(cpu)")]]]
          ],
        ],
      ]
      if let node { fields.modify("spec") { $0["nodeName"] = .string("n-\(node)") } }
      return Pod(fields: fields)
    }
    for (slot, entry) in old.enumerated() {
      objects.pods.append(task("web.\(slot + 1)", cpu: entry.cpu, node: entry.node))
    }
    let snapshot = try ClusterSnapshot(
      objects, configuration: SchedulerSettings.swarmConfiguration)
    let slots = old.indices.map { slot in
      RolloutQuestion.Slot(
        name: "\(slot + 1)", old: [slot], new: task("web.\(slot + 1)", cpu: new, node: nil))
    }
    var question = RolloutQuestion(slots: slots, order: order, parallelism: parallelism)
    question.counts = SwarmCounts(objects.pods, of: "default/web", in: snapshot)
    question.spares = Array(objects.nodes.prefix(1))
    return (question, snapshot)
  }

  @Test func startFirstNeedsRoomForBoth() throws {
    let (question, snapshot) = try question(
      nodes: [2, 2], old: [(0, 2), (1, 2)], new: 2, order: .startFirst, parallelism: 1)
    let forecast = try question.forecast(on: snapshot)
    #expect(!forecast.canFinish)
    #expect(forecast.steps.count == 1)
    #expect(forecast.steps[0].blocked.map(\.slot) == ["1"])
    let refusals = forecast.steps[0].blocked[0].refusals
    #expect(refusals.map(\.filter) == [.resources, .resources])
    #expect(
      refusals[0].reasons == [
        .insufficient(resource: "cpu", requested: 2_000, free: 0, allocatable: 2_000)
      ])
    #expect(forecast.help == [.stopFirst, .oneMoreNode(like: "n-0")])
  }

  @Test func smallerParallelismHelps() throws {
    let (question, snapshot) = try question(
      nodes: [4, 4], old: [(0, 2), (0, 2), (1, 2)], new: 2, order: .startFirst, parallelism: 3)
    // One has room at once; its old task leaves room for the next, and so on.
    let forecast = try question.forecast(on: snapshot)
    #expect(forecast.canFinish)
    #expect(forecast.steps.count == 3)
    #expect(forecast.steps.map(\.placements.count) == [1, 1, 1])
    #expect(forecast.steps.map(\.blocked.count) == [2, 1, 0])
  }

  @Test func maxReplicasBlocksStartFirst() throws {
    let (question, snapshot) = try question(
      nodes: [8, 8], old: [(0, 1), (1, 1)], new: 1, order: .startFirst, parallelism: 1, most: 1)
    let forecast = try question.forecast(on: snapshot)
    #expect(forecast.steps[0].blocked[0].refusals.map(\.filter) == [.maxReplicas, .maxReplicas])
    #expect(
      forecast.steps[0].blocked[0].message
        == "no suitable node (max replicas per node limit exceed)")
    #expect(forecast.help == [.stopFirst, .oneMoreNode(like: "n-0")])
  }

  @Test func growingTasksFitNowhere() throws {
    let (question, snapshot) = try question(
      nodes: [2, 2], old: [(0, 1), (1, 1)], new: 3, order: .stopFirst, parallelism: 1)
    let forecast = try question.forecast(on: snapshot)
    #expect(!forecast.canFinish)
    #expect(forecast.help.isEmpty)
    #expect(forecast.message.contains("nothing of what was tried"))
  }

  @Test func whatFitsFinishes() throws {
    let (question, snapshot) = try question(
      nodes: [4, 4], old: [(0, 1), (1, 1), (0, 1)], new: 1, order: .stopFirst, parallelism: 2)
    let forecast = try question.forecast(on: snapshot)
    #expect(forecast.canFinish)
    #expect(forecast.steps.map(\.placements.count) == [2, 1])
    #expect(snapshot.podCount == 3)
  }
}
