// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ClusterSnapshot {
  /// Arranges everything anew around the same pods, without the classes that no pod has.
  ///
  /// - Parameters:
  ///   - table: The nodes; those that there are where left out.
  ///   - rowsBefore: For each node the index that it had, -1 for a new one.
  /// - Complexity: Linear in nodes, pods, and in classes times the selectors that mean them.
  mutating func rebuild(nodes table: NodeTable? = nil, rowsBefore: [Int]? = nil) {
    let table = table ?? nodes
    let rowsBefore = rowsBefore ?? Array(0..<nodes.count)
    var rowsAfter = Array(repeating: Int32(-1), count: nodes.count)
    for (after, before) in rowsBefore.enumerated() where before >= 0 {
      rowsAfter[before] = Int32(after)
    }
    let residents = rowsBefore.map { $0 >= 0 ? podsOnNode[$0] : [] }
    let promised = rowsBefore.map { $0 >= 0 ? nominations[$0] : [] }
    movePods(rowsAfter)
    nodes = table
    forgetCounts()
    let classesAfter = registerUsedClasses()
    for row in pods.classes.indices where pods.classes[row] >= 0 {
      pods.classes[row] = classesAfter[Int(pods.classes[row])]
      live.use(Int(pods.classes[row]), 1)
    }
    podsOnNode = residents
    nominations = promised
    promisedCount = promised.reduce(0) { $0 + $1.count }
    nominationCount += 1
    rebuildVolumeTable()
    for node in residents.indices {
      for pod in residents[node] { apply(classIndex(Int(pod)), node: node, sign: 1) }
    }
  }

  /// Renames the nodes of pods; those whose node is gone are on none.
  private mutating func movePods(_ rowsAfter: [Int32]) {
    for row in pods.nodes.indices {
      if pods.nodes[row] >= 0 {
        pods.nodes[row] = rowsAfter[Int(pods.nodes[row])]
        if pods.nodes[row] < 0 { pods.named[row] = PodTable.unknownNode }
      }
      if pods.named[row] >= 0 {
        let after = rowsAfter[Int(pods.named[row])]
        pods.named[row] = after < 0 ? PodTable.unknownNode : after
      }
      if pods.nominated[row] >= 0 { pods.nominated[row] = rowsAfter[Int(pods.nominated[row])] }
    }
  }

  /// Makes room for what nodes hold, with nothing on them.
  private mutating func forgetCounts() {
    let count = nodes.count
    caches = ClassCaches(nodeCount: count)
    podCounts = Array(repeating: 0, count: count)
    scored = Array(repeating: 0, count: count * 2)
    lastStamp &+= 1
    stamps = Array(repeating: lastStamp, count: count)
    portsOnNode = [:]
    (allocatable, requested, stride) = ([], [], 0)
    layOutColumns()
    matchers = MatcherTable(namespaceLabels: matchers.namespaceLabels)
    (counters, owners, topologies, links) = ([], [], [], [])
    (counterIndices, ownerIndices, topologyIndices) = ([:], [:], [:])
    (countersOfMatcher, ownersOfMatcher, nodeSets) = ([], [], NodeSets())
  }

  /// Registers the classes that have pods anew.
  ///
  /// - Returns: For each class that there was its new index, -1 where it is gone.
  private mutating func registerUsedClasses() -> [Int32] {
    let (before, uses) = (classes, live.uses)
    classes = []
    classIndices = [:]
    live.forgetClasses()
    var after = Array(repeating: Int32(-1), count: before.count)
    // Nothing is on nodes yet as far as new counters are concerned.
    let nodesOfPods = pods.nodes
    pods.nodes = Array(repeating: -1, count: nodesOfPods.count)
    for index in before.indices where uses[index] > 0 {
      after[index] = Int32(classes.count)
      classIndices[before[index]] = classes.count
      register(before[index])
    }
    pods.nodes = nodesOfPods
    var kept: [PodSignature: Int] = [:]
    for (signature, index) in signatures where after[index] >= 0 {
      kept[signature] = Int(after[index])
      if let owner = signature.owner { live.note(owner: owner) }
    }
    signatures = kept
    return after
  }

  /// Reads volumes anew, with nothing attached.
  mutating func rebuildVolumeTable() {
    let storage = live.storage
    guard
      !storage.persistentVolumes.isEmpty || !storage.persistentVolumeClaims.isEmpty
        || !storage.storageClasses.isEmpty || !storage.csiNodes.isEmpty || !volumes.isEmpty
    else { return }
    // What made no sense was left out when it was set.
    guard var table = try? VolumeTable(storage, nodes: nodes) else { return }
    table.bindsClaims = true
    table.changes = volumes.changes + 1
    volumes = table
  }
}
