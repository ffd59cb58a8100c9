// SPDX-License-Identifier: Apache-2.0

extension WorkloadExpander {
  /// Makes a pod for each node that a DaemonSet is for and that has none
  /// (`pkg/controller/daemon/daemon_controller.go`).
  mutating func expand(_ set: DaemonSet) throws(ExpansionError) {
    let owner = Owner("DaemonSet", "apps/v1", set.metadata)
    var spec = set.spec.template.spec
    spec.addTolerations(Toleration.daemon(hostNetwork: spec.hostNetwork ?? false))
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
}
