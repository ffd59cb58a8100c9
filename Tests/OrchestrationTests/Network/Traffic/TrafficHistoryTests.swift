// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Whatever happens to pods, machines and rules, every request is answered, has failed, or is under
/// way; in the end none is.
@Suite struct TrafficHistoryTests {
  private static let behaviors =
    TrafficRig.behavior(
      "web", "latency: {exponential: {mean: 40ms}}, concurrency: 8, queue: 20, calls: [{to: cart}]",
      ", readyDelay: 1s, termination: {delay: 500ms}")
    + TrafficRig.behavior(
      "cart", "latency: 30ms, failure: 0.05, calls: [{to: db, count: 2}]", ", readyDelay: 500ms")
    + TrafficRig.behavior("db", "latency: {uniform: {from: 1ms, to: 900ms}}")

  private func flows() throws -> [TrafficFlow] {
    var flows = [
      try TrafficFlow.even(60, to: "http://10.96.0.10/", name: "new"),
      try TrafficFlow.even(40, to: "http://10.96.0.10/", name: "kept"),
      try TrafficFlow.even(
        30, to: "http://cart/", name: "inside",
        from: .pods(namespace: "shop", try LabelSelector("app=web"))),
      try TrafficFlow.even(5, to: "http://nowhere.shop/", name: "nowhere"),
    ]
    for index in flows.indices {
      flows[index].spacing = .poisson
      flows[index].timeout = 2_000_000
      flows[index].until = 40_000_000
    }
    (flows[0].retries, flows[1].keptConnections, flows[2].step) = (2, 6, 300_000)
    return flows
  }

  @Test(arguments: 1...8) func nothingGetsLost(_ seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let rig = try TrafficRig(nodes: 3, behaviors: Self.behaviors)
    try rig.run("web", 3, address: "10.96.0.10")
    try rig.run("cart", 3, address: "10.96.0.11")
    try rig.run("db", 2, address: "10.96.0.12")
    let engine = rig.send(try flows(), seconds: 60)
    var next = 10
    for _ in 0..<40 {
      let node = rig.machine(random.below(3) + 1)
      let pods = try rig.cluster.user.list(.pods, ListOptions()).items
      let pod = pods.isEmpty ? nil : pods[random.below(pods.count)]
      switch random.below(8) {
      case 0: node?.crash()
      case 1: node?.boot()
      case 2: node?.disconnect()
      case 3: node?.connect()
      case 4:
        if let pod, let machine = rig.fleet[pod.boundNode]?.machine {
          machine.crashContainer(ObjectKey(pod), "main")
        }
      case 5: if let pod { _ = try rig.cluster.user.delete(.pods, ObjectKey(pod), DeleteOptions()) }
      case 6: if random.below(2) == 0 { rig.router.stick() } else { rig.router.follow() }
      default:
        try rig.runPod(["web", "cart", "db"][random.below(3)], next)
        next += 1
      }
      rig.cluster.run(seconds: 0.3 + Double(random.below(1_400)) / 1_000)
    }
    rig.cluster.run(seconds: 60)
    var reasons: Set<RequestFailure> = []
    for flow in engine.flows {
      let total = flow.ledger.total
      #expect(total.sent > 0 && total.inFlight == 0, "\(flow.setting.name)")
      reasons.formUnion(total.failures.map(\.reason))
    }
    for (key, ledger) in engine.services { #expect(ledger.total.inFlight == 0, "\(key)") }
    #expect(engine.live.isEmpty)
    for pod in try rig.cluster.user.list(.pods, ListOptions()).items {
      #expect(rig.fleet.world.load(pod.uid).inFlight == 0)
    }
    #expect(engine.flows[0].ledger.total.served > 20)
    #expect(reasons.count >= 3)
    #expect(engine.flows[3].ledger.total.failed(.noSuchName) == engine.flows[3].ledger.total.sent)
  }
}
