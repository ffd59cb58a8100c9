// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

extension Recipe {
  /// A made-up company's cluster: services in replicas, databases, caches, batch jobs and some
  /// pods with GPUs, and three kinds of nodes with prices.
  ///
  /// An invention of this project: no trace behind it, only round numbers people write.
  static let webCluster = Recipe(
    "web-cluster", "pods of a made-up company in replicas, three kinds of priced nodes",
    reference: "this project",
    parameters: [.items(300)]
  ) { draw throws(RecipeError) in
    var builder = PackingProblem.Builder(resources: ["cpu", "memory", "nvidia.com/gpu"])
    builder.add(BinType(name: "general-8", capacity: [8_000, 32 << 30, 0], cost: 40))
    builder.add(BinType(name: "memory-16", capacity: [16_000, 128 << 30, 0], cost: 105))
    builder.add(BinType(name: "gpu-16", capacity: [16_000, 64 << 30, 2], cost: 220))
    var names = ItemNames()
    var number = 0
    while names.count < draw["n"] {
      let workload = WebWorkload.all[draw.below(WebWorkload.all.count)]
      let wanted = Int(draw.uniform(workload.replicas))
      let count = min(wanted, Int(draw["n"]) - names.count)
      let cpu = workload.milli[draw.below(workload.milli.count)]
      let memory = workload.mebibytes[draw.below(workload.mebibytes.count)] << 20
      number += 1
      let name = "\(workload.name)-\(number)"
      builder.add(
        demand: [cpu, memory, workload.gpus], count: count, perBinLimit: workload.mostPerNode,
        name: name)
      names.append(name, count: count)
    }
    return RecipeResult(
      problem: try RecipeResult.build(builder), units: [.milli, .bytes, .count], itemNames: names)
  }
}

/// A kind of workload in the made-up cluster.
private struct WebWorkload {
  var name: String
  var replicas: ClosedRange<Int64>
  var milli: [Int64]
  var mebibytes: [Int64]
  var gpus: Int64 = 0
  var mostPerNode: Int?

  static let all = [
    WebWorkload(
      name: "api", replicas: 2...12, milli: [100, 250, 500, 1_000],
      mebibytes: [128, 256, 512, 1_024]),
    WebWorkload(
      name: "web", replicas: 2...10, milli: [100, 200, 250], mebibytes: [64, 128, 256]),
    WebWorkload(
      name: "worker", replicas: 1...8, milli: [500, 1_000, 2_000],
      mebibytes: [512, 1_024, 2_048, 4_096]),
    WebWorkload(
      name: "cache", replicas: 1...3, milli: [250, 500], mebibytes: [4_096, 8_192, 16_384],
      mostPerNode: 1),
    WebWorkload(
      name: "database", replicas: 1...3, milli: [2_000, 4_000], mebibytes: [8_192, 16_384, 32_768],
      mostPerNode: 1),
    WebWorkload(
      name: "batch", replicas: 1...6, milli: [1_500, 3_000, 4_000], mebibytes: [2_048, 6_144]),
    WebWorkload(
      name: "inference", replicas: 1...2, milli: [2_000, 4_000], mebibytes: [8_192, 16_384],
      gpus: 1),
    WebWorkload(name: "agent", replicas: 1...1, milli: [50, 100], mebibytes: [64, 128]),
  ]
}
