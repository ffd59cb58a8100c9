// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Nodes die and come back while the controllers are stopped and started at random: in the end
/// everything is as the last state of the nodes asks for.
@Suite struct NodeLifecycleRestartTests {
  @Test(arguments: 1...40)
  func restartsDoNotCount(_ seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let cluster = try TestCluster(seed: seed, isPlain: true)
    let components: [any Component] = [
      NodeLifecycleController(cluster.environment("node-controller")),
      TaintEvictionController(cluster.environment("taint-eviction-controller")),
    ]
    let nodes = try (0..<6).map {
      try ModelledNode("node-\($0)", zone: $0 < 3 ? "a" : "b", in: cluster)
    }
    for node in nodes {
      try node.run("plain-\(node.name)")
      try node.run("calm-\(node.name)", tolerations: [["operator": "Exists"]])
    }
    for component in components { component.start() }
    var alive = [Bool](repeating: true, count: nodes.count)
    for _ in 0..<60 {
      switch random.below(4) {
      case 0:
        // Two nodes stay, so that the cluster is never lost as a whole.
        let index = random.below(nodes.count - 2)
        if alive[index] { try nodes[index].die() } else { try nodes[index].live() }
        alive[index].toggle()
      case 1: components[random.below(2)].stop()
      default: components[random.below(2)].start()
      }
      cluster.run(seconds: Double(random.below(80_000)) / 1_000)
    }
    for component in components { component.start() }
    cluster.run(seconds: 300)
    for (node, isAlive) in zip(nodes, alive) {
      let taints = try node.taints()
      #expect(try node.object().conditionStatus("Ready") == (isAlive ? "True" : "Unknown"))
      #expect(taints.isEmpty == isAlive)
      #expect(isAlive || taints.count == 2)
      let plain = try cluster.object(.pods, "plain-\(node.name)", as: Pod.self)
      if !isAlive { #expect(plain?.fields.isTerminating == true) }
      let calm = try cluster.object(.pods, "calm-\(node.name)", as: Pod.self)
      #expect(calm?.fields.isTerminating == false)
    }
  }
}
