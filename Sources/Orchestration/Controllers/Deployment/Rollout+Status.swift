// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The status of a deployment and how far its rollout is (`pkg/controller/deployment/sync.go`,
/// `progress.go`).
extension Rollout {
  /// The numbers as they are now; notes whether enough pods are available.
  mutating func counted() -> DeploymentCounts {
    let available = self.available
    let isEnough = available >= limits.minAvailable
    conditions.set(
      "Available", isEnough ? "True" : "False",
      isEnough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
      isEnough
        ? "Deployment has minimum availability."
        : "Deployment does not have minimum availability.", environment.timestamp)
    let ending = all.compactMap(\.terminating)
    return DeploymentCounts(
      observedGeneration: deployment.generation, replicas: all.reduce(0) { $0 + $1.actual },
      updated: newSet?.actual ?? 0, ready: all.reduce(0) { $0 + $1.ready }, available: available,
      unavailable: max(0, total - available),
      terminating: ending.count == all.count ? ending.reduce(0, +) : nil)
  }

  /// Whether all pods are of the deployment's template and available.
  func isComplete(in counts: DeploymentCounts) -> Bool {
    counts.updated == limits.replicas && counts.replicas == limits.replicas
      && counts.available == limits.replicas && counts.observedGeneration >= deployment.generation
  }

  /// Writes the status with what can be said of the rollout's progress.
  mutating func writeProgress() throws(APIStatus) {
    let before = DeploymentCounts(deployment)
    let counts = counted()
    let condition = conditions["Progressing"]
    let isDone =
      counts.replicas == counts.updated && condition?.reason == "NewReplicaSetAvailable"
    if progressDeadline == nil {
      conditions.remove("Progressing")
    } else if !isDone {
      noteProgress(counts, before, condition)
    }
    let failures = failures()
    if let failure = failures.first {
      conditions.set(failure)
    } else {
      conditions.remove("ReplicaFailure")
    }
    if isComplete(in: counts) { try noteComplete() }
    try writeStatus(counts)
    waitForProgress(counts)
  }

  private mutating func noteProgress(
    _ counts: DeploymentCounts, _ before: DeploymentCounts, _ condition: Condition?
  ) {
    let subject = newSet.map { "ReplicaSet \"\($0.name)\"" } ?? "Deployment \"\(name)\""
    let now = environment.timestamp
    if isComplete(in: counts) {
      conditions.set(
        "Progressing", "True", "NewReplicaSetAvailable",
        "\(subject) has successfully progressed.", now)
    } else if isProgress(from: before, to: counts) {
      // The same condition is set anew, as its time says when there was progress last.
      conditions.remove("Progressing")
      var fields: Fields = [
        "type": "Progressing", "status": "True", "lastUpdateTime": now,
        "lastTransitionTime": now, "reason": "ReplicaSetUpdated",
        "message": .string("\(subject) is progressing."),
      ]
      if let condition, condition.status == "True" {
        fields["lastTransitionTime"] = condition.fields["lastTransitionTime"]
      }
      conditions.set(fields)
    } else if hasTimedOut(condition) {
      conditions.set(
        "Progressing", "False", "ProgressDeadlineExceeded",
        "\(subject) has timed out progressing.", now)
    }
  }

  private func isProgress(from before: DeploymentCounts, to counts: DeploymentCounts) -> Bool {
    counts.updated > before.updated
      || counts.replicas - counts.updated < before.replicas - before.updated
      || counts.ready > before.ready || counts.available > before.available
  }

  private func hasTimedOut(_ condition: Condition?) -> Bool {
    guard let condition, let progressDeadline else { return false }
    if condition.reason == "NewReplicaSetAvailable" { return false }
    if condition.reason == "ProgressDeadlineExceeded" { return true }
    guard let last = condition.fields["lastUpdateTime"].flatMap({ Timestamp($0) }) else {
      return false
    }
    return last.microseconds + Int64(progressDeadline) * 1_000_000
      < environment.clock.now.microseconds
  }

  /// Has the deployment looked at again when its deadline is over.
  ///
  /// What was complete once has none.
  private mutating func waitForProgress(_ counts: DeploymentCounts) {
    guard let progressDeadline, let condition = conditions["Progressing"],
      !isComplete(in: counts), condition.reason != "ProgressDeadlineExceeded",
      condition.reason != "NewReplicaSetAvailable",
      let last = condition.fields["lastUpdateTime"].flatMap({ Timestamp($0) })
    else { return }
    let left =
      last.microseconds + Int64(progressDeadline) * 1_000_000
      - environment.clock.now.microseconds
    nextLook = min(nextLook ?? .max, max(0, left) + 1_000_000)
  }

  /// What the ReplicaSets could not do, that of the new one first.
  private func failures() -> [Fields] {
    let sets = (newSet.map { [$0] } ?? []) + oldIndices.map { all[$0] }
    for set in sets {
      for case .object(let condition) in set.fields["status"]?.object?["conditions"]?.array ?? []
      where condition["type"] == "ReplicaFailure" {
        var copy = condition
        copy["lastUpdateTime"] = condition["lastTransitionTime"]
        return [copy]
      }
    }
    return []
  }

  /// Writes the status where it has changed.
  mutating func writeStatus(_ counts: DeploymentCounts) throws(APIStatus) {
    if counts == DeploymentCounts(deployment), conditions == DeploymentConditions(deployment) {
      return
    }
    let values = conditions.values
    deployment.modify("status") { status in
      counts.write(to: &status)
      status["conditions"] = values.isEmpty ? nil : .array(values)
    }
    deployment = try environment.client.updateStatus(.deployments, deployment)
  }

  /// Writes the conditions alone.
  mutating func writeConditions() throws(APIStatus) {
    let values = conditions.values
    deployment.modify("status") { $0["conditions"] = .array(values) }
    deployment = try environment.client.updateStatus(.deployments, deployment)
  }
}
