// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// What does not change about nodes while pods are placed.
struct NodeTable: Sendable {
  private(set) var names: [String] = []
  private(set) var labels: [[String: String]] = []
  private(set) var isUnschedulable: [Bool] = []
  /// For each node the index of its taints in `taintLists`.
  private(set) var taintList: [Int] = []
  /// The different lists of taints.
  private(set) var taintLists: [[CompiledTaint]] = []
  private(set) var images: [[String: Int64]] = []
  /// On how many nodes an image is, by each of its names.
  private(set) var nodesWithImage: [String: Int] = [:]
  private(set) var allocatable: [ResourceAmounts] = []
  private(set) var capacity: [ResourceAmounts] = []
  /// The nodes in the order in which they are looked at.
  private(set) var order: [Int32] = []
  private var indices: [String: Int] = [:]
  private var listIndices: [[CompiledTaint]: Int] = [:]

  var count: Int { names.count }

  func index(of name: String) -> Int? { indices[name] }

  /// The taints of a node.
  func taints(of node: Int) -> [CompiledTaint] { taintLists[taintList[node]] }

  /// Lets a node take no new pods.
  mutating func cordon(_ node: Int) { isUnschedulable[node] = true }

  /// Adds a node.
  mutating func add(
    _ node: Node, _ resources: inout ResourceTable
  ) throws(ClusterFault) {
    let made = try CompiledNode(node, &resources)
    guard indices[made.name] == nil else {
      throw FaultContext("node \(made.name)")["metadata.name"].fault(
        "found a second node of this name")
    }
    add(made)
  }

  /// Adds a node of a new name.
  mutating func add(_ made: CompiledNode) {
    indices[made.name] = names.count
    names.append(made.name)
    labels.append(made.labels)
    isUnschedulable.append(made.isUnschedulable)
    taintList.append(list(made.taints))
    for name in made.images.keys { nodesWithImage[name, default: 0] += 1 }
    images.append(made.images)
    allocatable.append(made.allocatable)
    capacity.append(made.capacity)
  }

  private mutating func list(_ taints: [CompiledTaint]) -> Int {
    if let known = listIndices[taints] { return known }
    listIndices[taints] = taintLists.count
    taintLists.append(taints)
    return taintLists.count - 1
  }

  /// A node as it stands here.
  func node(_ node: Int) -> CompiledNode {
    CompiledNode(
      name: names[node], labels: labels[node], isUnschedulable: isUnschedulable[node],
      taints: taints(of: node), images: images[node], allocatable: allocatable[node],
      capacity: capacity[node])
  }

  /// Takes over what has changed about a node.
  mutating func replace(_ node: Int, by made: CompiledNode) {
    labels[node] = made.labels
    isUnschedulable[node] = made.isUnschedulable
    taintList[node] = list(made.taints)
    for name in images[node].keys where made.images[name] == nil {
      let count = (nodesWithImage[name] ?? 1) - 1
      nodesWithImage[name] = count > 0 ? count : nil
    }
    for name in made.images.keys where images[node][name] == nil {
      nodesWithImage[name, default: 0] += 1
    }
    images[node] = made.images
    allocatable[node] = made.allocatable
    capacity[node] = made.capacity
  }

  /// Fixes the order in which nodes are looked at: the first of each zone, then the second of
  /// each, and so on, zones in the order in which they were met.
  ///
  /// From `pkg/scheduler/backend/cache/node_tree.go`.
  mutating func arrange() {
    var zones: [String: Int] = [:]
    var members: [[Int32]] = []
    for node in names.indices {
      let region = labels[node]["topology.kubernetes.io/region"] ?? ""
      let zone = labels[node]["topology.kubernetes.io/zone"] ?? ""
      let key = region + "\u{0}" + zone
      if let known = zones[key] {
        members[known].append(Int32(node))
      } else {
        zones[key] = members.count
        members.append([Int32(node)])
      }
    }
    order = []
    order.reserveCapacity(count)
    for round in 0..<(members.map(\.count).max() ?? 0) {
      for zone in members where round < zone.count { order.append(zone[round]) }
    }
  }

  /// The nodes for which something holds.
  func nodes(where holds: (Int) -> Bool) -> BitRow {
    var set = BitRow(count: count)
    for node in 0..<count where holds(node) { set.insert(node) }
    return set
  }
}
