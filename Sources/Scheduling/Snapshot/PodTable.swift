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

  mutating func append(_ pod: Pod, classIndex: Int, named node: Int32) {
    let metadata = pod.metadata
    names.append(metadata.name ?? "")
    namespaces.append(metadata.namespace ?? "default")
    classes.append(Int32(classIndex))
    nodes.append(-1)
    named.append(node)
    created.append(metadata.creationTimestamp?.microseconds ?? .max)
    started.append(pod.status.startTime?.microseconds ?? .max)
    nominated.append(-1)
    isMakingRoom.append(
      metadata.deletionTimestamp != nil
        && pod.status.conditions.contains {
          $0.type == "DisruptionTarget" && $0.status == "True"
            && $0.reason == "PreemptionByScheduler"
        })
    let owner = metadata.ownerReferences.first { $0.controller == true }?.kind
    isDaemon.append(owner == "DaemonSet" || owner == "Node")
    groups.append(metadata.labels["scheduling.x-k8s.io/pod-group"])
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
