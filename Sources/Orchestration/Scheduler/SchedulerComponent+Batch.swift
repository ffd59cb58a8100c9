// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling
import VectorPacking

/// All pods that wait at once.
extension SchedulerComponent {
  /// Packs all pods that wait onto what nodes have free, and binds them.
  func packPending(by strategy: any PackingStrategy) {
    while queue.pop(at: now) != nil {}
    var waiting: [Int] = []
    for row in entries.indices {
      guard let entry = entries[row], entry.node == nil, !snapshot.isGated(row) else { continue }
      queue.take(row)
      waiting.append(row)
    }
    waiting.sort { isEarlier($0, $1) }
    guard !waiting.isEmpty else { return }
    if let packedState, packedState.version == snapshot.version, packedState.pods == waiting {
      for row in waiting { refuseAgain(row) }
      return
    }
    let nodes = pack(waiting, by: strategy)
    var left: [Int] = []
    for row in waiting {
      guard let entry = entries[row], let object = pods[entry.key] else { continue }
      guard let node = nodes[row] else {
        left.append(row)
        continue
      }
      assume(row, on: node)
      bind(row, object, to: node)
    }
    for row in left {
      guard let entry = entries[row], let object = pods[entry.key] else { continue }
      refuse(row, object, snapshot.rememberingDiagnosis(of: row))
    }
    packedState = (snapshot.version, left)
  }

  /// The order in which pods come: by priority, then by name in the order of their index.
  private func isEarlier(_ one: Int, _ other: Int) -> Bool {
    let (first, second) = (snapshot.priority(one), snapshot.priority(other))
    return first != second ? first > second : one < other
  }

  private func refuseAgain(_ row: Int) {
    guard let entry = entries[row], let object = pods[entry.key] else { return }
    refuse(row, object, snapshot.rememberingDiagnosis(of: row))
  }

  /// The node of each pod that a packing places.
  private func pack(_ waiting: [Int], by strategy: any PackingStrategy) -> [Int: Int] {
    guard let lowered = try? LoweredCluster(snapshot, placing: waiting) else { return [:] }
    let outcome = strategy.solve(lowered.problem, in: SolveContext(seed: environment.seed))
    guard let packing = outcome.packing else { return [:] }
    let placed = ClusterPacking(lowered, packing).snapshot
    var nodes: [Int: Int] = [:]
    for row in waiting { nodes[row] = placed.node(ofPod: row) }
    return nodes
  }
}
