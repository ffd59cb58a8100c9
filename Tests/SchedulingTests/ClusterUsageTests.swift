// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@testable import Scheduling

@Suite("What the pods of a cluster take")
struct ClusterUsageTests {
  private let cpu = ResourceTable.cpu

  private func node(_ name: String, cpu: Int64, labels: [String: String] = [:]) -> Node {
    var node = Node()
    node.metadata.name = name
    node.metadata.labels = labels
    node.status.allocatable = [
      "cpu": Quantity(cpu), "memory": Quantity(1 << 30), "pods": Quantity(10),
    ]
    return node
  }

  private func container(
    _ name: String, requests: String, limits: String? = nil, always: Bool = false
  ) throws -> Container {
    var container = Container()
    container.name = name
    container.resources.requests = ["cpu": try Quantity(requests)]
    if let limits { container.resources.limits = ["cpu": try Quantity(limits)] }
    if always { container.restartPolicy = "Always" }
    return container
  }

  private func pod(_ name: String, on node: String?, _ containers: [Container]) -> Pod {
    var pod = Pod()
    pod.metadata.name = name
    pod.spec.nodeName = node
    pod.spec.containers = containers
    return pod
  }

  @Test("counts init containers, sidecars and overhead as the scheduler does")
  func counting() throws {
    var objects = ClusterObjects()
    objects.nodes = [node("a", cpu: 8)]
    var pod = pod("p", on: "a", [try container("main", requests: "1", limits: "2")])
    pod.spec.initContainers = [
      try container("side", requests: "500m", limits: "1", always: true),
      try container("init", requests: "2", limits: "4"),
    ]
    pod.spec.overhead = ["cpu": try Quantity("100m")]
    var ended = self.pod("old", on: "a", [try container("main", requests: "1")])
    ended.status.phase = "Succeeded"
    let lost = self.pod("lost", on: "gone", [try container("main", requests: "1")])
    let waiting = self.pod("new", on: nil, [try container("main", requests: "3")])
    objects.pods = [pod, ended, lost, waiting]
    let usage = try ClusterUsage(ClusterSnapshot(objects), objects)
    // While the init container runs beside the sidecar: 2 + 0.5, and 4 + 1.
    #expect(usage.nodes[0].amounts.requests[cpu] == 2_600)
    #expect(usage.nodes[0].amounts.limits[cpu] == 5_100)
    #expect(usage.nodes[0].amounts.pods == 1)
    #expect(usage.total.requests[cpu] == 2_600)
    #expect(usage.total.allocatable[cpu] == 8_000)
    #expect(usage.pending.pods == 1)
    #expect(usage.pending.requests[cpu] == 3_000)
    #expect(usage.pods.map(\.name) == ["p", "new"])
  }

  @Test("filters, sorts and marks")
  func selection() throws {
    var objects = ClusterObjects()
    objects.nodes = [
      node("c", cpu: 2), node("b", cpu: 10, labels: ["pool": "x"]), node("a", cpu: 10),
    ]
    objects.pods = [
      pod("p", on: "c", [try container("m", requests: "1900m")]),
      pod("q", on: "b", [try container("m", requests: "4")]),
      pod("r", on: "b", [try container("m", requests: "4")]),
    ]
    objects.pods[2].metadata.namespace = "other"
    let snapshot = try ClusterSnapshot(objects)
    let usage = try ClusterUsage(snapshot, objects)
    func names(_ order: String) -> [String] {
      usage.nodes(by: UsageOrder(order)).map { usage.nodes[$0].name }
    }
    #expect(names("name") == ["a", "b", "c"])
    #expect(names("cpu") == ["b", "c", "a"])
    #expect(names("cpu.percent") == ["c", "b", "a"])
    #expect(names("cpu.allocatable") == ["a", "b", "c"])
    #expect(names("pods") == ["b", "c", "a"])
    #expect(usage.resources(of: 0, above: 80) == ["cpu"])
    #expect(usage.resources(of: 0, above: 95).isEmpty)
    #expect(usage.resources(of: 1, above: 80).isEmpty)
    #expect(usage.resources(of: 1, above: 79) == ["cpu"])
    var filter = ClusterUsage.Filter()
    filter.namespaces = ["other"]
    filter.nodes = try LabelSelector("pool=x")
    let some = try ClusterUsage(snapshot, objects, filter: filter)
    #expect(some.nodes.map(\.name) == ["b"])
    #expect(some.pods.map(\.name) == ["r"])
    #expect(some.total.requests[cpu] == 4_000)
  }

  @Test("adds up what the snapshot has set aside", arguments: ClusterRecipe.all.map(\.name))
  func agreesWithSnapshot(name: String) throws {
    let recipe = try #require(ClusterRecipe.all.first { $0.name == name }?.recipe)
    for seed in 0..<5 as Range<UInt64> {
      var generator = ClusterGenerator(seed: seed, recipe: recipe)
      var objects = generator.cluster().objects
      for index in objects.pods.indices {
        objects.pods[index].metadata.name = "pod-\(index)"
      }
      let snapshot = try ClusterSnapshot(objects)
      let usage = try ClusterUsage(snapshot, objects)
      for (index, node) in usage.nodes.enumerated() {
        for resource in 0..<snapshot.resources.count where resource != ResourceTable.pods {
          #expect(
            node.amounts.requests[resource] == snapshot.requested(resource, onNode: index))
        }
      }
      #expect(usage.pending.pods == Int64(snapshot.pendingPods.count))
    }
  }
}
