// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension SwarmSync {
  /// Writes how many tasks run and how far an update is, where that has changed.
  ///
  /// - Throws: `Conflict` where what is known of the service is old.
  mutating func writeStatus() throws(APIStatus) {
    var (running, completed) = (0, 0)
    for tasks in slots.values {
      if tasks.contains(where: { $0.isLive && $0.readySince != nil }) { running += 1 }
      if tasks.contains(where: { $0.end == .complete && $0.version == spec.version }) {
        completed += 1
      }
    }
    var counts: Fields = [
      "RunningTasks": .integer(Int64(running)), "DesiredTasks": .integer(Int64(wantedCount)),
    ]
    if spec.mode.isJob { counts["CompletedTasks"] = .integer(Int64(completed)) }
    var fields: Fields = ["ServiceStatus": .object(counts)]
    fields["UpdateStatus"] = status?.value
    fields["JobStatus"] = job
    fields["Forecast"] = forecast
    if service["status"] == .object(fields) { return }
    var changed = service
    changed["status"] = .object(fields)
    service = try environment.client.updateStatus(.swarmServices, changed)
  }

  /// How many tasks are to run.
  private var wantedCount: Int {
    switch spec.mode {
    case .replicated(let count): count
    case .replicatedJob(let concurrent, let completions): min(concurrent, completions)
    case .global, .globalJob:
      nodes.values.count {
        !$0.isDown && $0.availability != .drain && spec.allows($0.view)
      }
    }
  }
}
