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
    let name = node.metadata.name ?? ""
    let context = FaultContext("node \(name)")
    guard !name.isEmpty else {
      throw context["metadata.name"].fault("found nothing, expected a name")
    }
    guard indices[name] == nil else {
      throw context["metadata.name"].fault("found a second node of this name")
    }
    var taints: [CompiledTaint] = []
    for (index, taint) in node.spec.taints.enumerated() {
      taints.append(try CompiledTaint(taint, context["spec.taints"][index]))
    }
    let status = node.status
    let all = try PodRequests.read(status.capacity, &resources, context["status.capacity"])
    let free =
      status.allocatable.isEmpty
      ? all : try PodRequests.read(status.allocatable, &resources, context["status.allocatable"])
    indices[name] = names.count
    names.append(name)
    labels.append(node.metadata.labels)
    isUnschedulable.append(node.spec.unschedulable ?? false)
    if let known = listIndices[taints] {
      taintList.append(known)
    } else {
      listIndices[taints] = taintLists.count
      taintList.append(taintLists.count)
      taintLists.append(taints)
    }
    var sizes: [String: Int64] = [:]
    for image in status.images {
      // Sums of sizes stay far below the largest number.
      let size = min(max(0, image.sizeBytes ?? 0), 1 << 50)
      for name in image.names { sizes[ImageNames.withTag(name)] = size }
    }
    for name in sizes.keys { nodesWithImage[name, default: 0] += 1 }
    images.append(sizes)
    allocatable.append(free)
    capacity.append(all)
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
