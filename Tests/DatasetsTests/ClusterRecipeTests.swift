// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Datasets

@Suite("The recipe for clusters")
struct ClusterRecipeTests {
  private func generate(
    _ arguments: [String: Int64] = [:], seed: UInt64 = 1
  ) throws -> GeneratedCluster {
    try ClusterRecipe.kubernetesCluster.generate(arguments, seed: seed)
  }

  private func read(_ cluster: GeneratedCluster) throws -> ClusterInput {
    var reader = ClusterReader()
    try reader.read(MemorySource(cluster.text(as: .json), name: "cluster.json"))
    return try reader.finish()
  }

  @Test("makes the same bytes from the same seed, and says the same in both forms")
  func sameBytes() throws {
    let first = try generate(seed: 7)
    for format in GeneratedCluster.Format.allCases {
      #expect(try generate(seed: 7).text(as: format) == first.text(as: format))
      #expect(try generate(seed: 8).text(as: format) != first.text(as: format))
    }
    #expect(first.name == "kubernetes-cluster-nodes30-zones3-fill60-pending10-gpu10-unset5-seed7")
    var objects: [[Fields]] = []
    for format in GeneratedCluster.Format.allCases {
      let source = MemorySource(first.text(as: format))
      objects.append(try ObjectReader().records(of: source).map(\.fields))
    }
    #expect(objects[0] == objects[1])
    #expect(objects[0].count == first.objects.count)
  }

  @Test("makes the same bytes for ever")
  func pinned() throws {
    let text = try generate(["nodes": 12], seed: 3).text(as: .yaml)
    #expect(
      Checksum.sha256(of: Array(text.utf8))
        == "06e62afdfdc411b51fe0ee5dbbb7bb46d3764d9f345a2299222d3d185f7daf46")
  }

  @Test("refuses parameters it does not have and values out of range")
  func validation() throws {
    #expect(throws: RecipeError.self) { try generate(["n": 5]) }
    #expect(throws: RecipeError.self) { try generate(["nodes": 0]) }
    let error = #expect(throws: RecipeError.self) { try generate(["fill": 96]) }
    #expect(error?.description == "recipe 'kubernetes-cluster': fill is 96, expected 0 to 95")
  }

  @Test(
    "makes what the schema allows, every pod there already, whatever the parameters",
    arguments: [
      [:], ["nodes": 1], ["nodes": 2, "zones": 9, "gpu": 100], ["fill": 0, "pending": 1_000],
      ["nodes": 150, "zones": 5, "fill": 95, "gpu": 0, "unset": 100],
    ] as [[String: Int64]])
  func isReadable(arguments: [String: Int64]) throws {
    let input = try read(try generate(arguments))
    #expect(input.objects.nodes.count == Int(arguments["nodes"] ?? 30))
    #expect(input.objects.pods.count == input.existingPods)
    // Nothing is missing or unknown; only requests may be unset.
    for assumption in input.assumptions {
      #expect(
        assumption.contains("request") || assumption.contains("all the pods"), "\(assumption)")
    }
  }

  @Test("has the shares that are asked for")
  func shares() throws {
    let input = try read(
      try generate(["nodes": 200, "zones": 4, "fill": 70, "pending": 20, "gpu": 15]))
    let nodes = input.objects.nodes
    let zones = Dictionary(grouping: nodes) {
      $0.metadata.labels["topology.kubernetes.io/zone"] ?? ""
    }
    #expect(zones.keys.sorted() == ["zone-a", "zone-b", "zone-c", "zone-d"])
    #expect(nodes.count { $0.status.allocatable["nvidia.com/gpu"] != nil } == 30)
    let waiting = input.objects.pods.count { $0.spec.nodeName == nil }
    let running = input.objects.pods.count - waiting
    #expect(abs(waiting * 100 / running - 20) <= 2)
    let plain = Set(
      nodes.filter { node in
        !node.spec.taints.contains { $0.key != "node.kubernetes.io/unschedulable" }
      }.compactMap(\.metadata.name))
    var shares: [Double] = []
    for (resource, unit) in [("cpu", QuantityUnit.milli), ("memory", .bytes)] {
      var offered = 0.0
      var taken = 0.0
      for node in nodes where plain.contains(node.metadata.name ?? "") {
        offered += Double(try node.status.allocatable[resource]?.value(in: unit) ?? 0)
      }
      for pod in input.objects.pods where plain.contains(pod.spec.nodeName ?? "") {
        for container in pod.spec.containers {
          taken += Double(try container.resources.requests[resource]?.value(in: unit) ?? 0)
        }
      }
      shares.append(taken / offered)
    }
    #expect(abs((shares.max() ?? 0) - 0.7) < 0.02, "\(shares)")
    // Few workloads have most of the replicas.
    let replicas = input.objects.deployments.map { $0.spec.replicas ?? 0 }.sorted(by: >)
    let all = replicas.reduce(0, +)
    #expect(replicas.prefix(replicas.count / 10).reduce(0, +) * 3 > all)
    #expect(Set(input.objects.pods.compactMap(\.spec.priority)).count == 4)
    #expect(!input.objects.persistentVolumes.isEmpty)
    #expect(!input.objects.podDisruptionBudgets.isEmpty)
  }
}
