// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Makes a packing problem of pods and nodes.
struct ClusterLowering {
  let snapshot: ClusterSnapshot
  let pods: [Int]
  /// The classes of the pods to place, in the order of their first pods: these are the shapes.
  let classes: [Int]
  /// The shape of each class.
  let shapeOfClass: [Int: Int]
  /// The resources that the pods request, and the number of pods where that is scarce.
  let resources: [Int]
  /// The classes of pods that stay where they are.
  private let staying: Set<Int>
  private var notes: [String] = []

  init(_ snapshot: ClusterSnapshot, _ pods: [Int]) {
    self.snapshot = snapshot
    self.pods = pods
    var classes: [Int] = []
    var shapes: [Int: Int] = [:]
    var requested: Set<Int> = []
    for pod in pods {
      let index = snapshot.classIndex(pod)
      guard shapes[index] == nil else { continue }
      shapes[index] = classes.count
      classes.append(index)
      let made = snapshot.classes[index]
      requested.formUnion(
        made.amounts.resources.filter { Self.demand(of: made, $0, in: snapshot) > 0 })
    }
    let looksAtRoom = classes.contains {
      Self.demand(of: snapshot.classes[$0], ResourceTable.pods, in: snapshot) > 0
    }
    let isScarce =
      looksAtRoom
      && (0..<snapshot.nodeCount).contains {
        snapshot.allocatable(ResourceTable.pods, onNode: $0)
          - snapshot.requested(ResourceTable.pods, onNode: $0) < Int64(pods.count)
      }
    if isScarce || requested.isEmpty { requested.insert(ResourceTable.pods) }
    staying = Set(
      snapshot.pods.nodes.indices.lazy.filter { snapshot.pods.nodes[$0] >= 0 }
        .map { snapshot.classIndex($0) })
    self.classes = classes
    shapeOfClass = shapes
    resources = requested.sorted()
  }

  /// What a pod of a class takes of a resource as far as `NodeResourcesFit` looks at it.
  private static func demand(
    of made: PodClass, _ resource: Int, in snapshot: ClusterSnapshot
  ) -> Int64 {
    let filters = snapshot.configuration.profiles[made.profile].filters
    guard filters.contains(.nodeResourcesFit) else { return 0 }
    if resource == ResourceTable.pods { return 1 }
    return snapshot.isIgnored(resource, made.profile) ? 0 : made.amounts[resource]
  }

  /// Whether the profile of a class has a filter on.
  private func asks(_ filter: FilterName, _ made: PodClass) -> Bool {
    snapshot.configuration.profiles[made.profile].filters.contains(filter)
  }

  func lowered() throws(ProblemError) -> LoweredCluster {
    var lowering = self
    let rules = lowering.spreadRules()
    let groups = lowering.nodeGroups(topologies: rules.map(\.topology))
    var builder = PackingProblem.Builder(
      resources: resources.map { snapshot.resources.names[$0] })
    for group in groups { builder.add(lowering.binType(group)) }
    lowering.addPods(groups, to: &builder)
    lowering.addConflicts(to: &builder)
    for rule in rules {
      let domains = groups.map { group in
        let domain = snapshot.topologies[rule.topology].domainOfNode[group.nodes[0]]
        return domain < 0 ? nil : Int(domain)
      }
      builder.addSpread(of: rule.shapes, over: domains, maxSkew: rule.maxSkew)
    }
    lowering.noteWhatIsLeft()
    var podsOfShape: [[Int]] = Array(repeating: [], count: classes.count)
    for pod in pods { podsOfShape[shapeOfClass[snapshot.classIndex(pod)] ?? 0].append(pod) }
    return LoweredCluster(
      problem: try builder.build(), snapshot: snapshot, podsOfShape: podsOfShape,
      arrivals: pods, nodesOfType: groups.map(\.nodes),
      resources: resources, notLowered: lowering.notes)
  }

  /// Nodes that are alike for all pods to place.
  private struct NodeGroup {
    var nodes: [Int]
    let kind: NodeKind
  }

  /// What nodes have to share to be alike.
  private struct NodeKind: Hashable {
    let isAllowed: [Bool]
    let capacity: [Int64]
    let load: [Int64]
    let domains: [Int32]
    let isInUse: Bool
  }

  private func nodeGroups(topologies: [Int]) -> [NodeGroup] {
    var indices: [NodeKind: Int] = [:]
    var groups: [NodeGroup] = []
    for node in 0..<snapshot.nodeCount {
      let capacity = resources.map { max(0, snapshot.allocatable($0, onNode: node)) }
      let load = zip(resources, capacity).map { resource, all in
        min(all, snapshot.requested(resource, onNode: node))
      }
      let kind = NodeKind(
        isAllowed: classes.map { isAllowed($0, node) }, capacity: capacity, load: load,
        domains: topologies.map { snapshot.topologies[$0].domainOfNode[node] },
        isInUse: isInUse(node))
      if let known = indices[kind] {
        groups[known].nodes.append(node)
      } else {
        indices[kind] = groups.count
        groups.append(NodeGroup(nodes: [node], kind: kind))
      }
    }
    return groups
  }

  /// Whether pods run on a node that stay there whatever is decided, besides those of daemons.
  private func isInUse(_ node: Int) -> Bool {
    snapshot.podsOnNode[node].contains { !snapshot.pods.isDaemon[Int($0)] }
  }

  /// Whether a class may be on a node as far as the pods that stay are concerned.
  private func isAllowed(_ index: Int, _ node: Int) -> Bool {
    let made = snapshot.classes[index]
    let filters = snapshot.configuration.profiles[made.profile].filters
    for filter in FilterName.allCases
    where filters.contains(filter) && filter != .nodeResourcesFit && filter != .podTopologySpread {
      if filter == .interPodAffinity {
        // Others may still come near that it is drawn to.
        if let refusal = snapshot.affinityRefusal(snapshot.links[index], node),
          refusal.resolvability == .byEviction
        {
          return false
        }
      } else if snapshot.refusal(filter, ofClass: index, made, on: node) != nil {
        return false
      }
    }
    return true
  }

  private func binType(_ group: NodeGroup) -> BinType {
    let name = snapshot.nodeName(group.nodes[0])
    return BinType(
      name: group.nodes.count == 1 ? name : "\(name) and \(group.nodes.count - 1) like it",
      capacity: group.kind.capacity, load: group.kind.load, cost: group.kind.isInUse ? 0 : 1,
      available: group.nodes.count)
  }

  /// Adds the pods in the order of their arrival, those of one class that follow each other at once.
  private func addPods(_ groups: [NodeGroup], to builder: inout PackingProblem.Builder) {
    let allowed = classes.indices.map { shape in
      groups.indices.filter { groups[$0].kind.isAllowed[shape] }
    }
    let limits = classes.map { excludesItself($0) ? 1 : perNodeLimit($0)?.most }
    var position = 0
    while position < pods.count {
      let index = snapshot.classIndex(pods[position])
      var end = position + 1
      while end < pods.count, snapshot.classIndex(pods[end]) == index { end += 1 }
      let shape = shapeOfClass[index] ?? 0
      let made = snapshot.classes[index]
      builder.add(
        demand: resources.map { Self.demand(of: made, $0, in: snapshot) },
        count: end - position, perBinLimit: limits[shape], binTypes: allowed[shape],
        name: "\(made.namespace)/\(snapshot.podName(pods[position]))", kind: shape)
      position = end
    }
  }

  /// How many of its owner a class lets on one node.
  private func perNodeLimit(_ index: Int) -> PerNodeLimit? {
    let made = snapshot.classes[index]
    return asks(.maxPerNode, made) ? made.perNode : nil
  }

  /// Whether pods of another class, or such that stay, count under the limit of a class too.
  private func sharesPerNodeLimit(_ index: Int) -> Bool {
    guard let owner = perNodeLimit(index)?.owner else { return false }
    return snapshot.classes.indices.contains { other in
      snapshot.classes[other].perNode?.owner == owner
        && (staying.contains(other) || (other != index && shapeOfClass[other] != nil))
    }
  }

  /// Whether two pods of a class cannot be on one node.
  private func excludesItself(_ index: Int) -> Bool { excludes(index, index) }

  /// Whether pods of two classes cannot be on one node, by ports or by required anti-affinity.
  private func excludes(_ first: Int, _ second: Int) -> Bool {
    let (one, other) = (snapshot.classes[first], snapshot.classes[second])
    if asks(.nodePorts, one), asks(.nodePorts, other),
      one.hostPorts.contains(where: { port in
        other.hostPorts.contains { $0.conflicts(with: port) }
      })
    {
      return true
    }
    guard asks(.interPodAffinity, one), asks(.interPodAffinity, other) else { return false }
    return forbids(one, other) || forbids(other, one)
  }

  /// Whether required anti-affinity keeps pods apart on every node: one without the label does not.
  private func forbids(_ one: PodClass, _ other: PodClass) -> Bool {
    one.antiAffinity.contains { term in
      isEverywhere(term.topologyKey)
        && term.pods.matches(
          namespace: other.namespace,
          namespaceLabels: snapshot.matchers.labels(ofNamespace: other.namespace),
          labels: other.labels)
    }
  }

  /// Whether every node has a label.
  private func isEverywhere(_ key: String) -> Bool {
    guard let topology = snapshot.topologyIndices[key] else { return false }
    return !snapshot.topologies[topology].domainOfNode.contains { $0 < 0 }
  }

  private func addConflicts(to builder: inout PackingProblem.Builder) {
    let excluding = classes.indices.filter {
      let made = snapshot.classes[classes[$0]]
      return !made.hostPorts.isEmpty || !made.antiAffinity.isEmpty
    }
    for first in excluding {
      for second in classes.indices where second != first {
        if second < first, excluding.contains(second) { continue }
        if excludes(classes[first], classes[second]) { builder.addConflict(first, second) }
      }
    }
  }

  /// A rule of spreading that the problem can hold.
  private struct SpreadRule: Hashable {
    let shapes: [Int]
    let topology: Int
    let maxSkew: Int
  }

  /// The hard constraints that bind exactly the pods that they count, none of which stays.
  private mutating func spreadRules() -> [SpreadRule] {
    var rules: [SpreadRule] = []
    var left = 0
    let ruled = classes.map { index in
      asks(.podTopologySpread, snapshot.classes[index]) ? snapshot.links[index].hardSpread : []
    }
    for links in ruled {
      for link in links {
        let counter = snapshot.counters[link.counter]
        let members = classes.indices.filter { shape in
          snapshot.links[classes[shape]].counted.contains(Int32(link.counter))
        }
        let bound = classes.indices.filter { shape in
          ruled[shape].contains {
            $0.counter == link.counter && $0.maxSkew == link.maxSkew
          }
        }
        guard counter.total == 0, members == bound, !members.isEmpty, !link.isHostname,
          link.minDomains <= counter.domainCount
        else {
          left += 1
          continue
        }
        let rule = SpreadRule(
          shapes: members, topology: link.topology, maxSkew: Int(link.maxSkew))
        if !rules.contains(rule) { rules.append(rule) }
      }
    }
    if left > 0 {
      notes.append(
        "\(left) required spread constraint\(left == 1 ? " is" : "s are") only checked by the filters: "
          + "where pods count that stay or are not bound by it, or domains are single nodes")
    }
    return rules
  }

  private mutating func noteWhatIsLeft() {
    let drawn = classes.count { !snapshot.classes[$0].affinity.isEmpty }
    if drawn > 0 {
      notes.append("required pod affinity of \(Self.kinds(drawn)) is only checked by the filters")
    }
    let wide = classes.count { index in
      snapshot.classes[index].antiAffinity.contains {
        $0.topologyKey != ClusterSnapshot.hostnameKey || !isEverywhere($0.topologyKey)
      }
    }
    if wide > 0 {
      notes.append(
        "anti-affinity of \(Self.kinds(wide)) beyond single nodes is only checked by the filters")
    }
    let shared = classes.count { sharesPerNodeLimit($0) }
    if shared > 0 {
      notes.append(
        "the limit per node of \(Self.kinds(shared)) counts others of its owner only in the filters"
      )
    }
    let preferring = classes.count { index in
      let made = snapshot.classes[index]
      return !made.preferences.isEmpty || !made.preferredNodes.isEmpty
        || (!made.hasSystemSpread && made.spread.contains { !$0.isHard })
    }
    if preferring > 0 {
      notes.append("preferences of \(Self.kinds(preferring)) count for kube-scheduler alone")
    }
  }

  private static func kinds(_ count: Int) -> String {
    count == 1 ? "one kind of pods" : "\(count) kinds of pods"
  }
}
