// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Evaluation
import Reporting
import Scheduling

extension ClusterSnapshot {
  /// The cluster with pods where a placement says.
  ///
  /// - Parameter nodes: The nodes of the placement, their items the names of pods.
  /// - Returns: A fork; pods that are on a node stay there.
  func placing(_ nodes: [PlacedNode]) -> ClusterSnapshot {
    var placed = self
    for entry in nodes {
      guard let node = node(named: entry.name) else { continue }
      for pod in entry.items.compactMap(pod(fullName:))
      where placed.node(ofPod: pod) == nil {
        placed.place(pod, on: node)
      }
    }
    return placed
  }

  /// The pod of a name with its namespace.
  func pod(fullName: String) -> Int? {
    guard let slash = fullName.firstIndex(of: "/") else { return nil }
    return pod(
      String(fullName[fullName.index(after: slash)...]), in: String(fullName[..<slash]))
  }

  fileprivate func fullName(ofPod pod: Int) -> String { "\(namespace(pod))/\(podName(pod))" }
}

extension ClusterMap {
  /// All nodes of a cluster before and after a placement.
  init(_ before: ClusterSnapshot, placing nodes: [PlacedNode]) {
    let after = before.placing(nodes)
    let all = 0..<after.nodeCount
    // CPU and memory always, and what else nodes have and pods take; pods themselves at the end.
    var shown = after.resources.names.indices.filter { resource in
      resource == ResourceTable.cpu || resource == ResourceTable.memory
        || resource != ResourceTable.pods
          && all.contains {
            after.requested(resource, onNode: $0) > 0
              || resource > ResourceTable.pods && after.allocatable(resource, onNode: $0) > 0
          }
    }
    shown.append(ResourceTable.pods)
    self.init(
      resources: shown.map { after.resources.names[$0] },
      units: shown.map {
        ResourceUnit(QuantityUnit(forResource: after.resources.names[$0]))
      },
      nodes: all.map { node in
        let pods = after.pods(onNode: node)
        let stays = pods.filter { before.node(ofPod: $0) != nil }
        let placed = pods.filter { before.node(ofPod: $0) == nil }
        return ClusterNode(
          name: after.nodeName(node),
          zone: after.labels(ofNode: node)["topology.kubernetes.io/zone"],
          stays: stays.map(after.fullName(ofPod:)), placed: placed.map(after.fullName(ofPod:)),
          usedBefore: shown.map { before.requested($0, onNode: node) },
          used: shown.map { after.requested($0, onNode: node) },
          capacity: shown.map { after.allocatable($0, onNode: node) })
      },
      waiting: after.pendingPods.filter { after.isGated($0) }.map(after.fullName(ofPod:)))
  }
}

extension PlacementReport {
  /// Adds the whole cluster where the input is one.
  mutating func addCluster(of input: LoadedInput) {
    guard let lowered = input.cluster else { return }
    cluster = ClusterMap(lowered.snapshot, placing: nodes)
  }

  /// Finds out what would help those without a node, for at most so many kinds of them.
  mutating func addRemedies(of input: LoadedInput, limit: Int = 50) {
    guard let lowered = input.cluster, !unplaced.isEmpty else { return }
    let placed = lowered.snapshot.placing(nodes)
    for index in unplaced.indices.prefix(limit) {
      guard let name = unplaced[index].items.first, let pod = placed.pod(fullName: name),
        let changes = placed.smallestChanges(for: pod, limit: 1).first
      else { continue }
      unplaced[index].remedy = SuggestedChange(changes, in: placed).sentence
    }
  }
}
