// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A node as the orchestrator of a swarm sees it.
struct SwarmNodeState: Equatable {
  /// What constraints look at.
  let view: SwarmNode
  /// Whether it takes tasks.
  let availability: Availability
  /// Its address.
  let address: String?
  /// Whether it does not answer.
  let isDown: Bool

  /// Whether a node takes tasks.
  enum Availability: String {
    /// It does.
    case active
    /// It keeps those that it has.
    case pause
    /// Its tasks go elsewhere.
    case drain
  }

  /// Reads a node; one that is cordoned is paused.
  init(_ node: Fields) {
    view = SwarmNode(Node(fields: node))
    let written = node.annotation(SwarmLabels.availability).flatMap(Availability.init)
    availability = written ?? (view.isActive ? .active : .pause)
    address =
      (node["status"]?[path: "addresses"]?.array ?? [])
      .first { $0[path: "type"] == "InternalIP" }?[path: "address"]?.string
    let ready = node.conditionStatus("Ready")
    isDown = ready == "False" || ready == "Unknown"
  }
}
