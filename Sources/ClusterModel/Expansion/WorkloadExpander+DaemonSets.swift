// SPDX-License-Identifier: Apache-2.0

extension WorkloadExpander {
  /// Makes a pod for each node that a DaemonSet is for and that has none
  /// (`pkg/controller/daemon/daemon_controller.go`).
  mutating func expand(_ set: DaemonSet) throws(ExpansionError) {
    let owner = Owner("DaemonSet", "apps/v1", set.metadata)
    var spec = set.spec.template.spec
    spec.addTolerations(Self.daemonTolerations(hostNetwork: spec.hostNetwork ?? false))
    let eligibility: DaemonEligibility
    do throws(SelectorError) {
      eligibility = try DaemonEligibility(spec)
    } catch {
      throw .selector(
        error, object: owner.name.description,
        field: "spec.template.spec.affinity.nodeAffinity"
          + ".requiredDuringSchedulingIgnoredDuringExecution")
    }
    let nodes = objects.nodes.filter(eligibility.isEligible).compactMap(\.metadata.name)
    if nodes.isEmpty {
      let why = objects.nodes.isEmpty ? "there is no node in the input" : "no node is for it"
      log.note(.daemonSetWithoutNodes, why, of: owner.name.name) {
        "\(counted($0, "DaemonSet")) without pods: \(why)"
      }
    }
    let members = owned.members(of: owner.name)
    let served = Set(members.compactMap(\.node))
    let unserved = nodes.filter { !served.contains($0) }
    _ = missing(nodes.count, existing: nodes.count - unserved.count, of: owner)
    guard !unserved.isEmpty else { return }
    var template = set.spec.template
    template.spec = spec
    let revision = StableName.suffix(of: owner.name.description)
    let pod = try prototype(
      template, of: owner, count: unserved.count, labels: ["controller-revision-hash": revision])
    for node in unserved {
      var pod = pod
      pod.spec.requireNode(named: node)
      try add(pod, named: "\(owner.name.name)-\(node)")
    }
  }

  /// The taints that pods of DaemonSets bear (`pkg/controller/daemon/util/daemonset_util.go`).
  private static func daemonTolerations(hostNetwork: Bool) -> [Toleration] {
    let prefix = "node.kubernetes.io/"
    var tolerations = ["not-ready", "unreachable"].map {
      Toleration(key: prefix + $0, effect: "NoExecute")
    }
    var kept = ["disk-pressure", "memory-pressure", "pid-pressure", "unschedulable"]
    if hostNetwork { kept.append("network-unavailable") }
    tolerations += kept.map { Toleration(key: prefix + $0, effect: "NoSchedule") }
    return tolerations
  }
}

/// Which nodes the pods of a DaemonSet are for.
private struct DaemonEligibility {
  private let nodeName: String?
  private let nodeSelector: [String: String]
  private let terms: [NodeTerm]?
  private let tolerations: [Toleration]

  init(_ spec: PodSpec) throws(SelectorError) {
    nodeName = spec.nodeName
    nodeSelector = spec.nodeSelector
    terms = try spec.affinity?.nodeAffinity?.required?.compiled()
    tolerations = spec.tolerations
  }

  func isEligible(_ node: Node) -> Bool {
    let name = node.metadata.name ?? ""
    if let nodeName, nodeName != name { return false }
    let labels = node.metadata.labels
    guard nodeSelector.allSatisfy({ labels[$0.key] == $0.value }) else { return false }
    if let terms, !terms.contains(where: { $0.matches(labels: labels, name: name) }) {
      return false
    }
    return node.spec.taints.allSatisfy { taint in
      taint.effect == "PreferNoSchedule" || tolerations.contains { $0.bears(taint) }
    }
  }
}

extension Toleration {
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
  fileprivate mutating func requireNode(named name: String) {
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
