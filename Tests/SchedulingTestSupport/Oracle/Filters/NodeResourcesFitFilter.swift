// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// Room for one pod more and for all that it requests; all that lacks is told together.
  ///
  /// The order of the reasons is pods, CPU, memory, ephemeral storage, then the other resources
  /// by name.
  func nodeResourcesFit(_ pod: Pod, _ node: Node) -> OracleVerdict? {
    var reasons: [String] = []
    var isUnresolvable = false
    if Int64(cluster.pods(on: node).count) + 1 > oracleAllocatable(node, "pods") {
      // Evicting pods may help even where no pod at all is allowed.
      reasons.append(OracleReason.tooManyPods.rawValue)
    }

    let requests = oracleRequests(pod, isBound: false)
    let scalars = requests.keys.filter(oracleIsScalar)
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    for resource in ["cpu", "memory", "ephemeral-storage"] + scalars {
      let request = requests[resource] ?? 0
      if request <= 0 || isIgnored(resource) { continue }
      let allocatable = oracleAllocatable(node, resource)
      if request > allocatable - cluster.requested(resource, on: node) {
        reasons.append("Insufficient \(resource)")
        if request > allocatable { isUnresolvable = true }
      }
    }
    if reasons.isEmpty { return nil }
    return .refused(plugin: "NodeResourcesFit", reasons: reasons, unresolvable: isUnresolvable)
  }

  /// Whether the profile leaves an extended resource to others.
  private func isIgnored(_ resource: String) -> Bool {
    guard oracleIsExtended(resource) else { return false }
    let group = String(resource.prefix { $0 != "/" })
    return profile.ignoredResources.contains(resource)
      || profile.ignoredResourceGroups.contains(group)
  }
}
