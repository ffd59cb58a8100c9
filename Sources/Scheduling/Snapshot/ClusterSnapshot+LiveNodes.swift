// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// Nodes that come, change and go while the snapshot stays.
extension ClusterSnapshot {
  /// Takes over what has changed about a node that is there.
  ///
  /// Taints, `unschedulable`, amounts and images are changed in place, labels too unless counters
  /// look at them; then the snapshot is arranged anew.
  ///
  /// - Parameter object: What the node is now.
  /// - Returns: Whether something has changed that decisions look at.
  /// - Throws: What makes no sense in it; then it stays what it was.
  /// - Complexity: Linear in the resources, and later once for each class of which pods come; as for
  ///   `changeNodes(adding:removing:)` where counters look at what has changed.
  @discardableResult
  public mutating func change(_ object: Node) throws(ClusterFault) -> Bool {
    guard let node = nodes.index(of: object.metadata.name ?? "") else { return false }
    let made = try CompiledNode(object, &compiler.resources)
    let before = nodes.node(node)
    let labels = before.labels != made.labels
    let taints = before.taints != made.taints
    let amounts = before.allocatable != made.allocatable
    let images = before.images != made.images
    guard labels || taints || amounts || images || before.isUnschedulable != made.isUnschedulable
    else { return false }
    nodes.replace(node, by: made)
    if images { live.imageChanges += 1 }
    if labels || taints { nodeSets = NodeSets() }
    let isCounted =
      (labels && countsLook(at: before.labels, made.labels)) || (taints && countsLookAtTaints)
    if labels, Self.zone(before.labels) != Self.zone(made.labels) { nodes.arrange() }
    if isCounted {
      rebuild()
      return true
    }
    if compiler.resources.count > stride {
      layOutColumns()
    } else if amounts {
      for resource in 0..<stride { allocatable[node * stride + resource] = 0 }
      for (resource, amount) in zip(made.allocatable.resources, made.allocatable.amounts) {
        allocatable[node * stride + resource] = amount
      }
    }
    lastStamp &+= 1
    stamps[node] = lastStamp
    live.noteChange(ofNode: node, among: nodes.count)
    return true
  }

  /// Adds and removes nodes.
  ///
  /// Pods on nodes that go are on none then, and are left with `podsOnUnknownNodes`.
  ///
  /// - Parameters:
  ///   - added: New nodes, in the order in which they came.
  ///   - removed: The names of nodes that are gone.
  ///   - reject: Told of nodes that make no sense or are there already; they are left out.
  /// - Complexity: Linear in nodes, pods and classes; about 15 ms with 5,000 nodes and 100,000
  ///   pods, so changes had better be gathered.
  public mutating func changeNodes(
    adding added: [Node], removing removed: Set<String>, reject: (ClusterFault) -> Void = { _ in }
  ) {
    var rows = (0..<nodes.count).filter { !removed.contains(nodes.names[$0]) }
    var table = NodeTable()
    for row in rows { table.add(nodes.node(row)) }
    for object in added {
      do throws(ClusterFault) {
        try table.add(object, &compiler.resources)
        rows.append(-1)
      } catch {
        reject(error)
      }
    }
    guard rows.count != nodes.count || rows.last == -1 else { return }
    table.arrange()
    live.imageChanges += 1
    rebuild(nodes: table, rowsBefore: rows)
  }

  /// Whether a counter looks at labels that have changed.
  private func countsLook(at before: [String: String], _ after: [String: String]) -> Bool {
    topologies.contains { before[$0.key] != after[$0.key] }
      || counters.contains { $0.key.eligible != nil }
  }

  /// Whether a counter leaves out nodes by their taints.
  private var countsLookAtTaints: Bool {
    counters.contains { $0.key.eligible != nil }
      && classes.contains { made in made.spread.contains { $0.honorsTaints } }
  }

  private static func zone(_ labels: [String: String]) -> [String?] {
    [labels["topology.kubernetes.io/region"], labels["topology.kubernetes.io/zone"]]
  }

  /// Takes the cache of a class out, up to date with the nodes.
  mutating func takeCache(_ index: Int) -> ClassCache {
    guard var cache = caches.take(index) else { return makeCurrentCache(index) }
    if cache.imageChanges != live.imageChanges {
      cache.imageChanges = live.imageChanges
      if !classes[index].images.isEmpty, cache.scores.image != nil { cache.forgetStates() }
    }
    guard cache.nodeChanges != live.nodeChanges else { return cache }
    guard let changed = live.nodes(changedAfter: cache.nodeChanges) else {
      return makeCurrentCache(index)
    }
    let made = classes[index]
    for node in changed { update(&cache, made, Int(node)) }
    cache.nodeChanges = live.nodeChanges
    cache.potential = nil
    return cache
  }

  private mutating func makeCurrentCache(_ index: Int) -> ClassCache {
    var cache = makeCache(index)
    (cache.nodeChanges, cache.imageChanges) = (live.nodeChanges, live.imageChanges)
    return cache
  }

  private func update(_ cache: inout ClassCache, _ made: PodClass, _ node: Int) {
    let profile = configuration.profiles[made.profile]
    let filters = profile.filters
    cache.isAllowed[node] =
      !(filters.contains(.nodeUnschedulable) && unschedulableRefusal(made, node) != nil)
      && !(filters.contains(.taintToleration) && taintRefusal(made, node) != nil)
      && !(filters.contains(.nodeAffinity) && nodeAffinityRefusal(made, node) != nil)
    if cache.preferences != nil { cache.preferences?[node] = preferenceSum(made, node) }
    if profile.weights[.taintToleration] != nil {
      let count = taintCount(made, node)
      if cache.taints == nil, count > 0 {
        cache.taints = Array(repeating: 0, count: nodes.count)
      }
      cache.taints?[node] = count
    }
    cache.stamps[node] = 0
  }
}
