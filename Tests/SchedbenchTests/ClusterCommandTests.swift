// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("schedbench on clusters")
struct ClusterCommandTests {
  private let runner: CommandRunner
  private static let shop = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("datasets/clusters/shop.yaml").path

  init() throws { runner = try CommandRunner() }

  private func placed(_ report: [String: Any]) throws -> [String: [String]] {
    let nodes = try #require(report["nodes"] as? [[String: Any]])
    var placed: [String: [String]] = [:]
    for node in nodes {
      placed[try #require(node["name"] as? String)] = node["items"] as? [String]
    }
    return placed
  }

  @Test(
    "every strategy keeps the constraints of the pods",
    arguments: ["kube-scheduler", "kube-scheduler-most-allocated", "best-fit", "local-search"])
  func place(strategy: String) throws {
    let result = try runner.run(
      "place", Self.shop, "--strategy", strategy, "--round-limit", "20", "-o", "json")
    #expect(result.exitCode == 0, "\(result.errors)")
    let report = try result.json()
    #expect((report["unplaced"] as? [Any])?.isEmpty == true)
    let placed = try placed(report)
    let all = placed.values.flatMap(\.self)
    #expect(all.count == 14)
    // Databases on nodes with SSDs, one a node; training on the tainted node; web over zones.
    #expect(placed["node-2"]?.contains { $0.contains("database") } != true)
    for items in placed.values {
      #expect(items.count { $0.contains("database") } <= 1)
      #expect(items.count { $0.contains("logs") } == 1)
    }
    #expect(placed["gpu-1"]?.count { $0.contains("training") } == 2)
    #expect(placed["gpu-1"]?.contains { $0.contains("web") } != true)
  }

  @Test("the scheduler's reasons are those that users know, and the answer is no")
  func reasons() throws {
    try runner.write(
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: huge, namespace: shop}
      spec:
        containers:
          - {name: c, image: i, resources: {requests: {cpu: "64", memory: 1Gi}}}
      """, to: "huge.yaml")
    let result = try runner.run(
      "place", Self.shop, "huge.yaml", "--strategy", "kube-scheduler", "-o", "json")
    #expect(result.exitCode == 1)
    let unplaced = try #require(try result.json()["unplaced"] as? [[String: Any]])
    #expect(
      unplaced.compactMap { $0["reason"] as? String } == [
        "0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu"
      ])
  }

  @Test("compare sets strategies of packing beside the scheduler")
  func compare() throws {
    let result = try runner.run(
      "compare", Self.shop, "--strategies", "kube-scheduler,first-fit-decreasing",
      "--no-timings", "-o", "json")
    #expect(result.exitCode == 0, "\(result.errors)")
    let inputs = try #require(try result.json()["inputs"] as? [[String: Any]])
    let runs = try #require(inputs.first?["runs"] as? [[String: Any]])
    #expect(
      runs.compactMap { $0["strategy"] as? String } == ["kube-scheduler", "first-fit-decreasing"])
    #expect(runs.allSatisfy { $0["verified"] as? Bool == true })
    let again = try runner.run(
      "compare", Self.shop, "--strategies", "kube-scheduler,first-fit-decreasing",
      "--no-timings", "-o", "json")
    #expect(again.output == result.output)
  }

  @Test("pods that run stay where they are unless all are placed anew")
  func repack() throws {
    try runner.write(
      """
      {"apiVersion": "v1", "kind": "List", "items": [
        {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "a"},
         "status": {"allocatable": {"cpu": "2", "memory": "4Gi", "pods": "10"}}},
        {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "b"},
         "status": {"allocatable": {"cpu": "2", "memory": "4Gi", "pods": "10"}}},
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"},
         "spec": {"nodeName": "a", "containers": [{"name": "c", "image": "i",
          "resources": {"requests": {"cpu": "1", "memory": "1Gi"}}}]}},
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "y"},
         "spec": {"nodeName": "b", "containers": [{"name": "c", "image": "i",
          "resources": {"requests": {"cpu": "1", "memory": "1Gi"}}}]}}
      ]}
      """, to: "dump.json")
    let stays = try runner.run("place", "dump.json", "--strategy", "best-fit", "-o", "json")
    #expect(try placed(try stays.json()).isEmpty)
    let moved = try runner.run(
      "place", "dump.json", "--strategy", "best-fit", "--repack", "-o", "json")
    #expect(try placed(try moved.json()).values.map(\.count) == [2])
  }

  @Test(
    "what makes no sense is one error with file, line and field",
    arguments: [
      ("cpu: 1e400", "status.allocatable.cpu"), ("cpu: -1", "cpu"), ("cpu: 0.0001nn", "cpu"),
    ])
  func hostile(line: String, field: String) throws {
    try runner.write(
      "apiVersion: v1\nkind: Node\nmetadata: {name: node-a}\nstatus:\n  allocatable:\n    \(line)\n",
      to: "bad.yaml")
    let result = try runner.run("place", "bad.yaml", "-o", "json")
    #expect(result.exitCode == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("bad.yaml"))
    #expect(result.errors.contains(field))
  }

  @Test("without nodes, the error says how to give some")
  func noNodes() throws {
    try runner.write(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: i}]}\n",
      to: "pod.yaml")
    let result = try runner.run("place", "pod.yaml")
    #expect(result.exitCode == 2)
    #expect(result.errors.contains("--node-type"))
    let given = try runner.run("place", "pod.yaml", "--node-type", "cpu=2,memory=4Gi,count=1")
    #expect(given.exitCode == 0)
  }
}
