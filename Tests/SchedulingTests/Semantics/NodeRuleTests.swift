// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@Suite("NodeUnschedulable, NodeName, TaintToleration and NodePorts (section 3.6)")
struct NodeRuleTests {
  @Test("refuse nodes", arguments: cordons + taints + ports)
  func rules(row: VerdictRow) { row.check() }

  static let cordoned = node("n1").unschedulable()
  static let byCordon = OracleVerdict.refusedForGood("NodeUnschedulable", .unschedulable)
  static let byTaint = OracleVerdict.refusedForGood("TaintToleration", .taint)
  static let byPort = OracleVerdict.refusedNow("NodePorts", .ports)
  static let tainted = node("n1").taint("k", "v", "NoSchedule")

  static let cordons: [VerdictRow] = [
    VerdictRow("a cordoned node takes no pods", [cordoned], pod("p"), byCordon),
    VerdictRow(
      "unless they tolerate its taint by name", [cordoned],
      pod("p").toleration(
        "node.kubernetes.io/unschedulable", "Exists", effect: "NoSchedule"), .fits),
    VerdictRow(
      "unless they tolerate everything", [cordoned], pod("p").toleration(nil, "Exists"), .fits),
    VerdictRow(
      "tolerating the taint with another effect does not do", [cordoned],
      pod("p").toleration("node.kubernetes.io/unschedulable", "Exists", effect: "NoExecute"),
      byCordon),
    VerdictRow(
      "the cordon is looked at before taints", [cordoned.taint("k", "v", "NoSchedule")],
      pod("p"), byCordon),
    VerdictRow(
      "a pod that names a node fits no other", [node("n1"), node("n2")], pod("p").on("n2"),
      .refusedForGood("NodeName", .nodeName)),
    VerdictRow("a pod that names the node fits it", [node("n1")], pod("p").on("n1"), .fits),
  ]

  static let taints: [VerdictRow] = [
    VerdictRow("a taint NoSchedule refuses", [tainted], pod("p"), byTaint),
    VerdictRow(
      "a taint NoExecute refuses", [node("n1").taint("k", "v", "NoExecute")], pod("p"), byTaint),
    VerdictRow(
      "a taint PreferNoSchedule does not refuse", [node("n1").taint("k", "v", "PreferNoSchedule")],
      pod("p"), .fits),
    VerdictRow(
      "Equal bears the same value", [tainted], pod("p").toleration("k", "Equal", "v"), .fits),
    VerdictRow(
      "Equal does not bear another value", [tainted], pod("p").toleration("k", "Equal", "w"),
      byTaint),
    VerdictRow("no operator is Equal", [tainted], pod("p").toleration("k", nil, "v"), .fits),
    VerdictRow(
      "no operator is Equal, another value", [tainted], pod("p").toleration("k", nil, "w"),
      byTaint),
    VerdictRow(
      "Exists bears every value", [tainted], pod("p").toleration("k", "Exists"), .fits),
    VerdictRow(
      "Exists bears its key only", [tainted], pod("p").toleration("other", "Exists"), byTaint),
    VerdictRow(
      "Exists without a key bears everything", [tainted], pod("p").toleration(nil, "Exists"),
      .fits),
    VerdictRow(
      "Exists with an empty key bears everything", [tainted], pod("p").toleration("", "Exists"),
      .fits),
    VerdictRow(
      "the same effect is borne", [tainted],
      pod("p").toleration("k", "Exists", effect: "NoSchedule"),
      .fits),
    VerdictRow(
      "another effect is not borne", [tainted],
      pod("p").toleration("k", "Exists", effect: "NoExecute"), byTaint),
    VerdictRow(
      "every key, one effect", [tainted], pod("p").toleration(nil, "Exists", effect: "NoExecute"),
      byTaint),
    VerdictRow(
      "a taint without a value and Equal without a value",
      [node("n1").taint("k", nil, "NoSchedule")], pod("p").toleration("k", "Equal"), .fits),
    VerdictRow(
      "every taint has to be borne",
      [tainted.taint("second", "v", "NoExecute")], pod("p").toleration("k", "Exists"), byTaint),
    VerdictRow(
      "by any of the tolerations", [tainted.taint("second", "v", "NoExecute")],
      pod("p").toleration("k", "Exists").toleration("second", "Exists"), .fits),
    VerdictRow(
      "a comparison of numbers is behind a gate", [node("n1").taint("k", "5", "NoSchedule")],
      pod("p").toleration("k", "Gt", "3"), byTaint),
    VerdictRow(
      "taints are looked at before node affinity", [tainted], pod("p").nodeSelector("a", "b"),
      byTaint),
  ]

  static let ports: [VerdictRow] = [
    VerdictRow(
      "a port can be had once", [node("n1")], [pod("a").hostPort(80).on("n1")],
      pod("p").hostPort(80), byPort),
    VerdictRow(
      "another port is free", [node("n1")], [pod("a").hostPort(80).on("n1")],
      pod("p").hostPort(81), .fits),
    VerdictRow(
      "another protocol is free", [node("n1")], [pod("a").hostPort(80).on("n1")],
      pod("p").hostPort(80, protocol: "UDP"), .fits),
    VerdictRow(
      "no protocol is TCP", [node("n1")], [pod("a").hostPort(80, protocol: "TCP").on("n1")],
      pod("p").hostPort(80), byPort),
    VerdictRow(
      "another address is free", [node("n1")], [pod("a").hostPort(80, ip: "10.0.0.1").on("n1")],
      pod("p").hostPort(80, ip: "10.0.0.2"), .fits),
    VerdictRow(
      "the same address is taken", [node("n1")], [pod("a").hostPort(80, ip: "10.0.0.1").on("n1")],
      pod("p").hostPort(80, ip: "10.0.0.1"), byPort),
    VerdictRow(
      "all addresses need each", [node("n1")], [pod("a").hostPort(80, ip: "10.0.0.1").on("n1")],
      pod("p").hostPort(80, ip: "0.0.0.0"), byPort),
    VerdictRow(
      "all addresses leave none", [node("n1")], [pod("a").hostPort(80, ip: "0.0.0.0").on("n1")],
      pod("p").hostPort(80, ip: "10.0.0.1"), byPort),
    VerdictRow(
      "no address is all addresses", [node("n1")], [pod("a").hostPort(80).on("n1")],
      pod("p").hostPort(80, ip: "10.0.0.1"), byPort),
    VerdictRow(
      "a port of the container alone takes nothing", [node("n1")],
      [pod("a").hostPort(0).on("n1")], pod("p").hostPort(0), .fits),
    VerdictRow(
      "ports on other nodes do not count", [node("n1"), node("n2")],
      [pod("a").hostPort(80).on("n2")], pod("p").hostPort(80), .fits),
    VerdictRow(
      "ports of a pod that has ended are free", [node("n1")],
      [pod("a").hostPort(80).on("n1").phase("Succeeded")], pod("p").hostPort(80), .fits),
    VerdictRow(
      "ports are looked at before room", [node("n1")], [pod("a").hostPort(80).on("n1")],
      pod("p").hostPort(80).cpu("5"), byPort),
  ]
}
