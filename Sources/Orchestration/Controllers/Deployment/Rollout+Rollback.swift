// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The policy to undo a rollout that has failed. It is of ours; Kubernetes leaves that to people.
///
/// Where a deployment has the annotation `stevedore.dev/rollback-on-failure: "true"`, each
/// ReplicaSet that is rolled out completely is marked with the revision it has then
/// (`stevedore.dev/complete-revision`). Once a rollout exceeds its deadline, the template of the
/// latest revision so marked is restored. A template that was once rolled out completely is never
/// taken back, so there is no going to and fro.
extension Rollout {
  private var isRollbackWanted: Bool {
    deployment.annotation(RolloutAnnotation.rollbackOnFailure) == "true"
  }

  /// Marks the new ReplicaSet as rolled out completely.
  mutating func noteComplete() throws(APIStatus) {
    guard isRollbackWanted, let index = newIndex else { return }
    let revision = Value.string(String(all[index].revision))
    var set = all[index].fields
    if set.annotation(RolloutAnnotation.complete) == revision.string { return }
    set.modify("metadata") { metadata in
      metadata.modify("annotations") { $0[RolloutAnnotation.complete] = revision }
    }
    all[index] = OwnedReplicaSet(try environment.client.update(.replicaSets, set))
  }

  /// Restores the template of the last complete revision where the rollout has failed.
  ///
  /// - Returns: Whether it has.
  mutating func rollBackIfFailed() throws(APIStatus) -> Bool {
    guard isRollbackWanted, conditions["Progressing"]?.reason == "ProgressDeadlineExceeded" else {
      return false
    }
    findNewSet()
    guard let failed = newSet, !failed.wasComplete else { return false }
    let candidates = oldIndices.map { all[$0] }.filter(\.wasComplete)
    guard let good = candidates.max(by: { $0.revision < $1.revision }) else { return false }
    let message =
      "Rolled back deployment \"\(name)\" to revision \(good.revision): ReplicaSet "
      + "\"\(failed.name)\" has timed out progressing."
    deployment.restoreTemplate(of: good.fields)
    deployment.modify("metadata") { metadata in
      metadata.modify("annotations") { $0[RolloutAnnotation.rollbackOnFailure] = "true" }
    }
    deployment = try environment.client.update(.deployments, deployment)
    // A condition of its own keeps what has happened, while the rollout back has its own progress.
    for type in ["RolledBack", "Progressing"] {
      conditions.set(
        type, "True", type == "Progressing" ? "RolledBack" : "ProgressDeadlineExceeded", message,
        environment.timestamp)
    }
    try writeConditions()
    environment.events.record(deployment, .warning, reason: "DeploymentRollback", message)
    return true
  }
}

extension OwnedReplicaSet {
  /// Whether it was rolled out completely at a revision that it has or had.
  fileprivate var wasComplete: Bool {
    guard let marked = fields.annotation(RolloutAnnotation.complete) else { return false }
    let history = fields.annotation(RolloutAnnotation.history)?.split(separator: ",") ?? []
    return String(revision) == marked || history.contains { $0 == marked }
  }
}

extension Fields {
  /// Gives a deployment the template of one of its ReplicaSets, and the annotations that came with
  /// it (`Rollback` in `kubectl/pkg/polymorphichelpers/rollback.go`).
  mutating func restoreTemplate(of set: Fields) {
    modify("spec") { $0["template"] = .object(set.podTemplate.withoutHash) }
    let old = metadata["annotations"]?.object ?? Fields()
    var annotations = Fields(old.filter { RolloutAnnotation.own.contains($0.0) })
    for (name, value) in set.metadata["annotations"]?.object ?? Fields()
    where !RolloutAnnotation.own.contains(name) {
      annotations[name] = value
    }
    modify("metadata") { $0["annotations"] = annotations.isEmpty ? nil : .object(annotations) }
  }
}
