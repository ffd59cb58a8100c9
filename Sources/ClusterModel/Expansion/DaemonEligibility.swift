// SPDX-License-Identifier: Apache-2.0

/// Which nodes the pods of a DaemonSet are for.
package struct DaemonEligibility {
  private let nodeName: String?
  private let nodeSelector: [String: String]
  private let terms: [NodeTerm]?
  private let tolerations: [Toleration]

  /// Reads what the template of pods says.
  ///
  /// - Parameter spec: The template, with the tolerations that pods of DaemonSets have.
  /// - Throws: What is wrong with the terms of its node affinity.
  package init(_ spec: PodSpec) throws(SelectorError) {
    nodeName = spec.nodeName
    nodeSelector = spec.nodeSelector
    terms = try spec.affinity?.nodeAffinity?.required?.compiled()
    tolerations = spec.tolerations
  }

  /// Whether a pod is to be on a node.
  package func isEligible(_ node: Node) -> Bool {
    fits(node) && bears(node) { $0 != "PreferNoSchedule" }
  }

  /// Whether a pod that is on a node may stay there: taints that only keep others away do not count.
  package func mayStay(_ node: Node) -> Bool {
    fits(node) && bears(node) { $0 == "NoExecute" }
  }

  private func fits(_ node: Node) -> Bool {
    let name = node.metadata.name ?? ""
    if let nodeName, nodeName != name { return false }
    let labels = node.metadata.labels
    guard nodeSelector.allSatisfy({ labels[$0.key] == $0.value }) else { return false }
    guard let terms else { return true }
    return terms.contains { $0.matches(labels: labels, name: name) }
  }

  private func bears(_ node: Node, _ counts: (String?) -> Bool) -> Bool {
    node.spec.taints.allSatisfy { taint in
      !counts(taint.effect) || tolerations.contains { $0.bears(taint) }
    }
  }
}

extension Toleration {
  /// The taints that pods of DaemonSets bear (`pkg/controller/daemon/util/daemonset_util.go`).
  package static func daemon(hostNetwork: Bool) -> [Toleration] {
    let prefix = "node.kubernetes.io/"
    var tolerations = ["not-ready", "unreachable"].map {
      Toleration(key: prefix + $0, effect: "NoExecute")
    }
    var kept = ["disk-pressure", "memory-pressure", "pid-pressure", "unschedulable"]
    if hostNetwork { kept.append("network-unavailable") }
    tolerations += kept.map { Toleration(key: prefix + $0, effect: "NoSchedule") }
    return tolerations
  }

  /// Whether the taint is one that the toleration is for.
  fileprivate func bears(_ taint: Taint) -> Bool {
    if let effect, !effect.isEmpty, effect != taint.effect { return false }
    if let key, !key.isEmpty {
      if key != taint.key { return false }
    } else if `operator` != "Exists" {
      return false
    }
    return TolerationOperator(written: `operator`)?.holds(value ?? "", for: taint.value ?? "")
      ?? false
  }
}

extension PodSpec {
  /// Makes one node the only one that the pod may be on, in place of other terms.
  package mutating func requireNode(named name: String) {
    var (requirement, term) = (SelectorRequirement(), NodeSelectorTerm())
    requirement.key = "metadata.name"
    requirement.operator = "In"
    requirement.values = [name]
    term.matchFields = [requirement]
    var affinity = affinity ?? Affinity()
    var nodeAffinity = affinity.nodeAffinity ?? NodeAffinity()
    var required = nodeAffinity.required ?? NodeSelector()
    required.nodeSelectorTerms = [term]
    nodeAffinity.required = required
    affinity.nodeAffinity = nodeAffinity
    self.affinity = affinity
  }
}
