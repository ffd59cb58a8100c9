// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// The slices of services.
@Suite struct EndpointSliceControllerTests {
  private func conditions(_ endpoint: Fields) -> [Bool] {
    ["ready", "serving", "terminating"].map { endpoint["conditions"]?[path: $0] == true }
  }

  @Test func aSliceSaysWhatItsPodsAre() throws {
    let world = try SliceCluster()
    try world.node("node-1", zone: "a")
    try world.pod(
      "one", address: "10.1.0.2", ["hostname": "first", "subdomain": "web"])
    try world.service(labels: ["team": "shop"])
    world.settle()
    let slice = try #require(try world.slices().first)
    let service = try world.user.get(.services, ObjectKey(namespace: "default", name: "web"))
    let pod = try world.user.get(.pods, ObjectKey(namespace: "default", name: "one"))
    #expect(slice["addressType"] == "IPv4")
    #expect(slice["ports"] == [["name": "", "protocol": "TCP", "port": 80]])
    #expect(
      slice.metadata["labels"] == [
        "team": "shop", "kubernetes.io/service-name": "web",
        "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
      ])
    #expect(slice.controllerReference?["uid"] == .string(service.uid))
    #expect(ObjectKey(slice).name.hasPrefix("web-"))
    #expect(
      slice["endpoints"] == [
        [
          "addresses": ["10.1.0.2"],
          "conditions": ["ready": true, "serving": true, "terminating": false],
          "hostname": "first",
          "targetRef": [
            "kind": "Pod", "namespace": "default", "name": "one", "uid": .string(pod.uid),
          ], "nodeName": "node-1", "zone": "a",
        ]
      ])
  }

  /// What a pod is, and what its endpoint says: ready, serving, terminating; `nil` for none.
  struct Case: CustomTestStringConvertible {
    var isReady = true
    var isEnding = false
    var phase = "Running"
    var address: String? = "10.1.0.2"
    var isPublished = false
    var conditions: [Bool]?
    var testDescription: String { "\(self)" }
  }

  static let cases: [Case] = [
    Case(conditions: [true, true, false]),
    Case(isReady: false, conditions: [false, false, false]),
    Case(isEnding: true, conditions: [false, true, true]),
    Case(isReady: false, isEnding: true, conditions: [false, false, true]),
    Case(isReady: false, isPublished: true, conditions: [true, false, false]),
    Case(isReady: false, isEnding: true, isPublished: true, conditions: [true, false, true]),
    Case(phase: "Succeeded", conditions: nil), Case(phase: "Failed", conditions: nil),
    Case(address: nil, conditions: nil),
    Case(isReady: false, phase: "Pending", conditions: [false, false, false]),
  ]

  @Test(arguments: cases) func conditionsOfEndpoints(_ example: Case) throws {
    let world = try SliceCluster()
    try world.node("node-1")
    try world.service(["publishNotReadyAddresses": .bool(example.isPublished)])
    world.settle()
    try world.pod(
      "one", address: example.address, isReady: example.isReady, phase: example.phase)
    if example.isEnding {
      _ = try world.user.delete(
        .pods, ObjectKey(namespace: "default", name: "one"), DeleteOptions())
    }
    world.settle()
    let endpoints = try world.endpoints()
    #expect(endpoints.map(conditions) == (example.conditions.map { [$0] } ?? []))
    #expect(try world.slices().count == 1, "a service without endpoints has an empty slice")
  }

  @Test func hundredEndpointsAreInASlice() throws {
    let world = try SliceCluster()
    try world.node("node-1")
    for index in 0..<250 {
      try world.pod("p\(index)", address: "10.1.\(index / 200).\(index % 200)")
    }
    try world.service()
    world.settle()
    let sizes = try world.slices().map { $0["endpoints"]?.array?.count ?? 0 }
    #expect(sizes.sorted() == [50, 100, 100])
    let before = world.cluster.machinery.store.revision
    // One pod changes: its slice is written, and no other.
    try world.pod("p7", address: "10.1.0.7", isReady: false)
    world.settle()
    #expect(world.cluster.machinery.store.revision - before == 2)
    // One is gone for good and another comes: the slice with a gap is filled.
    try world.user.deleteIfPresent(
      .pods, ObjectKey(namespace: "default", name: "p3"), DeleteOptions(gracePeriodSeconds: 0))
    try world.pod("new", address: "10.1.9.9")
    world.settle()
    let after = try world.slices()
    #expect(after.count == 3)
    #expect(after.map { $0["endpoints"]?.array?.count ?? 0 }.sorted() == [50, 100, 100])
    #expect(try world.endpoints().contains { SliceCluster.address($0) == "10.1.9.9" })
  }

  @Test func portsThatDifferMakeSeveralSlices() throws {
    let world = try SliceCluster()
    try world.node("node-1")
    func containers(_ port: Int64) -> Fields {
      [
        "containers": [
          ["name": "a", "ports": [["name": "http", "containerPort": .integer(port)]]]
        ]
      ]
    }
    try world.pod("old", address: "10.1.0.2", containers(8080))
    try world.pod("new", address: "10.1.0.3", containers(9090))
    try world.pod("none", address: "10.1.0.4")
    try world.service(["ports": [["port": 80, "name": "web", "targetPort": "http"]]])
    world.settle()
    let ports = try world.slices().map { slice in
      (
        (slice["ports"]?.array ?? []).compactMap { $0.object?.wholeNumber("port") },
        (slice["endpoints"]?.array ?? []).compactMap { $0.object.map(SliceCluster.address) }
      )
    }
    #expect(ports.count == 3)
    #expect(ports.first { $0.0 == [8080] }?.1 == ["10.1.0.2"])
    #expect(ports.first { $0.0 == [9090] }?.1 == ["10.1.0.3"])
    #expect(ports.first { $0.0.isEmpty }?.1 == ["10.1.0.4"])
  }

  @Test func slicesOfOthersAreLeftAlone() throws {
    let world = try SliceCluster()
    try world.node("node-1")
    try world.pod("one", address: "10.1.0.2")
    for name in ["mine", "web"] {
      try world.user.create(
        .endpointSlices,
        [
          "metadata": [
            "name": .string("\(name)-by-hand"), "namespace": "default",
            "labels": ["kubernetes.io/service-name": .string(name)],
          ], "addressType": "IPv4", "endpoints": [["addresses": ["192.0.2.1"]]], "ports": [],
        ])
    }
    try world.service(named: "mine", app: nil)
    try world.service()
    world.settle()
    #expect(try world.slices("mine").map { ObjectKey($0).name } == ["mine-by-hand"])
    #expect(try world.slices().count == 2)
    #expect(try world.endpoints().map(SliceCluster.address) == ["10.1.0.2", "192.0.2.1"])
  }

  @Test func whatSomebodySpoilsIsPutRight() throws {
    let world = try SliceCluster()
    try world.node("node-1")
    try world.pod("one", address: "10.1.0.2")
    try world.service()
    world.settle()
    var slice = try #require(try world.slices().first)
    slice["endpoints"] = []
    try world.user.update(.endpointSlices, slice)
    world.settle()
    #expect(try world.endpoints().count == 1)
    _ = try world.user.delete(.endpointSlices, ObjectKey(slice), DeleteOptions())
    world.settle()
    #expect(try world.endpoints().count == 1)
  }

  @Test func podsLeaveByTheirLabelsAndSelectorsMove() throws {
    let world = try SliceCluster()
    try world.node("node-1")
    try world.pod("one", address: "10.1.0.2")
    try world.pod("two", app: "other", address: "10.1.0.3")
    try world.service()
    world.settle()
    try world.user.patch(
      .pods, ObjectKey(namespace: "default", name: "one"),
      .merge(["metadata": ["labels": ["app": "gone"]]]))
    world.settle()
    #expect(try world.endpoints().isEmpty)
    try world.service(app: "other")
    world.settle()
    #expect(try world.endpoints().map(SliceCluster.address) == ["10.1.0.3"])
  }

  @Test func podsOnNodesThatAreNotThereDoNotCount() throws {
    let world = try SliceCluster()
    try world.pod("one", address: "10.1.0.2")
    try world.service()
    world.settle()
    #expect(try world.endpoints().isEmpty)
    try world.node("node-1", zone: "b")
    world.settle()
    #expect(try world.endpoints().map { $0["zone"] } == ["b"])
  }

  @Test func aSecondLookWritesNothing() throws {
    let world = try SliceCluster()
    try world.node("node-1")
    for index in 0..<120 { try world.pod("p\(index)", address: "10.1.0.\(index)") }
    try world.service(annotations: ["service.kubernetes.io/topology-mode": "Auto"])
    world.settle()
    world.controller.stop()
    let before = world.cluster.machinery.store.revision
    world.controller.start()
    world.settle()
    let writes = world.cluster.machinery.store.revision - before
    // After a restart it is told again that shares are impossible.
    #expect(writes <= 1)
  }

  // MARK: Hints

  @Test(arguments: ["PreferClose", "PreferSameZone", "PreferSameNode"])
  func endpointsAreForWhoIsNear(_ distribution: String) throws {
    let world = try SliceCluster()
    try world.node("node-1", zone: "a")
    try world.pod("one", address: "10.1.0.2")
    try world.pod("late", address: "10.1.0.3", isReady: false)
    try world.service(["trafficDistribution": .string(distribution)])
    world.settle()
    var hints: Fields = ["forZones": [["name": "a"]]]
    if distribution == "PreferSameNode" { hints["forNodes"] = [["name": "node-1"]] }
    #expect(try world.endpoints().map { $0["hints"] } == [.object(hints), nil])
    try world.service()
    world.settle()
    #expect(try world.endpoints().map { $0["hints"] } == [nil, nil])
  }

  @Test func endpointsAreSharedOutByProcessors() throws {
    let world = try SliceCluster()
    try world.node("node-1", zone: "a", cpu: "4")
    try world.node("node-2", zone: "b", cpu: "2")
    for index in 0..<9 {
      try world.pod("p\(index)", node: "node-1", address: "10.1.0.\(index)")
    }
    try world.service(annotations: ["service.kubernetes.io/topology-mode": "Auto"])
    world.settle()
    func zones() throws -> [String: Int] {
      try world.endpoints().reduce(into: [:]) { counts, endpoint in
        let zone = endpoint["hints"]?[path: "forZones"]?.array?.first?.object?["name"]?.string
        counts[zone ?? "none", default: 0] += 1
      }
    }
    #expect(try zones() == ["a": 6, "b": 3])
    try world.node("node-2", zone: "b", cpu: "2", isReady: false)
    world.settle()
    #expect(try zones() == ["none": 9], "with one zone there is nothing to share out")
    let events = try world.user.list(.events, ListOptions()).items.compactMap {
      $0["reason"]?.string
    }
    #expect(events.sorted() == ["TopologyAwareHintsDisabled", "TopologyAwareHintsEnabled"])
  }

  struct Shares: CustomTestStringConvertible {
    let nodes: [(zone: String, processors: Int64)]
    let zones: [String]
    let hints: [String]?
    var testDescription: String { "\(zones) -> \(hints ?? ["none"])" }
  }

  static let shares: [Shares] = [
    Shares(nodes: [("a", 1), ("b", 1)], zones: ["a", "b"], hints: ["a", "b"]),
    Shares(nodes: [("a", 1), ("b", 1)], zones: ["a", "a"], hints: ["b", "a"]),
    Shares(nodes: [("a", 1), ("b", 1)], zones: ["a"], hints: nil),
    Shares(nodes: [("a", 1), ("b", 1)], zones: ["a", ""], hints: nil),
    Shares(nodes: [("a", 1)], zones: ["a", "a"], hints: nil),
    Shares(nodes: [("a", 1), ("", 1)], zones: ["a", "a"], hints: nil),
    Shares(nodes: [("a", 1), ("b", 0)], zones: ["a", "a"], hints: nil),
    // Each of three zones would need one of three, and the small ones less: too much for them.
    Shares(
      nodes: [("a", 10), ("b", 1), ("c", 1)], zones: ["a", "b", "c"], hints: nil),
  ]

  @Test(arguments: shares) func zonesHaveShares(_ example: Shares) {
    let hints = try? ZoneShares(example.nodes).hints(example.zones).get()
    #expect(hints == example.hints)
  }
}
