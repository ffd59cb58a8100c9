// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Datasets
import Foundation
import Scheduling
import Testing

@Suite("Clusters that are generated")
struct GeneratedClusterTests {
  private let runner: CommandRunner

  init() throws { runner = try CommandRunner() }

  @Test("have running pods that the filters would let where they are", arguments: [1, 2, 3, 4])
  func keepsFilters(seed: UInt64) throws {
    let generated = try ClusterRecipe.kubernetesCluster.generate(
      ["nodes": 25, "fill": 80], seed: seed)
    var reader = ClusterReader()
    try reader.read(MemorySource(generated.text(as: .yaml)))
    var snapshot = try ClusterSnapshot(try reader.finish().objects)
    var running = 0
    for pod in 0..<snapshot.podCount {
      guard let node = snapshot.node(ofPod: pod) else { continue }
      snapshot.evict(pod)
      let refusal = snapshot.refusal(of: pod, on: node)
      // A cordoned node keeps what was there before.
      let isCordoned = refusal?.filter == .nodeUnschedulable
      #expect(
        refusal == nil || isCordoned, "\(snapshot.podName(pod)): \(String(describing: refusal))")
      snapshot.place(pod, on: node)
      running += 1
    }
    #expect(running > 100)
    #expect(!snapshot.pendingPods.isEmpty)
  }

  @Test("are written as YAML or JSON and read by every command for clusters")
  func commands() throws {
    let arguments = ["dataset", "generate", "kubernetes-cluster", "nodes=12", "--seed", "5"]
    let yaml = try runner.start(arguments).result()
    #expect(yaml.exitCode == 0, "\(yaml.errors)")
    #expect(yaml.output.hasPrefix("apiVersion: v1\nkind: List\n"))
    try runner.start(arguments + ["--output", "c.json"]).result()
    try runner.start(arguments + ["--output", "c.yml"]).result()
    #expect(try runner.read("c.yml") == yaml.output)
    #expect(try runner.read("c.json").hasPrefix("{"))
    func placed(_ file: String) throws -> NSDictionary? {
      let result = try runner.run(
        "place", file, "--strategy", "kube-scheduler", "--no-timings", "-o", "json")
      #expect(result.exitCode == 0 || result.exitCode == 1, "\(result.errors)")
      return try result.json()["cluster"] as? NSDictionary
    }
    let cluster = try #require(try placed("c.json"))
    #expect(cluster == (try placed("c.yml")))
    let full = try runner.run("top", "c.json", "--threshold", "100")
    #expect(full.exitCode == 0, "no node is requested beyond what it has: \(full.output)")
    let compared = try runner.run(
      "compare", "c.yml", "--strategies", "kube-scheduler,best-fit", "--no-timings", "-o", "json")
    #expect(compared.exitCode <= 1, "\(compared.errors)")
    let pending = try runner.run("explain", "pending", "c.json")
    #expect(pending.exitCode <= 1, "\(pending.errors)")
  }

  @Test(
    "have forms of their own",
    arguments: [
      (["kubernetes-cluster", "--to", "csv"], "cannot be written as csv"),
      (["kubernetes-cluster", "--output", "c.vbp"], "cannot be written as vbp"),
      (["kubernetes-cluster", "--nodes-output", "n.csv"], "--nodes-output"),
      (["kubernetes-cluster", "--source", "x"], "--source"),
      (["kubernetes-cluster", "nodes=0"], "nodes is 0"),
      (["kubernetes-clutser"], "Did you mean 'kubernetes-cluster'?"),
      (["caprara-toth", "--to", "yaml"], "cannot be written as yaml"),
    ])
  func refusals(arguments: [String], message: String) throws {
    let result = try runner.start(["dataset", "generate"] + arguments).result()
    #expect(result.exitCode == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(try runner.names().isEmpty)
  }

  @Test("are listed and described as other recipes are")
  func descriptions() throws {
    #expect(try runner.run("dataset", "list").output.contains("kubernetes-cluster"))
    let described = try runner.run("dataset", "describe", "kubernetes-cluster")
    #expect(described.exitCode == 0)
    for word in ["nodes", "zones", "fill", "pending", "Tirmazi"] {
      #expect(described.output.contains(word))
    }
  }
}
