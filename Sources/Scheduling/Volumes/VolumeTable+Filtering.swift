// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension VolumeTable {
  /// Why the claims of pods keep them off all nodes.
  func refusal(ofPods pods: PodClass) -> Refusal? {
    func refused(_ reason: VolumeReason) -> Refusal {
      Refusal(.volumeBinding, [.volume(reason)], .never)
    }
    var indices: [Int] = []
    for used in pods.claims {
      guard let index = claim(pods.namespace, used.name) else {
        return refused(.noClaim(used.name, isEphemeral: used.isEphemeral))
      }
      if let fault = claims[index].fault { return refused(fault) }
      indices.append(index)
    }
    let waits = indices.allSatisfy {
      isBound($0) || kinds[claims[$0].className]?.waitsForPod == true
    }
    return waits ? nil : refused(.unboundImmediate)
  }

  /// What a filter of volumes says about pods on a node.
  func refusal(
    _ filter: FilterName, _ pods: PodClass, _ node: Int, name: String, labels: [String: String]
  ) -> Refusal? {
    guard !pods.claims.isEmpty else { return nil }
    let used = claims(of: pods)
    switch filter {
    case .volumeRestrictions:
      return used.contains { claims[$0].isExclusive && users[$0] > 0 }
        ? Refusal(filter, [.volume(.inUse)], .byEviction) : nil
    case .nodeVolumeLimits: return exceedsLimit(pods, used, node) ? tooMany : nil
    case .volumeBinding: return bindingRefusal(used, node, name: name, labels: labels)
    case .volumeZone:
      return used.contains { !isInZone($0, labels) }
        ? Refusal(filter, [.volume(.zone)], .never) : nil
    default: return nil
    }
  }

  private var tooMany: Refusal {
    Refusal(.nodeVolumeLimits, [.volume(.tooMany)], .byEviction)
  }

  /// `NodeVolumeLimits`, from `plugins/nodevolumelimits/csi.go`.
  private func exceedsLimit(_ pods: PodClass, _ used: [Int], _ node: Int) -> Bool {
    guard let limits = limits[node] else { return false }
    let present = attached[node] ?? [:]
    let added = attachments(of: used, in: pods.namespace).filter { present[$0] == nil }
    return limits.contains { driver, limit in
      let new = added.count { $0.driver == driver }
      return new > 0 && present.keys.count { $0.driver == driver } + new > limit
    }
  }

  /// `VolumeBinding`, from `plugins/volumebinding/volume_binding.go`.
  private func bindingRefusal(
    _ used: [Int], _ node: Int, name: String, labels: [String: String]
  ) -> Refusal? {
    var reasons: [VolumeReason] = []
    for claim in used where isBound(claim) {
      if case .made(let chosen)? = assumed[claim] {
        if chosen != node { reasons.append(.affinity) }
        continue
      }
      guard let volume = volume(of: claim) else {
        reasons.append(.missing)
        break
      }
      if !isReachable(volume, name: name, labels: labels) {
        reasons.append(.affinity)
        break
      }
    }
    let unbound = used.filter { !isBound($0) }
    if let reason = find(unbound, name: name, labels: labels).reason { reasons.append(reason) }
    // The order in which kube-scheduler tells them.
    let order: [VolumeReason] = [.affinity, .noneToBind, .noStorage, .missing]
    let told = order.filter(reasons.contains)
    return told.isEmpty ? nil : Refusal(.volumeBinding, told.map { .volume($0) }, .never)
  }

  private static let zoneKeys = [
    "topology.kubernetes.io/zone", "topology.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/region",
  ]

  /// `VolumeZone`, from `plugins/volumezone/volume_zone.go`: a value such as `a__b` stands for
  /// several, and a node without any such label takes every volume.
  private func isInZone(_ claim: Int, _ labels: [String: String]) -> Bool {
    guard let volume = volume(of: claim),
      Self.zoneKeys.contains(where: { labels[$0] != nil })
    else { return true }
    return Self.zoneKeys.allSatisfy { key in
      guard let written = volumes[volume].labels[key] else { return true }
      // A volume with an old label may meet a node with the new one.
      let current = "topology.kubernetes.io/" + (key.hasSuffix("zone") ? "zone" : "region")
      guard let value = labels[key] ?? labels[current] else { return false }
      return Self.alternatives(written).contains(value)
    }
  }

  private static func alternatives(_ text: String) -> [String] {
    var parts = [""]
    var rest = text[...]
    while let first = rest.first {
      if rest.hasPrefix("__") {
        parts.append("")
        rest = rest.dropFirst(2)
      } else {
        parts[parts.count - 1].append(first)
        rest = rest.dropFirst()
      }
    }
    return parts
  }
}
