// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

/// What is said of a pod that fits nowhere.
struct MessageRow: Sendable, CustomTestStringConvertible {
  var rule: String
  var nodes: [Node]
  var pods: [Pod]
  var pod: Pod
  var expected: String
  var testDescription: String { rule }

  init(_ rule: String, _ nodes: [Node], _ pods: [Pod], _ pod: Pod, _ expected: String) {
    (self.rule, self.nodes, self.pods) = (rule, nodes, pods)
    (self.pod, self.expected) = (pod, expected)
  }
}

@Suite("What is said of a pod that fits nowhere (section 3.1)")
struct MessageTests {
  @Test("counts and sorts reasons", arguments: counts + texts)
  func message(row: MessageRow) {
    for scheduler in schedulersUnderTest {
      let cluster = OracleCluster(nodes: row.nodes, pods: row.pods)
      let message = scheduler.init(cluster, profile: OracleProfile()).message(row.pod)
      #expect(message == row.expected, "\(scheduler): \(row.rule)")
    }
  }

  @Test("weights the scores and adds them up")
  func totals() {
    // Least 75, balanced 75, taints 100 * 3 and 0 * 3, affinity 0 and 100 * 2.
    let nodes = [
      node("n1"), node("n2").taint("k", "v", "PreferNoSchedule").label("disk", "ssd"),
    ]
    let placed = pod("p").cpu("1").memory("4Gi")
      .prefersNode(1, nodeTerm(requirement("disk", "In", "ssd")))
    for scheduler in schedulersUnderTest {
      let cluster = OracleCluster(nodes: nodes)
      var profile = OracleProfile()
      let scores = scheduler.init(cluster, profile: profile)
        .scores(placed, feasible: ["n1", "n2"])
      #expect(scores["n1"]?.total == 450)
      #expect(scores["n2"]?.total == 350)
      profile.weights["NodeAffinity"] = 10
      profile.disabledScores = ["NodeResourcesBalancedAllocation"]
      let changed = scheduler.init(cluster, profile: profile)
        .scores(placed, feasible: ["n1", "n2"])
      #expect(changed["n1"]?.total == 375)
      #expect(changed["n2"]?.total == 1_075)
    }
  }

  private static func nodes(_ count: Int) -> [Node] { (1...count).map { node("n\($0)") } }
  private static let web = selector(["app": "web"])

  static let counts: [MessageRow] = [
    MessageRow("no nodes", [], [], pod("p"), "no nodes available to schedule pods"),
    MessageRow(
      "one reason on all nodes", nodes(2), [], pod("p").cpu("5"),
      "0/2 nodes are available: 2 Insufficient cpu."),
    MessageRow(
      "several reasons", [node("n1"), node("n2").unschedulable(), node("n3").unschedulable()], [],
      pod("p").cpu("5"),
      "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable."),
    MessageRow(
      "all reasons of a node count", [node("n1").pods(0)], [], pod("p").cpu("5").memory("17Gi"),
      "0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory, 1 Too many pods."),
    MessageRow(
      "reasons are sorted as text, their numbers included",
      nodes(10) + [node("n11").unschedulable(), node("n12").unschedulable()], [],
      pod("p").cpu("5"),
      "0/12 nodes are available: 10 Insufficient cpu, 2 node(s) were unschedulable."),
    MessageRow(
      "only the first filter that refuses counts",
      [node("n1").unschedulable().taint("k", "v", "NoSchedule")], [], pod("p").cpu("5"),
      "0/1 nodes are available: 1 node(s) were unschedulable."),
    MessageRow(
      "where no node is looked at, nothing is counted", nodes(2), [],
      pod("p").nodeAffinity(
        nodeTerm(
          fields: [
            requirement("metadata.name", "In", "n1"), requirement("metadata.name", "In", "n2"),
          ])), "0/2 nodes are available: pod affinity terms conflict."),
  ]

  static let texts: [MessageRow] = [
    MessageRow(
      "TaintToleration", [node("n1").taint("k", "v", "NoSchedule")], [], pod("p"),
      "0/1 nodes are available: 1 node(s) had untolerated taint(s)."),
    MessageRow(
      "NodeAffinity", nodes(1), [], pod("p").nodeSelector("disk", "ssd"),
      "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector."),
    MessageRow(
      "NodeName", nodes(1), [], pod("p").on("n2"),
      "0/1 nodes are available: 1 node(s) didn't match the requested node name."),
    MessageRow(
      "NodePorts", nodes(1), [pod("a").hostPort(80).on("n1")], pod("p").hostPort(80),
      "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports."),
    MessageRow(
      "NodeResourcesFit: other resources", nodes(1), [],
      pod("p").request("example.com/gpu", "1").request("ephemeral-storage", "1Gi"),
      """
      0/1 nodes are available: 1 Insufficient ephemeral-storage, 1 Insufficient example.com/gpu.
      """),
    MessageRow(
      "PodTopologySpread", [node("n1").zone("a"), node("n2").zone("b"), node("n3")],
      [
        pod("a").label("app", "web").on("n1"), pod("b").label("app", "web").on("n2"),
      ],
      pod("p").label("app", "web").spread(spreadConstraint(zoneKey, web, minDomains: 3)),
      """
      0/3 nodes are available: 1 node(s) didn't match pod topology spread constraints \
      (missing required label), 2 node(s) didn't match pod topology spread constraints.
      """),
    MessageRow(
      "InterPodAffinity: affinity", nodes(1), [],
      pod("p").affinity(podTerm(hostnameKey, web)),
      "0/1 nodes are available: 1 node(s) didn't match pod affinity rules."),
    MessageRow(
      "InterPodAffinity: anti-affinity", nodes(1), [pod("a").label("app", "web").on("n1")],
      pod("p").antiAffinity(podTerm(hostnameKey, web)),
      "0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules."),
    MessageRow(
      "InterPodAffinity: anti-affinity of others", nodes(1),
      [pod("a").antiAffinity(podTerm(hostnameKey, web)).on("n1")], pod("p").label("app", "web"),
      "0/1 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity rules."),
    MessageRow(
      "nodes that are not named", nodes(3), [],
      pod("p").cpu("5").nodeAffinity(nodeTerm(fields: [requirement("metadata.name", "In", "n1")])),
      """
      0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) \
      [NodeAffinity].
      """),
  ]
}
