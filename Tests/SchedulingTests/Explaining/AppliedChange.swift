// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport

@testable import Scheduling

/// A cluster in which a change is made on the objects themselves, as a user would.
struct AppliedChange {
  var cluster: OracleCluster
  var pod: Pod
  /// The name of the node that the changes are about.
  let node: String

  init(_ cluster: OracleCluster, _ pod: Pod, node: String) {
    (self.cluster, self.pod, self.node) = (cluster, pod, node)
  }

  /// Makes changes; `false` where one cannot be made on the objects in one clear way.
  mutating func apply(_ changes: [Change]) -> Bool {
    var labels: Set<String> = []
    for change in changes where !apply(change, &labels) { return false }
    for key in labels.sorted() { label(key, as: changes) }
    return true
  }

  /// Gives the node a label, or takes it off, such that all changes of the key are kept.
  private mutating func label(_ key: String, as changes: [Change]) {
    let texts = changes.flatMap { change -> [String] in
      if case .label(key, _, let values) = change { values } else { [] }
    }
    let numbers = texts.compactMap { Int($0) }.flatMap { [$0 - 1, $0 + 1] }.map { String($0) }
    let values: [String?] = [nil, "x"] + texts + numbers
    let value = values.first { value in
      changes.allSatisfy { change in
        guard case .label(key, let comparison, let listed) = change else { return true }
        return Self.keeps(value, comparison, listed)
      }
    }
    guard let value else { return }
    changeNode { node in value.map { node.label(key, $0) } ?? node.withoutLabel(key) }
  }

  private static func keeps(_ value: String?, _ comparison: String, _ listed: [String]) -> Bool {
    switch comparison {
    case "In": value.map(listed.contains) ?? false
    case "NotIn": !(value.map(listed.contains) ?? false)
    case "Exists": value != nil
    case "DoesNotExist": value == nil
    case "Gt": (value.flatMap { Int($0) } ?? .min) > (Int(listed[0]) ?? 0)
    default: (value.flatMap { Int($0) } ?? .max) < (Int(listed[0]) ?? 0)
    }
  }

  private mutating func apply(_ change: Change, _ labels: inout Set<String>) -> Bool {
    switch change {
    case .requestLess(let resource, _, let amount): request(resource, amount)
    case .moreAllocatable(let resource, _, let amount):
      changeNode { $0.allocatable(resource, Self.quantity(resource, amount)) }
    case .allowMorePods(_, let amount): changeNode { $0.pods(Int(amount)) }
    case .tolerate(let key, let value, let effect):
      pod = pod.toleration(key, "Equal", value, effect: effect)
    case .uncordon: changeNode { $0.with { $0.spec.unschedulable = false } }
    case .label(let key, _, _): labels.insert(key)
    case .freePort(let port):
      for index in cluster.pods.indices
      where cluster.pods[index].spec.nodeName == node
        || cluster.pods[index].status.nominatedNodeName == node
      {
        cluster.pods[index] = cluster.pods[index].withoutHostPort(port)
      }
    case .raiseMaxSkew(let key, _, let skew):
      for index in pod.spec.topologySpreadConstraints.indices {
        var constraint = pod.spec.topologySpreadConstraints[index]
        guard constraint.topologyKey == key, constraint.whenUnsatisfiable == "DoNotSchedule" else {
          continue
        }
        constraint.maxSkew = max(constraint.maxSkew ?? 1, Int64(skew))
        pod.spec.topologySpreadConstraints[index] = constraint
      }
    case .raiseMaxPerNode(_, let most): pod = pod.maxPerNode("\(most)")
    case .dropAffinity(let key):
      pod.spec.affinity?.podAffinity?.required.removeAll { $0.topologyKey == key }
    case .dropAntiAffinity(let key, isExisting: false):
      pod.spec.affinity?.podAntiAffinity?.required.removeAll { $0.topologyKey == key }
    case .relaxNodeAffinity:
      pod.spec.nodeSelector = [:]
      pod.spec.affinity?.nodeAffinity?.required = nil
    case .addTopologyLabel, .dropAntiAffinity: return false
    }
    return true
  }

  private mutating func request(_ resource: String, _ amount: Int64) {
    pod = pod.request(resource, Self.quantity(resource, amount))
  }

  private mutating func changeNode(_ change: (Node) -> Node) {
    for index in cluster.nodes.indices where cluster.nodes[index].metadata.name == node {
      cluster.nodes[index] = change(cluster.nodes[index])
    }
  }

  private static func quantity(_ resource: String, _ amount: Int64) -> String {
    resource == "cpu" ? "\(amount)m" : "\(amount)"
  }
}

extension Pod {
  fileprivate func withoutHostPort(_ port: Int) -> Pod {
    with { pod in
      for index in pod.spec.containers.indices {
        pod.spec.containers[index].ports.removeAll { $0.hostPort == port }
      }
    }
  }
}
