// SPDX-License-Identifier: Apache-2.0

extension ClusterSnapshot {
  /// `NodeResourcesFit`: whether what the node has free is enough, all that is too little at once.
  ///
  /// From `plugins/noderesources/fit.go`, `fitsRequest`.
  func fitRefusal(_ index: Int, _ node: Int) -> Refusal? {
    fits(index, node) ? nil : fitRefusal(index, node, beside: [])
  }

  /// The same where some more pods are on the node.
  func fitRefusal(_ index: Int, _ node: Int, beside others: [Int]) -> Refusal? {
    let made = classes[index]
    var reasons: [RefusalReason] = []
    var resolvability = Resolvability.byEviction
    let base = node * stride
    let allowed = allocatable[base + ResourceTable.pods]
    if Int64(podCounts[node]) + Int64(others.count) + 1 > allowed {
      reasons.append(.tooManyPods(allowed: allowed))
    }
    // The order of extended resources is that of their names: kube-scheduler has none.
    let names = resources.names
    let requests = zip(made.amounts.resources, made.amounts.amounts).sorted {
      $0.0 > ResourceTable.pods && $1.0 > ResourceTable.pods
        ? names[$0.0] < names[$1.0] : $0.0 < $1.0
    }
    for (resource, amount) in requests {
      let all = allocatable[base + resource]
      var free = all - requested[base + resource]
      for other in others { free -= classes[classIndex(other)].amounts[resource] }
      guard amount > free, !isIgnored(resource, made.profile) else { continue }
      if amount > all { resolvability = .never }
      reasons.append(
        .insufficient(
          resource: names[resource], requested: amount, free: free, allocatable: all))
    }
    return reasons.isEmpty ? nil : Refusal(.nodeResourcesFit, reasons, resolvability)
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
  func isIgnored(_ resource: Int, _ profile: Int) -> Bool {
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
