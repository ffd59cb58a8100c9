// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A group and its nodes as they are known.
struct NodeGroupState {
  var group: NodeGroup
  /// Its nodes that are registered and not about to be removed by the provider.
  let nodes: [Fields]
  /// The names of nodes that have registered and have not started yet.
  let starting: Set<String>

  var name: String { group.name }
  /// How many nodes it is to have.
  var target: Int { group.spec.replicas }
  /// Machines that will never run.
  var failed: [NodeGroupInstance] { group.status.instances.filter { $0.state == .failed } }
  /// How many nodes are there or are being emptied.
  var startedCount: Int { nodes.count - starting.count }
  /// How many nodes are to come.
  var upcoming: Int { max(0, target - startedCount - failed.count) }
  /// How many of its nodes are being emptied.
  var leaving: Int { nodes.count { $0.hasTaint(AutoscalerTaint.toBeDeleted) } }
  /// When a machine was ordered last.
  var lastOrder: Timestamp? { group.status.instances.compactMap(\.orderedAt).max() }

  /// Groups the nodes that are known.
  ///
  /// - Parameters:
  ///   - informers: What is known.
  ///   - now: The time.
  /// - Returns: The groups by name.
  static func all(_ informers: SharedInformers, at now: Timestamp) -> [NodeGroupState] {
    var nodes: [String: [Fields]] = [:]
    for node in informers[.nodes].all {
      if let group = node.label(NodeGroup.label) { nodes[group, default: []].append(node) }
    }
    return informers[.nodeGroups].all.filter { !$0.isTerminating }.map { object in
      let group = NodeGroup(fields: object)
      let going = Set(group.spec.nodesToDelete)
      let own = (nodes[group.name] ?? []).filter { !going.contains($0.objectName) }
      return NodeGroupState(
        group: group, nodes: own,
        starting: Set(own.filter { isStarting($0, at: now) }.map(\.objectName)))
    }
  }

  /// Whether a node has registered a short while ago and was never ready.
  ///
  /// From `clusterstate/utils` (`MaxNodeStartupTime`, `MaxStatusSettingDelayAfterCreation`).
  static func isStarting(_ node: Fields, at now: Timestamp) -> Bool {
    guard let created = node.metadata.moment("creationTimestamp") else { return false }
    let age = now.microseconds - created.microseconds
    if node.isReady { return age < 120_000_000 && node.hasTaint("node.kubernetes.io/not-ready") }
    guard age < 900_000_000 else { return false }
    guard let changed = node.condition("Ready")?.moment("lastTransitionTime") else { return true }
    return changed.microseconds - created.microseconds < 120_000_000
  }
}

/// How long a group is left alone after nodes of it did not come.
///
/// From `cluster-autoscaler/utils/backoff/exponential_backoff.go`.
struct NodeGroupBackoff {
  private(set) var until: Timestamp
  private var duration: Int64
  private var lastFailure: Timestamp

  /// Notes a failure.
  static func next(
    _ before: NodeGroupBackoff?, at now: Timestamp, _ options: ClusterAutoscalerOptions
  ) -> NodeGroupBackoff {
    var duration = options.initialBackoff
    if let before, now.microseconds - before.lastFailure.microseconds < options.backoffReset {
      if now < before.until {
        duration = before.duration
      } else {
        duration = min(options.maxBackoff, before.duration * 2)
      }
    }
    return NodeGroupBackoff(
      until: now.advanced(by: duration), duration: duration, lastFailure: now)
  }
}
