// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing
import VectorPacking

@testable import Scheduling

@Suite("Clusters as nobody would write them")
struct HostileClusterTests {
  private func snapshot(_ nodes: [Node], _ pods: [Pod]) throws -> ClusterSnapshot {
    try ClusterSnapshot(OracleCluster(nodes: nodes, pods: pods).objects)
  }

  private func objects(_ text: String) throws -> ClusterObjects {
    var objects = ClusterObjects()
    for record in try ObjectReader().records(of: MemorySource(text)) {
      try objects.add(record.fields)
    }
    return objects
  }

  /// Groups of pods that each need the next one near, none of which runs.
  static let cycles: [(rule: String, needs: [String: String], canStart: Bool)] = [
    ("A needs B and B needs A", ["a": "b", "b": "a"], false),
    ("A needs B, B needs C and C needs A", ["a": "b", "b": "c", "c": "a"], false),
    ("A needs what there is not", ["a": "b"], false),
    ("A needs itself", ["a": "a"], true),
  ]

  @Test("required affinity in a cycle ends with a reason", arguments: cycles)
  func affinityCycles(rule: String, needs: [String: String], canStart: Bool) throws {
    let pods = needs.keys.sorted().flatMap { app in
      (0..<3).map { index in
        pod("\(app)\(index)").label("app", app)
          .affinity(podTerm(zoneKey, selector(["app": needs[app] ?? ""])))
      }
    }
    var cluster = try snapshot((0..<4).map { node("n\($0)").zone("z") }, pods)
    let result = SchedulingRun().place(in: &cluster)
    #expect(cluster.pendingPods.isEmpty == canStart, "\(rule)")
    for pod in cluster.pendingPods {
      let message = try #require(result.diagnoses[pod]).message
      #expect(message.contains("didn't match pod affinity rules"), "\(rule): \(message)")
    }
    // Every strategy packs the lowered problem, whose packing the filters then take apart.
    let lowered = try LoweredCluster(try snapshot((0..<4).map { node("n\($0)").zone("z") }, pods))
    let packed = FilteredStrategy(OnlineStrategy(on: lowered), on: lowered)
      .solve(lowered.problem, in: SolveContext())
    #expect((packed.packing?.unplacedCount == 0) == canStart, "\(rule)")
  }

  @Test("names are there once")
  func duplicates() {
    let nodes = #expect(throws: ClusterFault.self) { try snapshot([node("n"), node("n")], []) }
    #expect(nodes?.description.contains("node n: field 'metadata.name'") == true)
    let pods = #expect(throws: ClusterFault.self) { try snapshot([], [pod("p"), pod("p")]) }
    #expect(pods?.reference.kind == "pod")
    #expect(pods?.reference.namespace == "default")
    #expect(pods?.reference.name == "p")
  }

  /// Quantities, and what is wrong with them: nothing, or a part of the message.
  static let quantities: [(text: String, fault: String?)] = [
    ("1e400", "at most 2^53"), ("-1", "not negative"), ("-0", nil), ("0.0001n", nil),
    ("9007199254740992", nil), ("9007199254740993", "at most 2^53"), ("1Ei", "at most 2^53"),
    ("99999999999999999999999999999999", "at most 2^53"),
  ]

  @Test("quantities are refused by name, or counted", arguments: quantities)
  func amounts(text: String, fault: String?) throws {
    guard let quantity = try? Quantity(text) else {
      #expect(fault != nil, "'\(text)' should have been read")
      return
    }
    for field in ["status.allocatable", "status.capacity"] {
      var node = node("n")
      if field == "status.capacity" {
        node.status.capacity["example.com/gpu"] = quantity
      } else {
        node.status.allocatable["example.com/gpu"] = quantity
      }
      do {
        _ = try snapshot([node], [])
        #expect(fault == nil, "\(text) in \(field)")
      } catch let found as ClusterFault {
        #expect(found.field == field + "[\"example.com/gpu\"]")
        #expect(fault.map(found.message.contains) == true, "\(text): \(found)")
      }
    }
  }

  @Test("requests that cannot be added up are refused")
  func sums() throws {
    var large = pod("p")
    for _ in 0..<3 { large = large.container(["memory": "4503599627370496"]) }
    let fault = #expect(throws: ClusterFault.self) { try snapshot([node("n")], [large]) }
    #expect(fault?.message.contains("memory of more than 2^53 together") == true)
    let many = (0..<300).map { pod("p\($0)").memory("9007199254740992").on("n") }
    let together = #expect(throws: ClusterFault.self) { try snapshot([node("n")], many) }
    #expect(together?.message.contains("than can be added up") == true)
  }

  @Test("a priority beyond 32 bits is refused", arguments: [Int64.max, Int64.min, 1 << 31])
  func priorities(priority: Int64) {
    let fault = #expect(throws: ClusterFault.self) {
      try snapshot([], [pod("p").priority(priority)])
    }
    #expect(fault?.field == "spec.priority")
  }

  @Test("images of any size are scored")
  func images() throws {
    var nodes: [Node] = []
    for (index, size) in [Int64.max, .min, 0].enumerated() {
      var image = ContainerImage()
      (image.names, image.sizeBytes) = (["registry.example/p:1"], size)
      nodes.append(node("n\(index)").with { $0.status.images = [image, image] })
    }
    var cluster = try snapshot(nodes, [pod("p"), pod("p2").image("registry.example/p:1")])
    #expect(SchedulingRun().place(in: &cluster).diagnoses.isEmpty)
  }

  @Test("selectors of 10,000 requirements decide", arguments: [true, false])
  func longSelectors(isKept: Bool) throws {
    let keys = (0..<10_000).map { "key-\($0)" }
    let labels = Dictionary(uniqueKeysWithValues: keys.map { ($0, "x") })
    let labelled = node("n").with {
      $0.metadata.labels = $0.metadata.labels.merging(labels) { first, _ in first }
    }
    let requirements = keys.map { requirement($0, "In", isKept ? "x" : "y") }
    var term = nodeTerm()
    term.matchExpressions = requirements
    var spec = LabelSelectorSpec()
    spec.matchExpressions = requirements
    let pods = [
      pod("node").nodeAffinity(term),
      pod("pods").affinity(podTerm(hostnameKey, spec)).with { $0.metadata.labels = labels },
    ]
    var cluster = try snapshot([labelled], pods)
    let result = SchedulingRun().place(in: &cluster)
    #expect(result.diagnoses.isEmpty == isKept)
  }

  @Test("texts of 10 MB are read and decided about", arguments: ["yaml", "json"])
  func longTexts(format: String) throws {
    let long = String(repeating: "x", count: 10_000_000)
    let text =
      format == "yaml"
      ? """
      apiVersion: v1
      kind: Node
      metadata: {name: n0, labels: {size: \(long)}, annotations: {note: \(long)}}
      status: {allocatable: {cpu: "4", memory: 8Gi, pods: "10"}}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: p, namespace: default, labels: {size: \(long)}, annotations: {note: \(long)}}
      spec:
        containers: [{name: main, image: i, resources: {requests: {cpu: "1"}}}]
      """
      : """
      {"kind": "List", "apiVersion": "v1", "items": [
        {"apiVersion": "v1", "kind": "Node",
         "metadata": {"name": "n", "labels": {"size": "\(long)"}, "annotations": {"a": "\(long)"}},
         "status": {"allocatable": {"cpu": "4", "memory": "8Gi", "pods": "10"}}},
        {"apiVersion": "v1", "kind": "Pod",
         "metadata": {"name": "p", "labels": {"size": "\(long)"}, "annotations": {"a": "\(long)"}},
         "spec": {"containers": [{"name": "main", "image": "i"}]}}]}
      """
    let read = try objects(text)
    #expect(read.nodes[0].metadata.labels["size"]?.utf8.count == long.utf8.count)
    #expect(read.pods[0].metadata.annotations.values.first?.utf8.count == long.utf8.count)
    var cluster = try ClusterSnapshot(read)
    #expect(SchedulingRun().place(in: &cluster).diagnoses.isEmpty)
    let fault = #expect(throws: ClusterFault.self) {
      try cluster.add(pod("other").nodeSelector("size", long))
    }
    #expect(fault?.field == "spec.nodeSelector")
    #expect(fault.map { $0.message.utf8.count < 1_000 } == true)
  }
}
