// SPDX-License-Identifier: Apache-2.0

extension ClusterSnapshot {
  /// `NodeResourcesFit`: whether what the node has free is enough, all that is too little at once.
  ///
  /// From `plugins/noderesources/fit.go`, `fitsRequest`.
  func fitRefusal(_ index: Int, _ node: Int) -> Refusal? {
    guard !fits(index, node) else { return nil }
    let made = classes[index]
    var reasons: [RefusalReason] = []
    var resolvability = Resolvability.byEviction
    let base = node * stride
    let allowed = allocatable[base + ResourceTable.pods]
    if Int64(podCounts[node]) + 1 > allowed { reasons.append(.tooManyPods(allowed: allowed)) }
    // The order of extended resources is that of their names: kube-scheduler has none.
    let requests = zip(made.amounts.resources, made.amounts.amounts).sorted {
      $0.0 > ResourceTable.pods && $1.0 > ResourceTable.pods
        ? resources.names[$0.0] < resources.names[$1.0] : $0.0 < $1.0
    }
    for (resource, amount) in requests {
      let all = allocatable[base + resource]
      let free = all - requested[base + resource]
      guard amount > free, !isIgnored(resource, made.profile) else { continue }
      if amount > all { resolvability = .never }
      reasons.append(
        .insufficient(
          resource: resources.names[resource], requested: amount, free: free, allocatable: all))
    }
    return Refusal(.nodeResourcesFit, reasons, resolvability)
  }

  func fits(_ index: Int, _ node: Int) -> Bool {
    let base = node * stride
    if Int64(podCounts[node]) >= allocatable[base + ResourceTable.pods] { return false }
    for position in classes[index].amounts.resources.indices {
      let resource = classes[index].amounts.resources[position]
      if classes[index].amounts.amounts[position]
        > allocatable[base + resource] - requested[base + resource],
        !isIgnored(resource, classes[index].profile)
      {
        return false
      }
    }
    return true
  }

  /// Whether the profile leaves a resource aside; never one of the four.
  private func isIgnored(_ resource: Int, _ profile: Int) -> Bool {
    guard resource > ResourceTable.pods else { return false }
    let profile = configuration.profiles[profile]
    guard !profile.ignoredResources.isEmpty || !profile.ignoredResourceGroups.isEmpty else {
      return false
    }
    let name = resources.names[resource]
    guard let slash = name.firstIndex(of: "/") else { return false }
    return profile.ignoredResources.contains(name)
      || profile.ignoredResourceGroups.contains(String(name[..<slash]))
  }
}
