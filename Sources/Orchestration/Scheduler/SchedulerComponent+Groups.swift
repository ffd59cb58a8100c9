// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// Groups of pods that are placed whole or not at all.
extension SchedulerComponent {
  /// The label that says how many pods of a group there have to be before any is placed.
  static let leastMembersLabel = "pod-group.scheduling.sigs.k8s.io/min-available"

  /// Tries to put all pods of a group that wait on nodes, or none.
  func attemptGroup(of first: Int) {
    guard let group = entries[first]?.group else { return }
    var members: [Int] = []
    var settled = 0
    for row in (groups[group] ?? []).sorted() {
      guard let entry = entries[row] else { continue }
      if entry.node != nil {
        settled += 1
      } else if row != first, !snapshot.isGated(row) {
        members.append(row)
      }
    }
    members.insert(first, at: 0)
    for row in members.dropFirst() { queue.take(row) }
    let objects = members.map { entries[$0].flatMap { pods[$0.key] } ?? Fields() }
    let least = leastMembers(objects[0])
    guard settled + members.count >= least else {
      for (row, object) in zip(members, objects) {
        waitForGroup(
          row, object, "pod group has \(settled + members.count) of \(least) pods that it needs")
      }
      return
    }
    var nodes: [Int] = []
    for (row, object) in zip(members, objects) {
      guard let node = decide(row) else {
        let diagnosis = snapshot.rememberingDiagnosis(of: row)
        for placed in members[..<nodes.count] { forgetAssumption(placed) }
        refuse(row, object, diagnosis)
        for (other, object) in zip(members, objects) where other != row {
          var shared = diagnosis
          shared.preemption = ""
          waitForGroup(
            other, object,
            "pod group cannot be placed whole: \(entries[row]?.key.name ?? ""): \(shared.message)",
            refusedBy: diagnosis.filters)
        }
        return
      }
      assume(row, on: node)
      nodes.append(node)
    }
    for (place, row) in members.enumerated() { bind(row, objects[place], to: nodes[place]) }
  }

  private func waitForGroup(
    _ row: Int, _ object: Fields, _ message: String, refusedBy filters: Set<FilterName> = []
  ) {
    queue.putBack(row, priority: snapshot.priority(row), refusedBy: filters, at: now)
    environment.events.record(object, .warning, reason: "FailedScheduling", message)
    report(object, .unschedulable(message, nominated: nil))
  }

  private func leastMembers(_ pod: Fields) -> Int {
    let labels = pod.metadata["labels"]?.object
    return labels?[Self.leastMembersLabel]?.string.flatMap { Int($0) } ?? 0
  }
}
