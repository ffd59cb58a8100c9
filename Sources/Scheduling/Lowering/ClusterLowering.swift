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
      requested.formUnion(snapshot.classes[index].amounts.resources)
    }
    let isScarce = (0..<snapshot.nodeCount).contains {
      snapshot.allocatable(ResourceTable.pods, onNode: $0)
        - snapshot.requested(ResourceTable.pods, onNode: $0) < Int64(pods.count)
    }
    if isScarce || requested.isEmpty { requested.insert(ResourceTable.pods) }
    self.classes = classes
    shapeOfClass = shapes
    resources = requested.sorted()
  }

  func lowered() throws(ProblemError) -> LoweredCluster {
    var lowering = self
    let rules = lowering.spreadRules()
    let groups = lowering.nodeGroups(topologies: rules.map(\.topology))
    var builder = PackingProblem.Builder(
      resources: resources.map { snapshot.resources.names[$0] }, mergingAlikeShapes: false)
    for group in groups { builder.add(lowering.binType(group)) }
    for shape in classes.indices { lowering.add(shape, groups, to: &builder) }
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
      arrivals: podsOfShape.flatMap(\.self), nodesOfType: groups.map(\.nodes),
      resources: resources, notLowered: lowering.notes)
  }

  /// Nodes that are alike for all pods to place.
  private struct NodeGroup {
    var nodes: [Int]
    let isAllowed: [Bool]
    let free: [Int64]
    let load: [Int64]
    let isInUse: Bool
  }

  private struct GroupKey: Hashable {
    let isAllowed: [Bool]
    let capacity: [Int64]
    let load: [Int64]
    let domains: [Int32]
    let isInUse: Bool
  }

  private func nodeGroups(topologies: [Int]) -> [NodeGroup] {
    var indices: [GroupKey: Int] = [:]
    var groups: [NodeGroup] = []
    for node in 0..<snapshot.nodeCount {
      let capacity = resources.map { max(0, snapshot.allocatable($0, onNode: node)) }
      let load = zip(resources, capacity).map { resource, all in
        min(all, snapshot.requested(resource, onNode: node))
      }
      let key = GroupKey(
        isAllowed: classes.map { isAllowed($0, node) }, capacity: capacity, load: load,
        domains: topologies.map { snapshot.topologies[$0].domainOfNode[node] },
        isInUse: isInUse(node))
      if let known = indices[key] {
        groups[known].nodes.append(node)
      } else {
        indices[key] = groups.count
        groups.append(
          NodeGroup(
            nodes: [node], isAllowed: key.isAllowed, free: capacity, load: load,
            isInUse: key.isInUse))
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
      capacity: group.free, load: group.load, cost: group.isInUse ? 0 : 1,
      available: group.nodes.count)
  }

  private func add(
    _ shape: Int, _ groups: [NodeGroup], to builder: inout PackingProblem.Builder
  ) {
    let made = snapshot.classes[classes[shape]]
    let members = pods.filter { snapshot.classIndex($0) == classes[shape] }
    builder.add(
      demand: resources.map { $0 == ResourceTable.pods ? 1 : made.amounts[$0] },
      count: members.count, perBinLimit: excludesItself(classes[shape]) ? 1 : nil,
      binTypes: groups.indices.filter { groups[$0].isAllowed[shape] },
      name: "\(made.namespace)/\(snapshot.podName(members[0]))", kind: shape)
  }

  /// Whether two pods of a class cannot be on one node.
  private func excludesItself(_ index: Int) -> Bool { excludes(index, index) }

  /// Whether pods of two classes cannot be on one node, by ports or by required anti-affinity.
  private func excludes(_ first: Int, _ second: Int) -> Bool {
    let (one, other) = (snapshot.classes[first], snapshot.classes[second])
    if one.hostPorts.contains(where: { port in
      other.hostPorts.contains { $0.conflicts(with: port) }
    }) {
      return true
    }
    return forbids(one, other) || forbids(other, one)
  }

  private func forbids(_ one: PodClass, _ other: PodClass) -> Bool {
    one.antiAffinity.contains { term in
      term.pods.matches(
        namespace: other.namespace,
        namespaceLabels: snapshot.matchers.labels(ofNamespace: other.namespace),
        labels: other.labels)
    }
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
    for index in classes {
      for link in snapshot.links[index].hardSpread {
        let counter = snapshot.counters[link.counter]
        let members = classes.indices.filter { shape in
          snapshot.links[classes[shape]].counted.contains(Int32(link.counter))
        }
        let bound = classes.indices.filter { shape in
          snapshot.links[classes[shape]].hardSpread.contains {
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
        "\(left) required spread constraints are only checked by the filters: they count pods that "
          + "stay or that they do not bind, or spread over single nodes")
    }
    return rules
  }

  private mutating func noteWhatIsLeft() {
    let drawn = classes.count { !snapshot.classes[$0].affinity.isEmpty }
    if drawn > 0 {
      notes.append("required pod affinity of \(drawn) kinds of pods is only checked by the filters")
    }
    let wide = classes.count { index in
      snapshot.classes[index].antiAffinity.contains {
        $0.topologyKey != ClusterSnapshot.hostnameKey
      }
    }
    if wide > 0 {
      notes.append(
        "anti-affinity of \(wide) kinds of pods beyond single nodes is only checked by the filters")
    }
    let preferring = classes.count { index in
      let made = snapshot.classes[index]
      return !made.preferences.isEmpty || !made.preferredNodes.isEmpty
        || (!made.hasSystemSpread && made.spread.contains { !$0.isHard })
    }
    if preferring > 0 {
      notes.append("preferences of \(preferring) kinds of pods count for kube-scheduler alone")
    }
  }
}
