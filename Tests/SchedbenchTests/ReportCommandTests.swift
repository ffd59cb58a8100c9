// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("schedbench report, and the cluster that place shows")
struct ReportCommandTests {
  private let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
    try runner.write(Self.cluster, to: "cluster.yaml")
  }

  /// A cluster with all there is to show, and a label that tries to be markup.
  ///
  /// A node in a zone with a pod that stays, a node without one, a pod that fits, one too large for
  /// any node, and one with a gate.
  private static let cluster = """
    apiVersion: v1
    kind: Node
    metadata: {name: a, labels: {topology.kubernetes.io/zone: "<script>alert(1)</script>"}}
    status: {allocatable: {cpu: "2", memory: 4Gi, pods: "10", example.com/disk: "3"}}
    ---
    apiVersion: v1
    kind: Node
    metadata: {name: b}
    status: {allocatable: {cpu: "2", memory: 4Gi, pods: "10"}}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: old, namespace: shop}
    spec:
      nodeName: a
      containers: [{name: c, image: i, resources: {requests: {cpu: 1500m, memory: 1Gi}}}]
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: new}
    spec:
      containers: [{name: c, image: i, resources: {requests: {cpu: "1", memory: 1Gi}}}]
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: huge}
    spec:
      containers: [{name: c, image: i, resources: {requests: {cpu: "3", memory: 1Gi}}}]
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: held}
    spec:
      schedulingGates: [{name: example.com/quota}]
      containers: [{name: c, image: i, resources: {requests: {cpu: "1", memory: 1Gi}}}]

    """

  @Test("Placements of clusters have all nodes, with what stays and what comes")
  func place() throws {
    let result = try runner.run(
      "place", "cluster.yaml", "--strategy", "kube-scheduler", "-o", "json")
    #expect(result.exitCode == 1)
    let cluster = try #require(try result.json()["cluster"] as? [String: Any])
    #expect(cluster["resources"] as? [String] == ["cpu", "memory", "example.com/disk", "pods"])
    #expect(cluster["units"] as? [String] == ["milli", "bytes", "count", "count"])
    #expect(cluster["waiting"] as? [String] == ["default/held"])
    let nodes = try #require(cluster["nodes"] as? [[String: Any]])
    #expect(nodes.map { $0["name"] as? String } == ["a", "b"])
    #expect(nodes.map { $0["stays"] as? [String] } == [["shop/old"], []])
    #expect(nodes.map { $0["placed"] as? [String] } == [[], ["default/new"]])
    let gibibyte = 1 << 30
    #expect(nodes[0]["usedBefore"] as? [Int] == [1500, gibibyte, 0, 1])
    #expect(nodes[0]["used"] as? [Int] == [1500, gibibyte, 0, 1])
    #expect(nodes[0]["capacity"] as? [Int] == [2000, 4 * gibibyte, 3, 10])
    #expect(nodes[1]["usedBefore"] as? [Int] == [0, 0, 0, 0])
    #expect(nodes[1]["used"] as? [Int] == [1000, gibibyte, 0, 1])
    let packing = try runner.run(
      "place", "-", "-o", "json", input: Sample.packing)
    #expect(try packing.json()["cluster"] == nil)
  }

  @Test("The page of a cluster has the picture, the reasons, what would help, and other strategies")
  func cluster() throws {
    let arguments = [
      "report", "cluster.yaml", "--strategies", "kube-scheduler,best-fit", "--no-timings",
    ]
    let result = try runner.start(arguments).result()
    #expect(result.exitCode == 1, "\(result.errors)")
    let page = result.output
    for part in [
      "<h1>cluster.yaml</h1>", "1 of 2 pods placed by kube-scheduler on 1 node",
      "a in zone", "1 stay, 0 newly placed", "0 stay, 1 newly placed", "default/huge",
      "2 Insufficient cpu", "Lower the cpu request from 3 to 1", "best-fit",
      "1 pod with scheduling gates was not decided about: default/held.",
      "&lt;script&gt;alert(1)&lt;/script&gt;",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    #expect(!page.contains("<script>alert"))
    #expect(!page.contains("src="))
    #expect(!page.replacing("href=\"#", with: "").contains("href="))
    try runner.start(arguments + ["--output", "page.html"]).result()
    let file = try runner.read("page.html")
    #expect(file.replacing(" --output page.html", with: "") == page)
  }

  @Test("Of other inputs the best packing is shown, unless another strategy is named")
  func packing() throws {
    try runner.write(Sample.packing, to: "a.vbp")
    let best = try runner.run("report", "a.vbp", "--strategies", "next-fit,best-fit-decreasing")
    #expect(best.exitCode == 0, "\(best.errors)")
    #expect(best.output.contains("by best-fit-decreasing onto 4 nodes, proven optimal"))
    let named = try runner.run(
      "report", "a.vbp", "--strategies", "first-fit", "--strategy", "next-fit")
    #expect(named.output.contains("Placement by next-fit"))
    #expect(named.output.contains("first-fit"))
  }

  @Test(
    "What cannot be one picture is refused",
    arguments: [
      ["report", "a.vbp", "b.vbp"], ["report", "a.vbp", "cluster.yaml"],
      ["report", "cluster.yaml", "--strategy", "greedy"],
      ["report", "cluster.yaml", "--strategy", "x"],
    ])
  func refusals(arguments: [String]) throws {
    for name in ["a.vbp", "b.vbp"] { try runner.write(Sample.packing, to: name) }
    let result = try runner.start(arguments + ["--time-limit", "100ms"]).result()
    #expect(result.exitCode == 64)
    #expect(result.output.isEmpty)
  }
}
