// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@testable import Scheduling

@Suite("Preemption")
struct PreemptionTests {
  /// A small cluster, and which pods go where for the pod `new`.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var nodes = [node("n0"), node("n1")]
    var pods: [Pod]
    var budgets: [(labels: [String: String], allowed: Int64)] = []
    var chosen: String?
    var victims: [String] = []
    var violations = 0
    var ineligible: String?
    var offset = 0
  }

  static func new(_ cpu: String = "4") -> Pod { pod("new").cpu(cpu).priority(100) }

  @Test("follows the rules", arguments: eligibility + victims + choices)
  func rules(of example: Case) throws {
    var snapshot = try Engine.snapshot(
      OracleCluster(nodes: example.nodes), example.pods, SchedulerConfiguration())
    snapshot.budgets = try example.budgets.map {
      DisruptionBudget(
        name: "b", namespace: "default", selector: try LabelSelector(matching: $0.labels),
        allowed: $0.allowed)
    }
    let new = try #require(snapshot.pod("new"))
    let before = SnapshotState(snapshot, pod: new)
    let result = snapshot.preempt(new, from: example.offset)
    #expect(result.choice.map { snapshot.nodeName($0.node) } == example.chosen)
    #expect(result.choice?.victims.map(snapshot.podName) ?? [] == example.victims)
    #expect(result.choice?.budgetViolations ?? 0 == example.violations)
    #expect(result.ineligible == example.ineligible)
    #expect(SnapshotState(snapshot, pod: new) == before)
  }

  static let eligibility: [Case] = [
    Case(
      testDescription: "a pod whose policy is Never evicts nothing",
      pods: [low("a", on: "n0"), new().with { $0.spec.preemptionPolicy = "Never" }],
      ineligible: "not eligible due to preemptionPolicy=Never."),
    Case(
      testDescription: "a pod whose policy is PreemptLowerPriority evicts",
      nodes: [node("n0")],
      pods: [
        low("a", on: "n0"), new().with { $0.spec.preemptionPolicy = "PreemptLowerPriority" },
      ], chosen: "n0", victims: ["a"]),
    Case(
      testDescription: "a victim that is still ending on the promised node is waited for",
      pods: [low("a", on: "n0").makingRoom(), low("b", on: "n1"), new().nominated("n0")],
      ineligible: "not eligible due to a terminating pod on the nominated node."),
    Case(
      testDescription: "a pod that ends for another reason is not waited for",
      pods: [low("a", on: "n0").terminating(), low("b", on: "n1", 50), new().nominated("n0")],
      chosen: "n0", victims: ["a"]),
    Case(
      testDescription: "a victim of the same priority is not waited for",
      pods: [
        low("a", on: "n0", 100).makingRoom(), low("b", on: "n1"), new().nominated("n0"),
      ], chosen: "n1", victims: ["b"]),
    Case(
      testDescription: "a promised node that became impossible is not waited for",
      nodes: [node("n0").unschedulable(), node("n1")],
      pods: [low("a", on: "n0").makingRoom(), low("b", on: "n1"), new().nominated("n0")],
      chosen: "n1", victims: ["b"]),
    Case(
      testDescription: "pods of the same or a higher priority stay", nodes: [node("n0")],
      pods: [low("a", on: "n0", 100), low("b", on: "n0", 101), new()]),
    Case(
      testDescription: "nodes that refuse for good are no candidates",
      nodes: [
        node("n0").unschedulable(), node("n1").taint("k", nil, "NoSchedule"), node("n2").cpu("3"),
        node("n3").label("disk", "hdd"), node("n4").label("disk", "ssd"),
      ],
      pods: (0...4).map { low("a\($0)", on: "n\($0)", 50 + Int64($0)).cpu("2") }
        + [new().nodeSelector("disk", "ssd")],
      chosen: "n4", victims: ["a4"]),
    Case(
      testDescription: "affinity that nothing fulfils is not mended by evicting",
      nodes: [node("n0")],
      pods: [low("a", on: "n0"), new().affinity(podTerm(hostnameKey, selector(["app": "x"])))]),
    Case(
      testDescription: "taken ports are given free", nodes: [node("n0")],
      pods: [
        pod("a").on("n0").hostPort(80).priority(1), pod("b").on("n0").hostPort(81).priority(1),
        pod("new").hostPort(80).priority(2),
      ], chosen: "n0", victims: ["a"]),
    Case(
      testDescription: "anti-affinity of a pod of lower priority gives way",
      nodes: [node("n0")],
      pods: [
        pod("a").on("n0").antiAffinity(podTerm(hostnameKey, selector(["app": "new"]))),
        pod("new").label("app", "new").priority(1),
      ], chosen: "n0", victims: ["a"]),
    Case(
      testDescription: "spreading: pods of the full domain go", nodes: [node("n0"), node("n1")],
      pods: [
        pod("a").label("app", "x").on("n0"),
        pod("b").label("app", "x").on("n0"),
        pod("full").on("n1").cpu("4").priority(9),
        pod("new").label("app", "x").cpu("1").priority(1)
          .spread(spreadConstraint(hostnameKey, selector(["app": "x"]))),
      ], chosen: "n0", victims: ["a", "b"]),
  ]

  static let victims: [Case] = [
    Case(
      testDescription: "as many pods as possible stay, the most important first",
      nodes: [node("n0")],
      pods: [
        low("a", on: "n0", 10).cpu("1"), low("b", on: "n0", 30).cpu("1"),
        low("c", on: "n0", 20).cpu("2"), new("2"),
      ], chosen: "n0", victims: ["c"]),
    Case(
      testDescription: "of pods of one priority those that started first stay",
      nodes: [node("n0")],
      pods: [
        low("late", on: "n0").cpu("2").started(200), low("early", on: "n0").cpu("2").started(100),
        new("2"),
      ], chosen: "n0", victims: ["late"]),
    Case(
      testDescription: "pods without a start count as started last", nodes: [node("n0")],
      pods: [
        low("unknown", on: "n0").cpu("2"), low("known", on: "n0").cpu("2").started(900), new("2"),
      ], chosen: "n0", victims: ["unknown"]),
    Case(
      testDescription: "pods that a budget keeps are put back before more important ones",
      nodes: [node("n0")],
      pods: [
        low("kept", on: "n0", 1).cpu("2").label("app", "web"), low("other", on: "n0", 50).cpu("2"),
        new("2"),
      ], budgets: [(["app": "web"], 0)], chosen: "n0", victims: ["other"]),
    Case(
      testDescription: "a budget lets so many go, the most important ones of them",
      nodes: [node("n0")],
      pods: [
        low("first", on: "n0", 3).cpu("2").label("app", "web"),
        low("second", on: "n0", 2).cpu("2").label("app", "web"), new("2"),
      ], budgets: [(["app": "web"], 1)], chosen: "n0", victims: ["first"]),
    Case(
      testDescription: "a budget that is broken anyway is counted", nodes: [node("n0")],
      pods: [
        low("a", on: "n0").cpu("2").label("app", "web"),
        low("b", on: "n0").cpu("2").label("app", "web"), new(),
      ], budgets: [(["app": "web"], 1)], chosen: "n0", victims: ["a", "b"], violations: 1),
    Case(
      testDescription: "a budget with an empty selector means nothing", nodes: [node("n0")],
      pods: [low("a", on: "n0").label("app", "web"), new()],
      budgets: [([:], 0)], chosen: "n0", victims: ["a"]),
    Case(
      testDescription: "each budget counts for itself", nodes: [node("n0")],
      pods: [
        low("a", on: "n0", 2).cpu("2").label("app", "web").label("tier", "x"),
        low("b", on: "n0", 1).cpu("2").label("tier", "x"), new(),
      ], budgets: [(["app": "web"], 1), (["tier": "x"], 0)], chosen: "n0", victims: ["a", "b"],
      violations: 2),
    Case(
      testDescription: "too many pods: the least important goes", nodes: [node("n0").pods(2)],
      pods: [low("a", on: "n0", 5).cpu("1"), low("b", on: "n0", 4).cpu("1"), new("1")],
      chosen: "n0", victims: ["b"]),
  ]

  static let choices: [Case] = [
    Case(
      testDescription: "first, fewest violations of budgets",
      pods: [low("a", on: "n0", 1).label("app", "web"), low("b", on: "n1", 99), new()],
      budgets: [(["app": "web"], 0)], chosen: "n1", victims: ["b"]),
    Case(
      testDescription: "second, the least important highest victim",
      pods: [
        low("a", on: "n0", 10).cpu("4"), low("b", on: "n1", 9).cpu("2"),
        low("c", on: "n1", 9).cpu("2"), new(),
      ], chosen: "n1", victims: ["b", "c"]),
    Case(
      testDescription: "third, the lowest sum, in which each victim counts 2^31 more",
      pods: [
        low("a", on: "n0", 10).cpu("2"), low("b", on: "n0", -50).cpu("2"),
        low("c", on: "n1", 10).cpu("4"), new(),
      ], chosen: "n1", victims: ["c"]),
    Case(
      testDescription: "third, of as many victims the lower ones",
      pods: [
        low("a", on: "n0", 10).cpu("2"), low("b", on: "n0", 9).cpu("2"),
        low("c", on: "n1", 10).cpu("2"), low("d", on: "n1", 8).cpu("2"), new(),
      ], chosen: "n1", victims: ["c", "d"]),
    Case(
      testDescription: "fourth, fewer victims where sums are the same",
      pods: [
        low("a", on: "n0", 0).cpu("2"), low("b", on: "n0", -2_147_483_648).cpu("2"),
        low("c", on: "n1", 0).cpu("4"), new(),
      ], chosen: "n1", victims: ["c"]),
    Case(
      testDescription: "fifth, the highest victims that started last",
      pods: [low("a", on: "n0").started(100), low("b", on: "n1").started(200), new()],
      chosen: "n1", victims: ["b"]),
    Case(
      testDescription: "fifth, of several highest victims the earliest counts",
      pods: [
        low("a", on: "n0").cpu("2").started(150), low("b", on: "n0").cpu("2").started(900),
        low("c", on: "n1").cpu("2").started(200), low("d", on: "n1").cpu("2").started(300), new(),
      ], chosen: "n1", victims: ["c", "d"]),
    Case(
      testDescription: "else the first that was tried",
      pods: [low("a", on: "n0").started(1), low("b", on: "n1").started(1), new()],
      chosen: "n0", victims: ["a"]),
    Case(
      testDescription: "trying begins at the offset",
      pods: [low("a", on: "n0").started(1), low("b", on: "n1").started(1), new()],
      chosen: "n1", victims: ["b"], offset: 1),
  ]

  @Test("stops after a tenth of the nodes, at least 100, once no budget is broken")
  func stopsEarly() throws {
    let nodes = (0..<150).map { node("n\($0)") }
    var pods = (0..<150).map { Self.low("a\($0)", on: "n\($0)", $0 == 120 ? 1 : 2) }
    pods.append(Self.new())
    var snapshot = try Engine.snapshot(
      OracleCluster(nodes: nodes), pods, SchedulerConfiguration())
    let new = try #require(snapshot.pod("new"))
    #expect(snapshot.preempt(new).candidates == 100)
    #expect(snapshot.preempt(new).choice?.node == 0)
    #expect(snapshot.preempt(new, from: 100).choice?.node == 120)
    snapshot.budgets = [
      DisruptionBudget(
        name: "b", namespace: "default", selector: try LabelSelector(matching: ["app": "web"]),
        allowed: 0)
    ]
    #expect(snapshot.preempt(new).candidates == 100)
  }

  /// A pod that fills a node of four cores.
  static func low(_ name: String, on node: String, _ priority: Int64 = 10) -> Pod {
    pod(name).cpu("4").priority(priority).on(node)
  }
}

extension Pod {
  /// When the pod was started.
  func started(_ seconds: Int64) -> Pod {
    with { $0.status.startTime = Timestamp(seconds: seconds) }
  }

  /// Marks the pod as being deleted because it was evicted for another.
  func makingRoom() -> Pod {
    terminating().with { pod in
      var condition = Condition()
      (condition.type, condition.status) = ("DisruptionTarget", "True")
      condition.reason = "PreemptionByScheduler"
      pod.status.conditions.append(condition)
    }
  }
}
