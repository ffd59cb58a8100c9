// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// What a new node of a group would be: as the group says, with the pods of DaemonSets on it.
struct NodeTemplate {
  let group: NodeGroup
  private let daemons: [(eligibility: DaemonEligibility, pod: Fields)]
  /// The number of the machine at position 0: the first that is on order, or the next.
  private let firstNumber: Int
  /// How many nodes of the group are to come already; new ones have the positions after.
  let upcoming: Int

  /// Creates a template.
  ///
  /// - Parameters:
  ///   - group: The group.
  ///   - daemonSets: The DaemonSets of the cluster.
  ///   - upcoming: How many nodes of the group are to come already.
  init(_ group: NodeGroup, daemonSets: [Fields], upcoming: Int = 0) {
    (self.group, self.upcoming) = (group, upcoming)
    let creating = group.status.instances.count { $0.state == .creating }
    firstNumber = max(1, group.status.orderedReplicas - creating + 1)
    daemons = daemonSets.compactMap { set in
      let template = DaemonTemplate(set, hash: "template")
      guard let eligibility = try? DaemonEligibility(PodSpec(fields: template.spec)) else {
        return nil
      }
      var pod = Fields(podOf: set.podTemplate, for: set, .daemonSets)
      pod["spec"] = .object(template.spec)
      return (eligibility, pod)
    }
  }

  /// The node at a position.
  func node(_ position: Int) -> Node {
    group.node(number: firstNumber + position, named: Self.name(of: group.name, position))
  }

  static func name(of group: String, _ position: Int) -> String {
    "template-node-for-\(group)-\(position)"
  }

  /// Adds new nodes to a snapshot, with their daemons.
  ///
  /// - Parameters:
  ///   - positions: Which ones.
  ///   - snapshot: The snapshot.
  func add(_ positions: Range<Int>, to snapshot: inout ClusterSnapshot) {
    guard !positions.isEmpty else { return }
    let made = positions.map { node($0) }
    snapshot.changeNodes(adding: made, removing: [])
    for node in made {
      guard let index = snapshot.node(named: node.metadata.name ?? "") else { continue }
      for (eligibility, pod) in daemons where eligibility.isEligible(node) {
        var pod = pod
        pod.modify("metadata") { metadata in
          let prefix = metadata["generateName"]?.string ?? "daemon-"
          metadata["name"] = .string(prefix + (node.metadata.name ?? ""))
          metadata["generateName"] = nil
        }
        guard let row = try? snapshot.add(Pod(fields: pod)) else { continue }
        snapshot.place(row, on: index)
      }
    }
  }

  /// The index of a node in a snapshot that it was added to.
  func index(_ position: Int, in snapshot: ClusterSnapshot) -> Int? {
    snapshot.node(named: Self.name(of: group.name, position))
  }
}
