// SPDX-License-Identifier: Apache-2.0

extension ClusterSnapshot {
  /// Why a pod may not be on a node, by the first filter that refuses it.
  ///
  /// The pods that are on nodes count as they are; a pod that is on this node itself counts too, so
  /// it is to be evicted first.
  ///
  /// - Parameters:
  ///   - pod: The pod.
  ///   - node: The node.
  /// - Returns: The refusal, or `nil` where it may.
  public func refusal(of pod: Int, on node: Int) -> Refusal? {
    let index = classIndex(pod)
    if pods.named[pod] != -1, pods.named[pod] != Int32(node) {
      let made = classes[index]
      let filters = filterMasks[made.profile]
      if let refusal = refusalOfPod(made, filters) ?? nameRefusal(made, node) { return refusal }
      if filters.contains(.nodeUnschedulable), let refusal = unschedulableRefusal(made, node) {
        return refusal
      }
      if filters.contains(.nodeName) { return Refusal(.nodeName, [.otherNode], .never) }
    }
    let refusal = refusal(ofClass: index, on: node)
    let others = promised(pod, node)
    guard !others.isEmpty else { return refusal }
    guard countsOnlySums(index) else {
      return beside(others, node).refusal(ofClass: index, on: node) ?? refusal
    }
    if let refusal, refusal.filter != .nodeResourcesFit { return refusal }
    return fitRefusal(index, node, beside: others)
  }

  /// Whether a pod may be on a node.
  public func fits(_ pod: Int, on node: Int) -> Bool { refusal(of: pod, on: node) == nil }

  func refusal(ofClass index: Int, on node: Int) -> Refusal? {
    let made = classes[index]
    let filters = filterMasks[made.profile]
    if let refusal = refusalOfPod(made, filters) { return refusal }
    if filters.contains(.nodeAffinity), let refusal = nameRefusal(made, node) { return refusal }
    for filter in FilterName.allCases where filters.contains(filter) {
      if let refusal = refusal(filter, ofClass: index, made, on: node) { return refusal }
    }
    return nil
  }

  /// What keeps a class off all nodes, whatever they are.
  func refusalOfPod(_ made: PodClass, _ filters: FilterMask) -> Refusal? {
    if filters.contains(.nodeAffinity), made.nodes.onlyNames?.isEmpty == true {
      return Refusal(.nodeAffinity, [.conflictingNames], .never)
    }
    guard filters.contains(.volumeBinding), !made.claims.isEmpty else { return nil }
    return volumes.refusal(ofPods: made)
  }

  private func volumeRefusal(_ filter: FilterName, _ made: PodClass, _ node: Int) -> Refusal? {
    volumes.refusal(
      filter, made, node, name: nodes.names[node], labels: nodes.labels[node])
  }

  func refusal(
    _ filter: FilterName, ofClass index: Int, _ made: PodClass, on node: Int
  ) -> Refusal? {
    switch filter {
    case .nodeUnschedulable: unschedulableRefusal(made, node)
    case .nodeName: nil
    case .taintToleration: taintRefusal(made, node)
    case .nodeAffinity: nodeAffinityRefusal(made, node)
    case .nodePorts: portRefusal(made, node)
    case .nodeResourcesFit: fitRefusal(index, node)
    case .volumeRestrictions, .nodeVolumeLimits, .volumeBinding, .volumeZone:
      volumeRefusal(filter, made, node)
    case .podTopologySpread: spreadRefusal(links[index], node)
    case .interPodAffinity: affinityRefusal(links[index], node)
    case .maxPerNode: perNodeRefusal(index, node)
    }
  }

  /// Whether the filters let a class on a node, of which it is known that nothing but pods keeps the
  /// class off.
  func passesFiltersOfPods(_ index: Int, _ node: Int) -> Bool {
    let filters = filterMasks[classes[index].profile]
    return passesOwnFilters(index, filters, node)
      && (!filters.contains(.podTopologySpread) || keepsSpread(links[index].hardSpread, node))
      && (!filters.contains(.interPodAffinity) || keepsAffinity(links[index], node))
  }

  /// Whether the filters that look at one node alone let a class on it.
  ///
  /// It is asked very often, so classes are named by their index here: to hand one over would copy
  /// its many parts.
  func passesOwnFilters(_ index: Int, _ filters: FilterMask, _ node: Int) -> Bool {
    if filters.contains(.nodeResourcesFit), !fits(index, node) { return false }
    if !classes[index].hostPorts.isEmpty, filters.contains(.nodePorts),
      portRefusal(classes[index], node) != nil
    {
      return false
    }
    if classes[index].perNode != nil, filters.contains(.maxPerNode),
      perNodeRefusal(index, node) != nil
    {
      return false
    }
    return classes[index].claims.isEmpty
      || (refusalOfPod(classes[index], filters) == nil
        && passesVolumeFilters(classes[index], filters, node))
  }

  private func passesVolumeFilters(
    _ made: PodClass, _ filters: FilterMask, _ node: Int
  ) -> Bool {
    [FilterName.volumeRestrictions, .nodeVolumeLimits, .volumeBinding, .volumeZone].allSatisfy {
      !filters.contains($0) || volumeRefusal($0, made, node) == nil
    }
  }
}
