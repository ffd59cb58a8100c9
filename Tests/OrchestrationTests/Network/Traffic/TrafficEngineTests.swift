// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Requests go where rules lead, and none gets lost.
@Suite struct TrafficEngineTests {
  private let address = "10.96.0.10"
  private static let probe =
    ", readinessProbe: {periodSeconds: 1, failureThreshold: 1, httpGet: {port: 80}}"

  @Test func requestsSpreadOverAllEndpoints() throws {
    let rig = try TrafficRig(
      behaviors: TrafficRig.behavior("web", "latency: 20ms, cpu: 4ms, concurrency: 50"))
    try rig.run("web", 4, address: address)
    rig.send([try .even(400, to: "http://\(address)/")], seconds: 30)
    rig.cluster.run(seconds: 30)
    let total = rig.total()
    #expect(total.sent == 12_000)
    #expect(total.failed == 0)
    #expect(total.servingPods == 4)
    #expect(total.imbalance < 1.02)
    #expect(total.latency.percentile(0.5) >= 0.02 && total.latency.percentile(0.5) < 0.0207)
    let pod = try #require(try rig.cluster.object(.pods, "web-0", as: Pod.self, in: "shop"))
    let load = rig.fleet.world.load(pod.metadata.uid ?? "")
    #expect(abs(load.requestsPerSecond - 100) < 5)
    #expect(abs(load.cpu - 400) < 20)
  }

  @Test func anUnreadyPodGetsNone() throws {
    let rig = try TrafficRig(
      behaviors: TrafficRig.behavior(
        "web", "latency: 20ms", ", probes: [{probe: readiness, failsAfter: 10s, for: 20s}]"))
    try rig.run("web", 1, address: address)
    try rig.cluster.apply(
      """
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: web-1, namespace: shop, labels: {app: web}},
       spec: {nodeName: node-2, containers: [{name: main, image: x, readinessProbe:
         {periodSeconds: 1, failureThreshold: 1, httpGet: {port: 80}}}]}}
      """)
    rig.cluster.run(seconds: 3)
    let queries = [
      TrafficQuery(.flow("flow"), .sent, until: 5_000_000),
      TrafficQuery(.flow("flow"), .sent, from: 10_000_000, until: 24_000_000),
    ]
    let engine = rig.send([try .even(100, to: "http://\(address)/")], seconds: 40, queries: queries)
    rig.cluster.run(seconds: 40)
    let unready = ObjectKey(namespace: "shop", name: "web-1")
    #expect(rig.total().failed == 0)
    let windows = engine.flows[0].ledger.windows
    #expect((windows[0].tally.pods[unready]?.sent ?? 0) > 100)
    #expect(windows[1].tally.pods[unready] == nil)
    #expect(windows[1].tally.served > 1_300)
    #expect((rig.total().pods[unready]?.served ?? 0) > 500)
  }

  @Test func aTerminatingPodFinishesWhatItHasAndGetsNoMore() throws {
    let rig = try TrafficRig(
      behaviors: TrafficRig.behavior("web", "latency: 1500ms", ", termination: {delay: 20s}"))
    try rig.run("web", 2, address: address)
    rig.send([try .even(40, to: "http://\(address)/")], seconds: 30)
    rig.cluster.run(seconds: 9.5)
    let ending = ObjectKey(namespace: "shop", name: "web-0")
    let before = rig.total().pods[ending]?.sent ?? 0
    #expect(before > 100)
    _ = try rig.cluster.user.delete(.pods, ending, DeleteOptions())
    rig.cluster.run(seconds: 1)
    let after = rig.total().pods[ending]?.sent ?? 0
    // What was dealt with before is all that still comes.
    #expect(after - before <= 25)
    rig.cluster.run(seconds: 18)
    let total = rig.total()
    #expect(total.pods[ending]?.sent == after)
    #expect(total.pods[ending]?.served == after)
    #expect(total.failed == 0)
  }

  @Test func aPodThatDiesDropsWhatItHas() throws {
    let rig = try TrafficRig(behaviors: TrafficRig.behavior("web", "latency: 2s, concurrency: 200"))
    try rig.run("web", 2, address: address)
    rig.send([try .even(50, to: "http://\(address)/")], seconds: 20)
    rig.cluster.run(seconds: 10.5)
    rig.machine(1)?.crashContainer(ObjectKey(namespace: "shop", name: "web-0"), "main")
    rig.cluster.run(seconds: 9)
    let total = rig.total()
    // It had two seconds of 25 a second, and nobody listened for the rest of the step.
    #expect(abs(total.failed(.connectionReset) - 50) <= 6)
    #expect(total.failed(.connectionRefused) <= 25)
    #expect(
      total.failures.map(\.reason.rawValue).filter { !$0.hasPrefix("connectionRe") } == [])
  }

  @Test func nobodyAnswersOnANodeWithoutPower() throws {
    let rig = try TrafficRig(behaviors: TrafficRig.behavior("web", "latency: 10ms"))
    try rig.run("web", 2, address: address)
    var flow = try TrafficFlow.even(50, to: "http://\(address)/")
    flow.timeout = 3_000_000
    rig.send([flow], seconds: 40)
    rig.cluster.run(seconds: 10)
    // The API does not know of it yet.
    rig.machine(1)?.crash()
    rig.cluster.run(seconds: 20)
    let total = rig.total()
    #expect(total.failed(.unreachable) > 300)
    #expect(
      total.failed(.unreachable) + total.failed(.connectionRefused)
        + total.failed(.connectionReset) == total.failed)
  }

  @Test func whatFailsIsTriedAgain() throws {
    let rig = try TrafficRig(
      behaviors: TrafficRig.behavior("web", "latency: 10ms, failure: 0.2"))
    try rig.run("web", 2, address: address)
    var (once, again) = (
      try TrafficFlow.even(200, to: "http://\(address)/", name: "once"),
      try TrafficFlow.even(200, to: "http://\(address)/", name: "again")
    )
    again.retries = 3
    once.until = 20_000_000
    again.until = 20_000_000
    rig.send([once, again], seconds: 30)
    rig.cluster.run(seconds: 30)
    #expect(rig.total(0).sent == 4_000)
    #expect(abs(rig.total(0).failureRate - 0.2) < 0.03)
    #expect(rig.total(1).sent == 4_000)
    #expect(rig.total(1).failureRate < 0.006)
    #expect(rig.total(1).inFlight == 0)
    #expect(rig.total(1).latency.percentile(0.95) > 0.9)
  }

  @Test func overloadWaitsThenIsRefused() throws {
    // Ten at once for 100 ms: 100 a second.
    let rig = try TrafficRig(
      behaviors: TrafficRig.behavior("web", "latency: 100ms, concurrency: 10, queue: 200"))
    try rig.run("web", 1, address: address)
    rig.send([try .even(150, to: "http://\(address)/")], seconds: 60)
    rig.cluster.run(seconds: 60)
    let total = rig.total()
    #expect(total.failed == total.failed(.overload))
    let served = Double(total.served) / 60
    #expect(served > 97 && served < 103)
    // The queue is full: 200 wait for two seconds.
    #expect(total.latency.percentile(0.95) > 1.9 && total.latency.percentile(0.99) < 2.3)
  }

  @Test func theLimitOfProcessorsIsTheLimitOfRequests() throws {
    let rig = try TrafficRig(
      behaviors: TrafficRig.behavior("web", "latency: 10ms, cpu: 10ms, queue: 0"))
    try rig.run(
      "web", 1, address: address, container: ", resources: {limits: {cpu: 500m, memory: 1Gi}}")
    rig.send([try .even(100, to: "http://\(address)/")], seconds: 30)
    rig.cluster.run(seconds: 30)
    let pod = try #require(try rig.cluster.object(.pods, "web-0", as: Pod.self, in: "shop"))
    let load = rig.fleet.world.load(pod.metadata.uid ?? "")
    #expect(load.cpu > 470 && load.cpu <= 505)
    #expect(abs(Double(rig.total().served) / 30 - 50) < 3)
  }

  @Test func callsAddUpAndFailuresComeBack() throws {
    let rig = try TrafficRig(
      behaviors: TrafficRig.behavior(
        "web", "latency: 10ms, calls: [{to: \"http://cart/\", count: 2}, {to: db.shop}]")
        + TrafficRig.behavior("cart", "latency: 20ms, calls: [{to: db}]")
        + TrafficRig.behavior("db", "latency: 5ms, failure: 0.01"))
    try rig.run("web", 2, address: address)
    try rig.run("cart", 2, address: "10.96.0.11")
    try rig.run("db", 1, address: "10.96.0.12")
    let engine = rig.send([try .even(100, to: "http://\(address)/")], seconds: 40)
    rig.cluster.run(seconds: 39)
    let total = rig.total()
    let db = try #require(engine.services[ObjectKey(namespace: "shop", name: "db")]).total
    let web = try #require(engine.services[ObjectKey(namespace: "shop", name: "web")]).total
    // 10 ms, twice 20 + 5 ms, and 5 ms.
    #expect(total.latency.percentile(0.5) >= 0.065 && total.latency.percentile(0.5) < 0.068)
    #expect(abs(Double(db.sent) / Double(total.sent) - 3) < 0.1)
    #expect(total.failed == total.failed(.error))
    #expect(abs(total.failureRate - 0.0297) < 0.012)
    #expect(web.failed(.callFailed) == web.failed && web.failed == total.failed)
  }

  @Test func circlesOfCallsEnd() throws {
    let rig = try TrafficRig(
      behaviors: TrafficRig.behavior("a", "latency: 1ms, calls: [{to: b}]")
        + TrafficRig.behavior("b", "latency: 1ms, calls: [{to: a}]"))
    try rig.run("a", 1, address: address)
    try rig.run("b", 1, address: "10.96.0.11")
    rig.send([try .even(10, to: "http://\(address)/")], seconds: 10)
    rig.cluster.run(seconds: 10)
    #expect(rig.total().served == 0)
    #expect(rig.total().failed(.callsTooDeep) == rig.total().failed && rig.total().failed > 80)
  }

  @Test func keptConnectionsStayWhereTheyAre() throws {
    let rig = try TrafficRig(behaviors: TrafficRig.behavior("web", "latency: 10ms"))
    try rig.run("web", 1, address: address)
    var (kept, new) = (
      try TrafficFlow.even(100, to: "http://\(address)/", name: "kept"),
      try TrafficFlow.even(100, to: "http://\(address)/", name: "new")
    )
    kept.keptConnections = 4
    new.keptConnections = 0
    rig.send([kept, new], seconds: 30)
    rig.cluster.run(seconds: 5)
    try rig.runPod("web", 1)
    rig.cluster.run(seconds: 5)
    let late = ObjectKey(namespace: "shop", name: "web-1")
    #expect(rig.total(0).pods[late] == nil)
    #expect((rig.total(1).pods[late]?.sent ?? 0) > 100)
    _ = try rig.cluster.user.delete(
      .pods, ObjectKey(namespace: "shop", name: "web-0"), DeleteOptions())
    rig.cluster.run(seconds: 15)
    #expect((rig.total(0).pods[late]?.served ?? 0) > 1_000)
  }

  @Test func affinityKeepsAClientAtOnePod() throws {
    let rig = try TrafficRig(behaviors: TrafficRig.behavior("web", "latency: 10ms"))
    try rig.run("web", 4, address: address, service: ", sessionAffinity: ClientIP")
    var (one, many) = (
      try TrafficFlow.even(100, to: "http://\(address)/", name: "one"),
      try TrafficFlow.even(100, to: "http://\(address)/", name: "many")
    )
    one.clientAddresses = 1
    many.clientAddresses = 1_000
    rig.send([one, many], seconds: 20)
    rig.cluster.run(seconds: 20)
    #expect(rig.total(0).servingPods == 1)
    #expect(rig.total(1).servingPods == 4)
  }

  @Test func policiesForbidWhoIsNotAllowed() throws {
    let rig = try TrafficRig(behaviors: TrafficRig.behavior("web", "latency: 10ms"))
    try rig.run("web", 2, address: address)
    try rig.run("friend", 1, address: "10.96.0.20")
    try rig.run("stranger", 1, address: "10.96.0.21")
    try rig.cluster.apply(
      """
      ---
      {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: friends, namespace: shop},
       spec: {podSelector: {matchLabels: {app: web}},
         ingress: [{from: [{podSelector: {matchLabels: {app: friend}}}]}]}}
      """)
    var flows: [TrafficFlow] = []
    for name in ["friend", "stranger"] {
      flows.append(
        try .even(
          20, to: "http://web/", name: name,
          from: .pods(namespace: "shop", try LabelSelector("app=\(name)"))))
    }
    rig.send(flows, seconds: 10)
    rig.cluster.run(seconds: 9.5)
    #expect(rig.total(0).failed == 0 && rig.total(0).served > 150)
    #expect(rig.total(1).served == 0)
    #expect(rig.total(1).failed(.forbidden) == rig.total(1).failed && rig.total(1).failed > 150)
  }

  @Test func aMachineThatIsCutOffIsReachedByItself() throws {
    let rig = try TrafficRig(behaviors: TrafficRig.behavior("web", "latency: 10ms"))
    try rig.run("web", 1, address: address)
    try rig.run("near", 1, address: "10.96.0.20")
    try rig.runPod("far", 1)
    rig.cluster.run(seconds: 2)
    rig.machine(1)?.disconnect()
    var flows: [TrafficFlow] = []
    for name in ["near", "far"] {
      var flow = try TrafficFlow.even(
        20, to: "http://web/", name: name,
        from: .pods(namespace: "shop", try LabelSelector("app=\(name)")))
      flow.timeout = 1_000_000
      flows.append(flow)
    }
    rig.send(flows, seconds: 10)
    rig.cluster.run(seconds: 9.5)
    #expect(rig.total(0).failed == 0 && rig.total(0).served > 150)
    #expect(rig.total(1).served == 0 && rig.total(1).failed(.unreachable) > 100)
  }

  @Test func theSameSeedGivesTheSame() throws {
    func run() throws -> [RequestTally] {
      let rig = try TrafficRig(
        behaviors: TrafficRig.behavior("web", "failure: 0.1, calls: [{to: db}]")
          + TrafficRig.behavior("db", "latency: {exponential: {mean: 30ms}}"))
      try rig.run("web", 3, address: address)
      try rig.run("db", 2, address: "10.96.0.12")
      var flow = try TrafficFlow.even(300, to: "http://\(address)/")
      (flow.spacing, flow.retries) = (.poisson, 1)
      rig.send([flow], seconds: 20)
      rig.cluster.run(seconds: 12)
      rig.machine(1)?.crashContainer(ObjectKey(namespace: "shop", name: "web-0"), "main")
      rig.cluster.run(seconds: 8)
      return [rig.total()]
    }
    let first = try run()
    #expect(try run() == first && run() == first)
  }

  /// Steps cost what batches cost: an hour of 5,000 requests a second is a matter of thousands of
  /// batches, not millions.
  @Test func manyRequestsAreFewBatches() throws {
    let rig = try TrafficRig(
      behaviors: TrafficRig.behavior("web", "latency: 10ms, concurrency: 500"))
    try rig.run("web", 3, address: address)
    let engine = rig.send([try .even(5_000, to: "http://\(address)/")], seconds: 20)
    rig.cluster.run(seconds: 20)
    #expect(rig.total().sent == 100_000)
    #expect(engine.batchCount <= 20 * 3 * 8)
    #expect(rig.router.routedCount <= 20 * TrafficEngine.asked)
    // All connections but those of the last step have ended.
    #expect(rig.router.closedCount >= rig.router.routedCount - TrafficEngine.asked)
  }
}
