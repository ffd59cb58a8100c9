// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The ReplicaSet of the deployment's template, and its revision (`getNewReplicaSet` in
/// `pkg/controller/deployment/sync.go`).
extension Rollout {
  /// Finds the ReplicaSet of the deployment's template: the oldest, where there are several.
  mutating func findNewSet() {
    let template = self.template
    newIndex = all.firstIndex { $0.fields.podTemplate.isSameTemplate(as: template) }
  }

  /// Finds the ReplicaSet of the deployment's template, has its revision be the latest, and creates
  /// it where there is none and that is wanted.
  mutating func readNewSet(creating: Bool) throws(APIStatus) {
    findNewSet()
    let revision = (oldIndices.map { all[$0].revision }.max() ?? 0) + 1
    guard let index = newIndex else {
      if creating { try createNewSet(revision: revision) }
      return
    }
    var set = all[index].fields
    let wanted = spec["minReadySeconds"]
    let isOtherPeriod =
      (wanted.flatMap { Int($0) } ?? 0)
      != (set["spec"]?.object?.wholeNumber("minReadySeconds") ?? 0)
    if annotate(&set, revision: revision) || isOtherPeriod {
      set.modify("spec") { $0["minReadySeconds"] = wanted }
      all[index] = OwnedReplicaSet(try environment.client.update(.replicaSets, set))
      return
    }
    try noteRevision(all[index].revision)
    if progressDeadline != nil, conditions["Progressing"] == nil {
      conditions.set(
        "Progressing", "True", "FoundNewReplicaSet",
        "Found new replica set \"\(all[index].name)\"", environment.timestamp)
      try writeConditions()
    }
  }

  private mutating func createNewSet(revision: Int) throws(APIStatus) {
    let collisions = deployment["status"]?.object?.wholeNumber("collisionCount")
    let hash = TemplateHash.text(of: .object(template), collisions: collisions)
    var set = makeSet(named: "\(name)-\(hash)", hash: hash)
    _ = annotate(&set, revision: revision)
    _ = Self.note(limits, in: &set)
    let size = newReplicas(of: OwnedReplicaSet(set), total: total)
    set.modify("spec") { $0["replicas"] = .integer(Int64(size)) }
    let created: Fields
    var isMade = true
    do throws(APIStatus) {
      created = try environment.client.create(.replicaSets, set)
    } catch {
      if error.reason == .alreadyExists {
        created = try existing(set, error)
        isMade = false
      } else {
        if error.isOfEndingNamespace { return }
        try fail(set.objectName, error)
      }
    }
    all.append(OwnedReplicaSet(created))
    newIndex = all.count - 1
    if isMade, size > 0 {
      environment.events.record(
        deployment, reason: "ScalingReplicaSet",
        "Scaled up replica set \(created.objectName) from 0 to \(size)")
    }
    try noteRevision(all[all.count - 1].revision)
    if isMade, progressDeadline != nil {
      conditions.remove("RolledBack")
      conditions.set(
        "Progressing", "True", "NewReplicaSetCreated",
        "Created new replica set \"\(created.objectName)\"", environment.timestamp)
      try writeConditions()
    }
  }

  private func makeSet(named name: String, hash: String) -> Fields {
    let label = Value.string(hash)
    var template = template
    template.modify("metadata") { metadata in
      metadata.modify("labels") { $0[RolloutAnnotation.hashLabel] = label }
    }
    var selector = spec["selector"]?.object ?? Fields()
    selector.modify("matchLabels") { $0[RolloutAnnotation.hashLabel] = label }
    var spec: Fields = ["replicas": 0]
    spec["minReadySeconds"] = self.spec["minReadySeconds"]
    spec["selector"] = .object(selector)
    spec["template"] = .object(template)
    var metadata: Fields = [
      "name": .string(name), "namespace": deployment.metadata["namespace"] ?? "default",
    ]
    metadata["labels"] = template["metadata"]?.object?["labels"]
    metadata["ownerReferences"] = [ControllerReference.value(to: deployment, .deployments)]
    return [
      "apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": .object(metadata),
      "spec": .object(spec),
    ]
  }

  /// The ReplicaSet that has the name already: ours where the template is the same, else the hash
  /// collides and another is tried.
  private mutating func existing(
    _ set: Fields, _ error: APIStatus
  ) throws(APIStatus) -> Fields {
    let found = try environment.client.get(.replicaSets, ObjectKey(set))
    if ControllerReference(of: found)?.uid == deployment.uid,
      found.podTemplate.isSameTemplate(as: template)
    {
      return found
    }
    let count = deployment["status"]?.object?.wholeNumber("collisionCount") ?? 0
    deployment.modify("status") { $0["collisionCount"] = .integer(Int64(count + 1)) }
    deployment = try environment.client.updateStatus(.deployments, deployment)
    throw error
  }

  private mutating func fail(_ name: String, _ error: APIStatus) throws(APIStatus) -> Never {
    let message = "Failed to create new replica set \"\(name)\": \(error.message)"
    if progressDeadline != nil {
      conditions.set(
        "Progressing", "False", "ReplicaSetCreateError", message, environment.timestamp)
      try writeConditions()
    }
    environment.events.record(deployment, .warning, reason: "ReplicaSetCreateError", message)
    throw error
  }

  /// Copies the deployment's annotations to a ReplicaSet and sets its revision; what it was before
  /// is kept as history.
  ///
  /// - Returns: Whether anything was changed.
  private func annotate(_ set: inout Fields, revision: Int) -> Bool {
    let mine = deployment.metadata["annotations"]?.object ?? Fields()
    var annotations = set.metadata["annotations"]?.object ?? Fields()
    var isChanged = false
    for (name, value) in mine
    where !RolloutAnnotation.own.contains(name) && annotations[name] != value {
      annotations[name] = value
      isChanged = true
    }
    let before = annotations[RolloutAnnotation.revision]?.string
    if before.flatMap({ Int($0) }) ?? 0 < revision {
      annotations[RolloutAnnotation.revision] = .string(String(revision))
      isChanged = true
      if let before {
        let history = annotations[RolloutAnnotation.history]?.string ?? ""
        annotations[RolloutAnnotation.history] = .string(
          history.isEmpty ? before : history + "," + before)
      }
    }
    if isChanged { set.modify("metadata") { $0["annotations"] = .object(annotations) } }
    return isChanged
  }

  /// Sets the deployment's revision.
  private mutating func noteRevision(_ revision: Int) throws(APIStatus) {
    let text = String(revision)
    if deployment.annotation(RolloutAnnotation.revision) == text { return }
    deployment.modify("metadata") { metadata in
      metadata.modify("annotations") { $0[RolloutAnnotation.revision] = .string(text) }
    }
    deployment = try environment.client.update(.deployments, deployment)
  }

  /// Deletes old ReplicaSets beyond those that are kept as history.
  mutating func cleanUp() throws(APIStatus) {
    let limit = spec.wholeNumber("revisionHistoryLimit") ?? 10
    let old = oldIndices.map { all[$0] }.filter { !$0.fields.isTerminating }.sorted {
      $0.revision != $1.revision ? $0.revision < $1.revision : OwnedReplicaSet.isOlder($0, $1)
    }
    guard limit < Int(Int32.max), old.count > limit else { return }
    for set in old.prefix(old.count - limit) {
      if set.actual != 0 || set.replicas != 0 || !set.isObserved { continue }
      try environment.client.deleteIfPresent(
        .replicaSets, ObjectKey(set.fields), DeleteOptions(uid: set.uid))
    }
  }
}
