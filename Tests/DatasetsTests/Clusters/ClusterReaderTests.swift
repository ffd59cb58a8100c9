// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import Testing

@testable import Datasets

@Suite("Reading clusters")
struct ClusterReaderTests {
  /// Reads texts as files of one cluster.
  private func read(
    _ texts: [String], _ change: (inout ClusterOptions) -> Void = { _ in }
  ) throws -> ClusterInput {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var options = ClusterOptions()
    change(&options)
    var reader = ClusterReader(options)
    for (index, text) in texts.enumerated() {
      let file = folder.appendingPathComponent("file-\(index).yaml")
      try Data(text.utf8).write(to: file)
      try reader.read(file.path)
    }
    return try reader.finish()
  }

  private static let node = """
    apiVersion: v1
    kind: Node
    metadata: {name: n1}
    status:
      capacity: {cpu: "2", memory: 4Gi, pods: "110"}
      allocatable: {cpu: "2", memory: 4Gi, pods: "110"}
    """

  @Test("puts objects of several files and documents together, and expands workloads")
  func together() throws {
    let deployment = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
              - {name: web, image: web, resources: {requests: {cpu: 100m, memory: 1Mi}}}
      ---
      ---
      apiVersion: example.com/v1
      kind: Widget
      metadata: {name: w}
      """
    let input = try read([Self.node, deployment])
    #expect(input.objects.nodes.count == 1)
    #expect(input.objects.pods.count == 3)
    #expect(input.existingPods == 0)
    #expect(input.kinds == ["Node": 1, "Deployment": 1, "Widget": 1])
    #expect(input.name == "file-0.yaml and 1 more")
    #expect(input.format == "kubernetes")
    #expect(input.assumptions.contains { $0.contains("Widget") })
  }

  @Test("counts what is missing, and takes defaults for it where they are given")
  func missingRequests() throws {
    let pod = """
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec: {containers: [{name: c, image: i}]}
      """
    let bare = try read([pod])
    #expect(bare.assumptions.contains { $0.contains("no cpu request") })
    let filled = try read([pod]) { $0.defaultRequests = ["cpu": Quantity(2)] }
    #expect(filled.objects.pods[0].spec.containers[0].resources.requests["cpu"] == Quantity(2))
    #expect(filled.assumptions.contains { $0.contains("no cpu request") })
  }

  @Test(
    "names file, line and field of what is wrong",
    arguments: [
      ("apiVersion: v1\nmetadata: {name: p}\n", "kind"),
      (
        "apiVersion: v1\nkind: Node\nmetadata: {name: node-a}\nstatus:\n  allocatable:\n    cpu: 1x\n",
        "status.allocatable.cpu"
      ),
      (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n  replicas: three\n",
        "spec.replicas"
      ),
      ("services:\n  web:\n    image: i\n    deploy: {replicas: -1}\n", "deploy.replicas"),
    ])
  func faults(text: String, field: String) {
    let error = #expect(throws: InputError.self) { try read([text]) }
    let description = error?.description ?? ""
    #expect(description.contains(field), "\(description)")
    #expect(error?.line != nil, "\(description)")
  }

  @Test("refuses a second object of one name, and says where the first is")
  func duplicates() {
    let error = #expect(throws: InputError.self) { try read([Self.node, Self.node]) }
    #expect(error?.description.contains("file-0.yaml:1") == true)
  }

  @Test("makes nodes of node types, as many as there are pods where no count is given")
  func nodeTypes() throws {
    let pods = """
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec: {containers: [{name: c, image: i}]}
      """
    let input = try read([pods]) { $0.nodeTypes = ["cpu=4,memory=8Gi,count=3,zone=a", "cpu=8"] }
    #expect(input.objects.nodes.count == 4)
    #expect(input.objects.nodes[0].metadata.labels["topology.kubernetes.io/zone"] == "a")
    #expect(Set(input.objects.nodes.compactMap(\.metadata.name)).count == 4)
  }

  @Test(
    "tells objects from tables and numbers",
    arguments: [
      ("apiVersion: v1\n", true), ("# comment\n\n---\nkind: Pod\n", true),
      ("{\"kind\": \"Pod\"}", true),
      ("[1]", true), ("services:\n", true), ("name,cpu\na,1\n", false), ("2\n10 10\n", false),
      ("name,cpu: total\n", false), ("", false), ("- a: 1\n", true),
    ])
  func recognition(text: String, isCluster: Bool) {
    #expect(ClusterFormat.isCluster(Array(text.utf8)) == isCluster)
  }

  @Test("reads every public manifest", .enabled(if: SharedData.isAvailable))
  func sharedManifests() throws {
    let shared = SharedData.folder.path
    // Pods counted once per declared replica; DaemonSets have no nodes to be on here.
    let expected: [(folder: String, pods: Int)] = [
      ("online-boutique", 12), ("bookinfo", 8), ("argo-cd", 14),
    ]
    for (folder, pods) in expected {
      var reader = ClusterReader()
      let path = "\(shared)/manifests/\(folder)"
      let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
      for name in names where name.hasSuffix(".yaml") { try reader.read("\(path)/\(name)") }
      let input = try reader.finish()
      #expect(input.objects.pods.count == pods, "\(folder)")
    }
  }
}
