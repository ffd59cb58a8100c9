// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@testable import Scheduling

@Suite("The smallest changes that let a pod run")
struct SmallestChangesTests {
  /// A pod that does not fit, and what would help.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let nodes: [Node]
    let pods: [Pod]
    let node: String
    let changes: [Change]

    init(_ title: String, _ nodes: [Node], _ pods: [Pod], on node: String, _ changes: Change...) {
      (testDescription, self.nodes, self.pods) = (title, nodes, pods)
      (self.node, self.changes) = (node, changes)
    }
  }

  @Test("names what is to be changed", arguments: room + placement + neighbours)
  func example(of example: Case) throws {
    let snapshot = try Engine.snapshot(
      OracleCluster(nodes: example.nodes), example.pods, SchedulerConfiguration())
    let pod = try #require(snapshot.pod("new"))
    let found = snapshot.smallestChanges(for: pod)
    #expect(found.first.map { snapshot.nodeName($0.node) } == example.node)
    #expect(found.first?.changes == example.changes)
  }

  static let room: [Case] = [
    Case(
      "less of a request, by as little as can be",
      [node("n0").cpu("2"), node("n1").cpu("3")], [pod("new").cpu("4")], on: "n1",
      .requestLess(resource: "cpu", from: 4_000, to: 3_000)),
    Case(
      "less of two requests", [node("n0").cpu("2").memory("1Gi")],
      [pod("new").cpu("4").memory("2Gi")], on: "n0",
      .requestLess(resource: "cpu", from: 4_000, to: 2_000),
      .requestLess(resource: "memory", from: 2 << 30, to: 1 << 30)),
    Case(
      "more on the node where nothing is free", [node("n0").cpu("1")],
      [pod("used").cpu("1").on("n0"), pod("new").cpu("2")], on: "n0",
      .moreAllocatable(resource: "cpu", from: 1_000, to: 3_000)),
    Case(
      "more of a resource that the node does not have", [node("n0")],
      [pod("new").request("example.com/gpu", "2")], on: "n0",
      .moreAllocatable(resource: "example.com/gpu", from: 0, to: 2)),
    Case(
      "one more pod", [node("n0").pods(1)], [pod("used").on("n0"), pod("new")], on: "n0",
      .allowMorePods(from: 1, to: 2)),
    Case(
      "a port", [node("n0")], [pod("used").hostPort(80).on("n0"), pod("new").hostPort(80)],
      on: "n0", .freePort(80)),
  ]

  static let placement: [Case] = [
    Case(
      "all taints of the node that takes the fewest",
      [
        node("n0").taint("a", "x", "NoSchedule").taint("b", nil, "NoExecute")
          .taint("c", nil, "NoSchedule"),
        node("n1").taint("a", "x", "NoSchedule").taint("b", nil, "NoExecute")
          .taint("c", nil, "PreferNoSchedule"),
      ], [pod("new")], on: "n1", .tolerate(key: "a", value: "x", effect: "NoSchedule"),
      .tolerate(key: "b", value: "", effect: "NoExecute")),
    Case("a cordon", [node("n0").unschedulable()], [pod("new")], on: "n0", .uncordon),
    Case(
      "a label of the selector", [node("n0").label("disk", "hdd")],
      [pod("new").nodeSelector("disk", "ssd")], on: "n0",
      .label(key: "disk", comparison: "In", values: ["ssd"])),
    Case(
      "the labels of the nearest term", [node("n0").label("a", "1")],
      [
        pod("new").nodeAffinity(
          nodeTerm(requirement("b", "Exists"), requirement("c", "Gt", "3"))
        ).nodeAffinity(nodeTerm(requirement("a", "Exists"), requirement("d", "In", "x", "y")))
      ], on: "n0", .label(key: "d", comparison: "In", values: ["x", "y"])),
    Case(
      "affinity for another node by name", [node("n0")],
      [
        pod("new").nodeAffinity(
          nodeTerm(fields: [requirement("metadata.name", "In", "n7")]))
      ], on: "n0", .relaxNodeAffinity),
    Case(
      "labels that cannot be together", [node("n0").label("disk", "hdd")],
      [
        pod("new").nodeSelector("disk", "ssd")
          .nodeAffinity(nodeTerm(requirement("disk", "In", "nvme")))
      ], on: "n0", .relaxNodeAffinity),
    Case(
      "a label that what holds already forbids", [node("n0")],
      [
        pod("new").nodeAffinity(
          nodeTerm(requirement("disk", "Exists"), requirement("disk", "DoesNotExist")))
      ], on: "n0", .relaxNodeAffinity),
    Case(
      "a cordon and a request together",
      [node("n0").unschedulable().cpu("1")], [pod("new").cpu("2")], on: "n0", .uncordon,
      .requestLess(resource: "cpu", from: 2_000, to: 1_000)),
  ]

  static let web = selector(["app": "web"])
  static let neighbours: [Case] = [
    Case(
      "more skew", [node("n0").zone("a"), node("n1").zone("b").cpu("1")],
      [
        pod("used").label("app", "web").on("n0"), pod("full").cpu("1").on("n1"),
        pod("new").cpu("1").label("app", "web").spread(spreadConstraint(zoneKey, web)),
      ], on: "n0", .raiseMaxSkew(topologyKey: zoneKey, from: 1, to: 2)),
    Case(
      "the label that pods are spread over", [node("n0")],
      [pod("new").label("app", "web").spread(spreadConstraint("rack", web))], on: "n0",
      .addTopologyLabel("rack")),
    Case(
      "affinity that nothing fulfils", [node("n0")],
      [pod("new").affinity(podTerm(hostnameKey, web))], on: "n0",
      .dropAffinity(topologyKey: hostnameKey)),
    Case(
      "anti-affinity of the pod", [node("n0")],
      [
        pod("used").label("app", "web").on("n0"),
        pod("new").antiAffinity(podTerm(hostnameKey, web)),
      ], on: "n0", .dropAntiAffinity(topologyKey: hostnameKey, isExisting: false)),
    Case(
      "anti-affinity of a pod that is there", [node("n0")],
      [
        pod("used").on("n0").antiAffinity(podTerm(hostnameKey, web)),
        pod("new").label("app", "web"),
      ], on: "n0", .dropAntiAffinity(topologyKey: hostnameKey, isExisting: true)),
  ]

  @Test("lists different changes by their size, each once")
  func list() throws {
    let nodes = [
      node("n0").cpu("1"), node("n1").taint("a", nil, "NoSchedule"), node("n2").cpu("1"),
      node("n3").cpu("3"), node("n4").unschedulable(),
    ]
    let snapshot = try Engine.snapshot(
      OracleCluster(nodes: nodes), [pod("new").cpu("4")], SchedulerConfiguration())
    let found = snapshot.smallestChanges(for: 0, limit: 10)
    #expect(found.map(\.node) == [1, 4, 3, 0])
    #expect(found.map(\.size) == [1, 1, 1.25, 1.75])
    #expect(snapshot.smallestChanges(for: 0, limit: 2).map(\.node) == [1, 4])
  }

  @Test("says nothing where the pod fits or no node is there")
  func nothing() throws {
    let fits = try Engine.snapshot(
      OracleCluster(nodes: [node("n0")]), [pod("new")], SchedulerConfiguration())
    #expect(fits.smallestChanges(for: 0) == [])
    let empty = try Engine.snapshot(OracleCluster(), [pod("new")], SchedulerConfiguration())
    #expect(empty.smallestChanges(for: 0) == [])
  }

  static let recipes: [(name: String, recipe: ClusterRecipe)] = [
    ("nodes", ClusterRecipe(.taints, .cordons, .nodeAffinity, .nodeNames, .missingLabels)),
    ("room", ClusterRecipe(.extendedResources, .priorities, .nominations, .hostPorts)),
    ("spread", ClusterRecipe(.spread, .spreadDetails, .taints, density: 80)),
    ("affinity", ClusterRecipe(.podAffinity, .namespaces, .cordons, density: 70)),
  ]

  @Test("really let the pod run when they are made", arguments: recipes.map(\.name))
  func applied(name: String) throws {
    var recipe = try #require(Self.recipes.first { $0.name == name }?.recipe)
    recipe.boundPods = 10...30
    recipe.nodes = 1...6
    var applied = 0
    for seed in 0..<UInt64(25) {
      var generator = ClusterGenerator(seed: 5_000 + seed, recipe: recipe)
      let cluster = generator.cluster()
      let snapshot = try #require(Engine(cluster, profile: OracleProfile()).snapshot)
      for pod in cluster.pendingPods {
        let index = try #require(
          snapshot.pod(pod.metadata.name ?? "", in: pod.metadata.namespace ?? "default"))
        for set in snapshot.smallestChanges(for: index, limit: 4) {
          #expect(snapshot.refusal(of: index, on: set.node) != nil)
          var changed = AppliedChange(cluster, pod, node: snapshot.nodeName(set.node))
          guard changed.apply(set.changes) else { continue }
          applied += 1
          changed.cluster.pods.removeAll {
            $0.metadata.name == pod.metadata.name
              && $0.metadata.namespace == pod.metadata.namespace
          }
          let oracle = Oracle(changed.cluster)
          #expect(
            oracle.verdict(changed.pod, on: changed.node) == .fits,
            "\(name), seed \(seed), pod \(pod.metadata.name ?? ""): \(set.changes)")
        }
      }
    }
    #expect(applied > 20)
  }
}
