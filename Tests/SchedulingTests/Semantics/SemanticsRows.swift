// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

/// Everything that the tables hold for.
var schedulersUnderTest: [any SchedulerUnderTest.Type] { [Oracle.self, Engine.self] }

/// A rule of a filter: a pod, a node, and what is to come of it.
struct VerdictRow: Sendable, CustomTestStringConvertible {
  var rule: String
  var cluster: OracleCluster
  var profile = OracleProfile()
  var pod: Pod
  var nodeName: String
  var expected: OracleVerdict

  /// Creates a row; the pod is asked about on the first node unless another is named.
  init(
    _ rule: String, _ nodes: [Node], _ pods: [Pod], _ pod: Pod, on nodeName: String? = nil,
    namespaces: [String: [String: String]] = [:],
    with add: (inout ClusterObjects) -> Void = { _ in },
    profile change: (inout OracleProfile) -> Void = { _ in }, _ expected: OracleVerdict
  ) {
    self.rule = rule
    cluster = OracleCluster(nodes: nodes, pods: pods, namespaces: namespaces)
    add(&cluster.objects)
    change(&profile)
    self.pod = pod
    self.nodeName = nodeName ?? nodes.first?.metadata.name ?? ""
    self.expected = expected
  }

  /// Creates a row without other pods.
  init(
    _ rule: String, _ nodes: [Node], _ pod: Pod, on nodeName: String? = nil,
    profile: (inout OracleProfile) -> Void = { _ in }, _ expected: OracleVerdict
  ) {
    self.init(rule, nodes, [], pod, on: nodeName, profile: profile, expected)
  }

  var testDescription: String { rule }

  func check() {
    for scheduler in schedulersUnderTest {
      let verdict = scheduler.init(cluster, profile: profile).verdict(pod, on: nodeName)
      #expect(verdict == expected, "\(scheduler): \(rule)")
    }
  }
}

extension OracleVerdict {
  /// A refusal that evicting pods may mend.
  static func refusedNow(_ plugin: String, _ reasons: OracleReason...) -> OracleVerdict {
    .refused(plugin: plugin, reasons: reasons.map(\.rawValue), unresolvable: false)
  }

  /// A refusal that evicting pods does not mend.
  static func refusedForGood(_ plugin: String, _ reasons: OracleReason...) -> OracleVerdict {
    .refused(plugin: plugin, reasons: reasons.map(\.rawValue), unresolvable: true)
  }

  /// A refusal for lack of room that evicting pods may mend.
  static func fullNow(_ reasons: String...) -> OracleVerdict {
    .refused(plugin: "NodeResourcesFit", reasons: reasons, unresolvable: false)
  }

  /// A refusal for lack of room that evicting pods does not mend.
  static func tooSmall(_ reasons: String...) -> OracleVerdict {
    .refused(plugin: "NodeResourcesFit", reasons: reasons, unresolvable: true)
  }
}

/// A rule of a score: what each node is to get.
struct ScoreRow: Sendable, CustomTestStringConvertible {
  var rule: String
  var plugin: String
  var cluster: OracleCluster
  var profile = OracleProfile()
  var pod: Pod
  var feasible: [String]
  var raw: [Int64]?
  var normalised: [Int64]

  /// Creates a row; all nodes are scored unless some are named, and the scores stand in their
  /// order.
  init(
    _ rule: String, _ plugin: String, _ nodes: [Node], _ pods: [Pod], _ pod: Pod,
    feasible: [String]? = nil, namespaces: [String: [String: String]] = [:],
    with add: (inout ClusterObjects) -> Void = { _ in },
    profile change: (inout OracleProfile) -> Void = { _ in }, raw: [Int64]? = nil,
    _ normalised: [Int64]
  ) {
    (self.rule, self.plugin) = (rule, plugin)
    cluster = OracleCluster(nodes: nodes, pods: pods, namespaces: namespaces)
    add(&cluster.objects)
    change(&profile)
    self.pod = pod
    self.feasible = feasible ?? nodes.compactMap(\.metadata.name)
    (self.raw, self.normalised) = (raw, normalised)
  }

  /// Creates a row without other pods.
  init(
    _ rule: String, _ plugin: String, _ nodes: [Node], _ pod: Pod, feasible: [String]? = nil,
    profile: (inout OracleProfile) -> Void = { _ in }, raw: [Int64]? = nil,
    _ normalised: [Int64]
  ) {
    self.init(
      rule, plugin, nodes, [], pod, feasible: feasible, profile: profile, raw: raw, normalised)
  }

  var testDescription: String { rule }

  func check() {
    for scheduler in schedulersUnderTest {
      let scores = scheduler.init(cluster, profile: profile).scores(pod, feasible: feasible)
      let given = feasible.map { scores[$0]?.plugins[plugin] }
      #expect(given.map { $0?.normalised } == normalised, "\(scheduler): \(rule)")
      if let raw { #expect(given.map { $0?.raw } == raw, "\(scheduler): \(rule), raw") }
    }
  }
}
