// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing
import VectorPacking

@testable import Scheduling

@Suite("What of a cluster is in the packing problem")
struct LoweringExampleTests {
  private func lowered(
    _ nodes: [Node], _ pods: [Pod], _ profile: SchedulerProfile = SchedulerProfile()
  ) throws -> LoweredCluster {
    try LoweredCluster(
      try Engine.snapshot(
        OracleCluster(nodes: nodes), pods, SchedulerConfiguration(profiles: [profile])))
  }

  /// On which nodes each shape may be.
  private func allowed(_ lowered: LoweredCluster) -> [[String]] {
    lowered.problem.shapes.map { shape in
      lowered.problem.binTypes.indices.filter {
        lowered.problem.isCompatible(shape, with: $0)
      }.flatMap { lowered.nodesOfType[$0].map(lowered.snapshot.nodeName) }.sorted()
    }
  }

  @Test("pods alike are one shape, nodes alike one bin type with what is in use as load")
  func shapesAndBins() throws {
    let lowered = try lowered(
      [node("n0"), node("n1"), node("n2").cpu("2"), node("n3")],
      [
        pod("a").cpu("1").image("x"), pod("b").cpu("2").memory("1Gi"),
        pod("c").cpu("1").image("x"),
        pod("used").cpu("500m").on("n3"), pod("daemon").cpu("1").on("n1").ownedBy("DaemonSet", "d"),
      ])
    let problem = lowered.problem
    #expect(problem.resources.map(\.name) == ["cpu", "memory"])
    #expect(problem.shapes.map { problem.count(of: $0) } == [2, 1])
    #expect(Array(problem.demand(of: 0)) == [1_000, 0])
    #expect(Array(problem.demand(of: 1)) == [2_000, 1 << 30])
    #expect(lowered.podsOfShape == [[0, 2], [1]])
    #expect(lowered.nodesOfType == [[0], [1], [2], [3]])
    #expect(problem.binTypes.map { $0.capacity[0] } == [4_000, 4_000, 2_000, 4_000])
    #expect(problem.binTypes.map { $0.load[0] } == [0, 1_000, 0, 500])
    #expect(problem.binTypes.map(\.cost) == [1, 1, 1, 0], "a node in use costs nothing more")
    #expect(lowered.notLowered == [])
    let alike = try self.lowered([node("n0"), node("n1"), node("n2")], [pod("a").cpu("1")])
    #expect(alike.nodesOfType == [[0, 1, 2]])
    #expect(alike.problem.binTypes.map(\.available) == [3])
  }

  @Test("the number of pods is a resource where it is scarce")
  func podNumbers() throws {
    let pods = (0..<5).map { pod("p\($0)").cpu("1m") }
    let scarce = try lowered([node("n0").pods(4)], pods)
    #expect(scarce.problem.resources.map(\.name) == ["cpu", "pods"])
    #expect(Array(scarce.problem.demand(of: 0)) == [1, 1])
    let plenty = try lowered([node("n0").pods(5)], pods)
    #expect(plenty.problem.resources.map(\.name) == ["cpu"])
    let nothing = try lowered([node("n0").pods(110)], [pod("a")])
    #expect(nothing.problem.resources.map(\.name) == ["pods"])
  }

  @Test("taints, cordons, labels and taken ports say on which nodes a pod may be")
  func compatibility() throws {
    let lowered = try lowered(
      [
        node("plain"), node("tainted").taint("k", "v", "NoSchedule"),
        node("avoided").taint("k", "v", "PreferNoSchedule"), node("cordoned").unschedulable(),
        node("ssd").label("disk", "ssd"), node("port"),
      ],
      [
        pod("any").cpu("1"), pod("bears").cpu("1").toleration("k", "Exists"),
        pod("label").cpu("1").nodeSelector("disk", "ssd"),
        pod("not").cpu("1").nodeAffinity(nodeTerm(requirement("disk", "DoesNotExist"))),
        pod("http").cpu("1").hostPort(80), pod("taken").hostPort(80).on("port"),
      ])
    let open = ["avoided", "plain", "port", "ssd"]
    #expect(
      allowed(lowered) == [
        open, (open + ["tainted"]).sorted(), ["ssd"], ["avoided", "plain", "port"],
        ["avoided", "plain", "ssd"],
      ])
  }

  @Test("anti-affinity with pods that stay says on which nodes a pod may be")
  func standingAntiAffinity() throws {
    let web = selector(["app": "web"])
    let lowered = try lowered(
      [node("n0").zone("a"), node("n1").zone("a"), node("n2").zone("b")],
      [
        pod("stays").label("app", "web").on("n0"),
        pod("here").cpu("1").antiAffinity(podTerm(hostnameKey, web)),
        pod("zone").cpu("1").antiAffinity(podTerm(zoneKey, web)),
        pod("forbids").label("app", "db").on("n2")
          .antiAffinity(podTerm(hostnameKey, selector(["app": "x"]))),
        pod("forbidden").cpu("1").label("app", "x"),
      ])
    #expect(allowed(lowered) == [["n1", "n2"], ["n2"], ["n0", "n1"]])
    #expect(lowered.notLowered.count == 1)
  }

  @Test("ports and anti-affinity among the pods to place are limits and conflicts")
  func conflicts() throws {
    let lowered = try lowered(
      [node("n0"), node("n1")],
      [
        pod("alone").label("app", "web").antiAffinity(
          podTerm(hostnameKey, selector(["app": "web"]))),
        pod("http").hostPort(80), pod("other").hostPort(80, ip: "10.0.0.1").hostPort(443),
        pod("udp").hostPort(80, protocol: "UDP"), pod("web").label("app", "web"), pod("free"),
      ])
    let problem = lowered.problem
    #expect(problem.shapes.map { problem.perBinLimit(of: $0) } == [1, 1, 1, 1, nil, nil])
    #expect(problem.shapes.map { problem.conflicts(of: $0) } == [[4], [2], [1], [], [0], []])
  }

  @Test("anti-affinity is left to the filters where a node lacks the label")
  func missingKey() throws {
    let term = podTerm(hostnameKey, selector(["app": "web"]))
    let lowered = try lowered(
      [node("n0"), node("n1").withoutLabel(hostnameKey)],
      [pod("a").label("app", "web").antiAffinity(term)])
    #expect(lowered.problem.perBinLimit(of: 0) == nil)
    #expect(lowered.notLowered.count == 1)
  }

  @Test("required spreading of new pods over zones is a rule")
  func spreading() throws {
    let nodes = [node("n0").zone("a"), node("n1").zone("b"), node("n2").zone("a"), node("n3")]
    func web(_ name: String, _ key: String = zoneKey) -> Pod {
      pod(name).cpu("1").image("x").label("app", "web").spread(
        spreadConstraint(key, maxSkew: 2, selector(["app": "web"])))
    }
    let lowered = try lowered(nodes, [web("a"), web("b"), web("c").memory("1Gi")])
    let rule = try #require(lowered.problem.spreadRules.first)
    #expect(lowered.problem.spreadRules.count == 1)
    #expect(rule.shapes == [0, 1])
    #expect(rule.maxSkew == 2)
    #expect(lowered.nodesOfType == [[0, 2], [1], [3]])
    #expect(rule.domainOfBinType == [0, 1, nil])
    #expect(lowered.notLowered == [])
    let others = [
      [web("a"), pod("unbound").label("app", "web")], [web("a"), web("stays").on("n0")],
      [web("a", hostnameKey)],
    ]
    for pods in others {
      let left = try self.lowered(nodes, pods)
      #expect(left.problem.spreadRules.isEmpty)
      #expect(left.notLowered.count == 1)
    }
  }

  @Test("what the profile does not look at is not in it")
  func profile() throws {
    var profile = SchedulerProfile()
    profile.ignoredResources = ["example.com/gpu"]
    profile.filters.remove(.taintToleration)
    let lowered = try lowered(
      [node("n0").taint("k", "v", "NoSchedule")],
      [pod("a").cpu("1").request("example.com/gpu", "1")], profile)
    #expect(lowered.problem.resources.map(\.name) == ["cpu"])
    #expect(allowed(lowered) == [["n0"]])
    profile.filters = []
    let free = try self.lowered([node("n0").cpu("1")], [pod("a").cpu("2")], profile)
    #expect(free.problem.fits(0, inEmpty: 0))
  }
}
