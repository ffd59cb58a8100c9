// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is known of single pods, by column.
struct PodTable: Sendable {
  var names: [String] = []
  var namespaces: [String] = []
  /// The index of the class of each.
  var classes: [Int32] = []
  /// The node of each, -1 where it is on none.
  var nodes: [Int32] = []
  /// The node that its specification names though it is not on it: -1 for none, -2 for one that is
  /// not there.
  var named: [Int32] = []
  /// When it was created, in microseconds; the largest number where that is not known.
  var created: [Int64] = []
  /// When it was started, likewise.
  var started: [Int64] = []
  /// The node that room was made on for it, -1 for none.
  var nominated: [Int32] = []
  /// Whether it is being deleted because it was evicted for another pod.
  var isMakingRoom: [Bool] = []
  /// Whether a DaemonSet or the node itself owns it.
  var isDaemon: [Bool] = []
  /// The names of its group, where it has one.
  var groups: [String?] = []

  var count: Int { names.count }

  static let unknownNode: Int32 = -2
  /// What stands in `named` of a row without a pod.
  static let vacant: Int32 = -3

  mutating func append(_ pod: Pod, classIndex: Int, named node: Int32) {
    appendVacant()
    set(count - 1, pod, classIndex: classIndex, named: node)
  }

  /// Adds a row without a pod.
  private mutating func appendVacant() {
    names.append("")
    namespaces.append("")
    classes.append(-1)
    nodes.append(-1)
    named.append(Self.vacant)
    created.append(.max)
    started.append(.max)
    nominated.append(-1)
    isMakingRoom.append(false)
    isDaemon.append(false)
    groups.append(nil)
  }

  /// Fills the row of a pod that is on no node.
  mutating func set(_ row: Int, _ pod: Pod, classIndex: Int, named node: Int32) {
    let metadata = pod.metadata
    names[row] = metadata.name ?? ""
    namespaces[row] = metadata.namespace ?? "default"
    classes[row] = Int32(classIndex)
    nodes[row] = -1
    named[row] = node
    nominated[row] = -1
    created[row] = metadata.creationTimestamp?.microseconds ?? .max
    let owner = metadata.ownerReferences.first { $0.controller == true }?.kind
    isDaemon[row] = owner == "DaemonSet" || owner == "Node"
    refresh(row, pod)
  }

  /// Takes over what may change about a pod besides its class.
  mutating func refresh(_ row: Int, _ pod: Pod) {
    let metadata = pod.metadata.fields
    started[row] = pod.status.startTime?.microseconds ?? .max
    isMakingRoom[row] =
      metadata["deletionTimestamp"] != nil
      && pod.status.conditions.contains {
        $0.type == "DisruptionTarget" && $0.status == "True"
          && $0.reason == "PreemptionByScheduler"
      }
    groups[row] = metadata["labels"]?.object?["scheduling.x-k8s.io/pod-group"]?.string
  }

  /// Empties the row of a pod that is on no node.
  mutating func clear(_ row: Int) {
    (names[row], namespaces[row], groups[row]) = ("", "", nil)
    (classes[row], nodes[row], nominated[row]) = (-1, -1, -1)
    named[row] = Self.vacant
    isMakingRoom[row] = false
  }

  /// Adds a pod like another, on no node.
  mutating func appendCopy(of pod: Int) {
    names.append(names[pod])
    namespaces.append(namespaces[pod])
    classes.append(classes[pod])
    nodes.append(-1)
    named.append(-1)
    created.append(.max)
    started.append(.max)
    nominated.append(-1)
    isMakingRoom.append(false)
    isDaemon.append(isDaemon[pod])
    groups.append(nil)
  }
}
