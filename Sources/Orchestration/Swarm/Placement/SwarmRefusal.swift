// SPDX-License-Identifier: Apache-2.0

public import Scheduling

/// Which of Swarm's filters keeps a task off a node, in the order in which it asks them.
///
/// From `swarmkit`, `manager/scheduler/filter.go` and `pipeline.go`.
public enum SwarmFilter: Int, Sendable, Hashable, CaseIterable, Comparable {
  /// The node is not ready, or takes no tasks.
  case ready
  /// It has too little of a resource.
  case resources
  /// It lacks a plugin.
  case plugins
  /// It does not keep the constraints.
  case constraints
  /// The image is for other machines.
  case platform
  /// The port is taken.
  case hostPort
  /// It has as many tasks of the service as it may.
  case maxReplicas
  /// It cannot have the volumes.
  case volumes

  /// Whether one is asked before another.
  public static func < (left: SwarmFilter, right: SwarmFilter) -> Bool {
    left.rawValue < right.rawValue
  }

  /// What Docker says where a filter refuses so many nodes.
  public func explanation(_ count: Int) -> String {
    let nodes = count == 1 ? "1 node" : "\(count) nodes"
    return switch self {
    case .ready: "\(nodes) not available for new tasks"
    case .resources: "insufficient resources on \(nodes)"
    case .plugins: "missing plugin on \(nodes)"
    case .constraints: "scheduling constraints not satisfied on \(nodes)"
    case .platform: "unsupported platform on \(nodes)"
    case .hostPort: "host-mode port already in use on \(nodes)"
    case .maxReplicas: "max replicas per node limit exceed"
    case .volumes: "cannot fulfill requested volumes on \(nodes)"
    }
  }

  /// Swarm's filter that means the same as one of Kubernetes.
  init(_ filter: FilterName) {
    self =
      switch filter {
      case .nodeUnschedulable, .taintToleration: .ready
      case .nodeResourcesFit: .resources
      case .nodeName, .nodeAffinity, .podTopologySpread, .interPodAffinity: .constraints
      case .nodePorts: .hostPort
      case .maxPerNode: .maxReplicas
      case .volumeRestrictions, .nodeVolumeLimits, .volumeBinding, .volumeZone: .volumes
      }
  }
}

/// Why a node does not take a task: the filter, and what it found, with the amounts that are missing.
public struct SwarmRefusal: Sendable, Hashable {
  /// The node's name.
  public var node: String
  /// The first of Swarm's filters that refuses.
  public var filter: SwarmFilter
  /// What it found.
  public var reasons: [RefusalReason]

  /// Creates a refusal.
  public init(node: String, filter: SwarmFilter, reasons: [RefusalReason]) {
    (self.node, self.filter, self.reasons) = (node, filter, reasons)
  }

  /// Docker's sentence for a task that no node takes.
  ///
  /// The filter that refuses most nodes comes first.
  public static func message(_ refusals: [SwarmRefusal]) -> String {
    var counts: [SwarmFilter: Int] = [:]
    for refusal in refusals { counts[refusal.filter, default: 0] += 1 }
    let parts = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { $0.key.explanation($0.value) }
    return parts.isEmpty
      ? "no suitable node" : "no suitable node (\(parts.joined(separator: "; ")))"
  }

  /// The node, the filter and the amounts, for people.
  public var detail: String {
    let found = reasons.map { reason -> String in
      switch reason {
      case .insufficient(let resource, let requested, let free, _):
        "\(resource): \(requested) wanted, \(max(0, free)) free, \(requested - free) missing"
      case .tooManyOfOwner(let held, let allowed):
        "\(held) tasks of the service, \(allowed) allowed"
      default: reason.message
      }
    }
    return "\(node): \(found.joined(separator: ", "))"
  }
}
