// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ClusterSnapshot {
  /// `NodeUnschedulable`: a cordoned node takes only pods that bear its taint.
  ///
  /// From `plugins/nodeunschedulable/node_unschedulable.go`.
  func unschedulableRefusal(_ made: PodClass, _ node: Int) -> Refusal? {
    guard nodes.isUnschedulable[node], !Self.bearsUnschedulable(made) else { return nil }
    return Refusal(.nodeUnschedulable, [.unschedulable], .never)
  }

  static func bearsUnschedulable(_ made: PodClass) -> Bool {
    let taint = CompiledTaint(
      key: "node.kubernetes.io/unschedulable", value: "", effect: .noSchedule)
    return made.tolerations.contains { $0.tolerates(taint) }
  }

  /// `TaintToleration`: the first taint that keeps pods off and is not borne.
  ///
  /// From `plugins/tainttoleration/taint_toleration.go`.
  func taintRefusal(_ made: PodClass, _ node: Int) -> Refusal? {
    for taint in nodes.taints(of: node) where taint.effect != .preferNoSchedule {
      guard !made.tolerations.contains(where: { $0.tolerates(taint) }) else { continue }
      return Refusal(
        .taintToleration,
        [
          .untoleratedTaint(
            key: taint.key, value: taint.value, effect: taint.effect.rawValue)
        ], .never)
    }
    return nil
  }

  /// `NodeAffinity`: the node selector and the required terms.
  ///
  /// From `plugins/nodeaffinity/node_affinity.go`.
  func nodeAffinityRefusal(_ made: PodClass, _ node: Int) -> Refusal? {
    let (name, labels) = (nodes.names[node], nodes.labels[node])
    if let added = made.nodes.addedTerms,
      !added.contains(where: { $0.matches(labels: labels, name: name) })
    {
      return Refusal(.nodeAffinity, [.addedNodeAffinity], .never)
    }
    return made.nodes.matches(name: name, labels: labels)
      ? nil : Refusal(.nodeAffinity, [.nodeAffinity], .never)
  }

  /// What `NodeAffinity` says before any node is looked at: where every term names nodes, only
  /// those are.
  func nameRefusal(_ made: PodClass, _ node: Int) -> Refusal? {
    guard let names = made.nodes.onlyNames, !names.contains(nodes.names[node]) else { return nil }
    return Refusal(
      .nodeAffinity, [.notNamed], .never)
  }

  /// `NodePorts`: ports of the node that are taken.
  ///
  /// From `plugins/nodeports/node_ports.go`.
  func portRefusal(_ made: PodClass, _ node: Int) -> Refusal? {
    guard let taken = portsOnNode[node] else { return nil }
    for port in made.hostPorts where taken.contains(where: { $0.conflicts(with: port) }) {
      return Refusal(.nodePorts, [.hostPort(port.port)], .byEviction)
    }
    return nil
  }
}
