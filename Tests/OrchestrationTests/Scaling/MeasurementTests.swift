// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Who tells what pods use, when, and how it is read.
@Suite struct MeasurementTests {
  /// Two nodes with kubelets, and pods with behaviours.
  private final class Nodes {
    let cluster: TestCluster
    let fleet: KubeletFleet
    let world: SimulatedWorld

    init(_ behaviors: [Behavior] = [], isAlways: Bool = false) throws {
      cluster = try TestCluster()
      world = SimulatedWorld(behaviors: BehaviorSet(behaviors))
      world.beginning = cluster.clock.now
      var configuration = KubeletConfiguration()
      configuration.tellsUsageAlways = isAlways
      try cluster.user.create(.namespaces, ["metadata": ["name": "kube-node-lease"]])
      fleet = KubeletFleet(
        nodes: [], cluster.environment("kubelet"), world: world, configuration: configuration)
      var pool = Scenario.NodePool(name: "node", count: 2, capacity: [:])
      pool.capacity = ["cpu": try Quantity("4"), "memory": try Quantity("8Gi")]
      for number in 1...2 { fleet.add(pool.node(number: number)).start() }
      cluster.run(seconds: 1)
    }

    func pod(_ name: String, node: Int = 1, limits: String = "") throws {
      try cluster.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: \(name), labels: {app: \(name)}}
        spec:
          nodeName: node-\(node)
          containers:
            - name: main
              image: example.org/main:1
              resources: {limits: {\(limits)}}
        """)
    }

    func autoscale() throws {
      try cluster.apply(
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: web}
        spec: {scaleTargetRef: {kind: Deployment, name: web}, maxReplicas: 3}
        """)
    }

    func cpu(_ name: String) throws -> Int64? {
      let key = ObjectKey(namespace: "default", name: name)
      guard let metrics = try cluster.user.find(.podMetrics, key) else { return nil }
      let usage = metrics["containers"]?.array?.first?.object?["usage"]?.object
      return try usage?["cpu"].flatMap { Quantity($0) }?.value(in: .milli)
    }
  }

  private func behavior(
    _ app: String, _ cpu: [(Int64, Int64)], base: UsageCurve.Base = .start, shared: Bool = false
  ) throws -> Behavior {
    var behavior = Behavior(name: app)
    behavior.selector.labels = try LabelSelector("app in (\(app))")
    behavior.cpu = cpu.map { UsageCurve.Point(at: $0.0 * 1_000_000, $0.1) }
    (behavior.cpuBase, behavior.isCPUShared) = (base, shared)
    behavior.memory = [UsageCurve.Point(at: 0, 100 << 20)]
    return behavior
  }

  @Test func nobodyAsksNobodyTells() throws {
    let nodes = try Nodes([behavior("a", [(0, 300)])])
    try nodes.pod("a")
    nodes.cluster.run(seconds: 120)
    #expect(try nodes.cluster.user.list(.nodeUsageReports, ListOptions()).items.isEmpty)
    #expect(try nodes.cluster.user.list(.podMetrics, ListOptions()).items.isEmpty)
    try nodes.autoscale()
    nodes.cluster.run(seconds: 30)
    #expect(try nodes.cluster.user.list(.nodeUsageReports, ListOptions()).items.count == 2)
    #expect(try nodes.cpu("a") == 300)
    let key = ObjectKey(namespace: "default", name: "web")
    _ = try nodes.cluster.user.delete(.horizontalPodAutoscalers, key, DeleteOptions())
    nodes.cluster.run(seconds: 60)
    #expect(try nodes.cluster.user.list(.podMetrics, ListOptions()).items.isEmpty)
    let steps = nodes.cluster.clock.stepCount
    nodes.cluster.run(seconds: 600)
    #expect(nodes.cluster.clock.stepCount - steps < 10)
  }

  @Test func whatIsToldLooksAsAMetricsServerHasIt() throws {
    let nodes = try Nodes([behavior("a", [(0, 300)])], isAlways: true)
    try nodes.pod("a")
    nodes.cluster.run(seconds: 60)
    let metrics = try nodes.cluster.user.get(
      .podMetrics, ObjectKey(namespace: "default", name: "a"))
    #expect(metrics["kind"] == "PodMetrics" && metrics["apiVersion"] == "metrics.k8s.io/v1beta1")
    #expect(metrics.labelMap == ["app": "a"])
    #expect(metrics["window"] == "15s")
    #expect(
      metrics["containers"] == [
        ["name": "main", "usage": ["cpu": "300000000n", "memory": "102400Ki"]]
      ])
    let node = try nodes.cluster.user.get(.nodeMetrics, ObjectKey(name: "node-1"))
    #expect(node["usage"] == ["cpu": "300000000n", "memory": "102400Ki"])
    #expect(
      try nodes.cluster.user.list(
        .podMetrics, ListOptions(namespace: "default", labels: LabelSelector("app=b"))
      ).items.isEmpty)
  }

  @Test func measurementsAreReadAndNothingElse() throws {
    let nodes = try Nodes(isAlways: true)
    let user = nodes.cluster.user
    let key = ObjectKey(namespace: "default", name: "a")
    #expect(throws: APIStatus.self) { try user.get(.podMetrics, key) }
    #expect(throws: APIStatus.self) {
      _ = try user.watch(.podMetrics, WatchOptions()) { _ in }
    }
    #expect(throws: APIStatus.self) { _ = try user.delete(.podMetrics, key, DeleteOptions()) }
    #expect(throws: APIStatus.self) {
      try user.create(.podMetrics, ["metadata": ["name": "a", "namespace": "default"]])
    }
    #expect(throws: APIStatus.self) { try user.patch(.nodeMetrics, key, .merge([:])) }
  }

  @Test func oldReportsDoNotCount() throws {
    let nodes = try Nodes([behavior("a", [(0, 300)])], isAlways: true)
    try nodes.pod("a")
    nodes.cluster.run(seconds: 60)
    #expect(try nodes.cpu("a") == 300)
    nodes.fleet["node-1"]?.machine.disconnect()
    nodes.cluster.run(seconds: 31)
    #expect(try nodes.cpu("a") == nil)
    nodes.fleet["node-1"]?.machine.connect()
    nodes.cluster.run(seconds: 15)
    #expect(try nodes.cpu("a") == 300)
  }

  @Test func aPodIsToldOfAfterTenSeconds() throws {
    let nodes = try Nodes([behavior("a", [(0, 300)])], isAlways: true)
    // The clock stands at a whole quarter of a minute plus one second; reports come every quarter.
    nodes.cluster.run(seconds: 8)
    try nodes.pod("a")
    nodes.cluster.run(seconds: 8)
    #expect(try nodes.cpu("a") == nil)
    nodes.cluster.run(seconds: 15)
    #expect(try nodes.cpu("a") == 300)
  }

  // MARK: Curves

  @Test func aCurveSinceTheStart() throws {
    // From 0 to 600 in ten minutes: one more each second.
    let nodes = try Nodes([behavior("a", [(0, 0), (600, 600)])], isAlways: true)
    try nodes.pod("a")
    nodes.cluster.run(seconds: 300)
    // The last report came within 15 s, and is the mean of the 15 s before.
    let cpu = try #require(try nodes.cpu("a"))
    #expect((277...293).contains(cpu))
  }

  @Test func aCurveOfTheDay() throws {
    let hour: Int64 = 3_600
    let curve: [(Int64, Int64)] = [(0, 100), (6 * hour, 100), (6 * hour + 1, 500)]
    let nodes = try Nodes([behavior("a", curve, base: .day)], isAlways: true)
    try nodes.pod("a")
    let midnight = nodes.cluster.clock.now.microseconds / 86_400_000_000 * 86_400 + 86_400
    nodes.cluster.clock.run(until: Timestamp(seconds: midnight + 5 * hour))
    #expect(try nodes.cpu("a") == 100)
    nodes.cluster.clock.run(until: Timestamp(seconds: midnight + 7 * hour))
    #expect(try nodes.cpu("a") == 500)
    nodes.cluster.clock.run(until: Timestamp(seconds: midnight + 25 * hour))
    #expect(try nodes.cpu("a") == 100)
  }

  @Test func workIsShared() throws {
    let nodes = try Nodes(
      [behavior("a", [(0, 900)], base: .scenario, shared: true)], isAlways: true)
    for node in 1...2 {
      try nodes.cluster.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: a-\(node), labels: {app: a}}
        spec: {nodeName: node-\(node), containers: [{name: main, image: "example.org/main:1"}]}
        """)
    }
    nodes.cluster.run(seconds: 60)
    #expect(try nodes.cpu("a-1") == 450)
    #expect(try nodes.cpu("a-2") == 450)
    _ = try nodes.cluster.user.delete(
      .pods, ObjectKey(namespace: "default", name: "a-2"), DeleteOptions(gracePeriodSeconds: 0))
    nodes.cluster.run(seconds: 30)
    #expect(try nodes.cpu("a-1") == 900)
  }

  @Test func limitsAndMachinesBound() throws {
    let nodes = try Nodes(
      [behavior("a", [(0, 900)]), behavior("b", [(0, 3_000)]), behavior("c", [(0, 3_000)])],
      isAlways: true)
    try nodes.pod("a", node: 2, limits: "cpu: 400m")
    try nodes.pod("b")
    try nodes.pod("c")
    nodes.cluster.run(seconds: 60)
    #expect(try nodes.cpu("a") == 400)
    // Six cores are wanted of four.
    #expect(try nodes.cpu("b") == 2_000)
    #expect(try nodes.cpu("c") == 2_000)
  }

  @Test func requestsAreToldOf() throws {
    let nodes = try Nodes([behavior("a", [(0, 100)])], isAlways: true)
    nodes.world.load = { _ in PodLoad(cpu: 250, requestsPerSecond: 12.5, inFlight: 3) }
    try nodes.pod("a")
    nodes.cluster.run(seconds: 60)
    #expect(try nodes.cpu("a") == 350)
    let values = try nodes.cluster.user.list(
      .customMetricValues, ListOptions(namespace: "default")
    ).items
    let named = values.map {
      "\($0["metric"]?.object?["name"]?.string ?? "") \($0["value"]?.string ?? "")"
    }
    #expect(named == ["requests_per_second 12500m", "requests_in_flight 3"])
  }

  @Test func meansOfCurves() {
    let curve = UsageCurve([
      UsageCurve.Point(at: 0, 0), UsageCurve.Point(at: 10, 100), UsageCurve.Point(at: 20, 0),
    ])
    #expect(curve.mean(from: 0, to: 10) == 50)
    #expect(curve.mean(from: 0, to: 20) == 50)
    #expect(curve.mean(from: 5, to: 15) == 75)
    #expect(curve.mean(from: 20, to: 40) == 0)
    #expect(curve.mean(from: 10, to: 10) == 100)
  }
}
