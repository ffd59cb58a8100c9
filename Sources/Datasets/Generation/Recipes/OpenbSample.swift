// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

extension Recipe {
  /// Pods drawn with replacement from a pod list, for one kind of node.
  ///
  /// Rounding CPU up to 100 m and memory up to 256 MiB lets equal pods merge.
  static let openbSample = Recipe(
    "openb-sample", "pods drawn from an openb pod list, CPU and memory, identical nodes",
    reference: "Weng and others: Beware of fragmentation: scheduling GPU-sharing workloads with "
      + "fragmentation gradient descent, USENIX ATC 2023 (the trace)",
    parameters: [
      .items(1_000),
      RecipeParameter("node-cpu", "CPUs of a node", 1...1_000, standard: 96),
      RecipeParameter("node-memory", "memory of a node in GiB", 1...100_000, standard: 384),
      RecipeParameter(
        "round-cpu", "CPU is rounded up to this many thousandths", 1...10_000, standard: 100),
      RecipeParameter(
        "round-memory", "memory is rounded up to this many MiB", 1...65_536, standard: 256),
    ],
    needsSource: true
  ) { draw throws(RecipeError) in
    let capacity = [draw["node-cpu"] * 1_000, draw["node-memory"] << 30]
    let steps = [draw["round-cpu"], draw["round-memory"] << 20]
    let options = InputOptions(nodeTypes: ["cpu=1,memory=1"], resources: ["cpu", "memory"])
    let pods: PackingProblem
    do throws(InputError) {
      pods = try InputReader(options: options).read(draw.source ?? [], name: "pod list").problem
    } catch {
      throw .source(error)
    }
    var shapeOfPod: [Int] = []
    for run in pods.arrivals { shapeOfPod += repeatElement(run.shape, count: run.count) }

    var builder = PackingProblem.Builder(resources: ["cpu", "memory"])
    builder.add(BinType(name: "node", capacity: capacity))
    for _ in 0..<draw["n"] {
      let shape = shapeOfPod[draw.below(shapeOfPod.count)]
      let demand = (0..<2).map { resource in
        (pods.demand(of: shape, in: resource) + steps[resource] - 1) / steps[resource]
          * steps[resource]
      }
      builder.add(demand: demand)
    }
    return RecipeResult(problem: try RecipeResult.build(builder), units: [.milli, .bytes])
  }
}
