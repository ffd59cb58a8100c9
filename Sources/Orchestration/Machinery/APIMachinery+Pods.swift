// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension APIMachinery {
  /// Puts a pod on a node.
  ///
  /// From `pkg/registry/core/pod/storage/storage.go`.
  func bind(_ binding: Fields, _ options: WriteOptions) throws(APIStatus) -> Fields {
    let key = ObjectKey(binding)
    let target = binding["target"]?.object
    guard let node = target?["name"]?.string, !node.isEmpty else {
      throw .invalid(
        .pods, key.name,
        [
          APIStatus.Cause(
            reason: "FieldValueRequired", message: "Required value", field: "target.name")
        ])
    }
    let (old, revision) = try current(.pods, key)
    func refuse(_ message: String) -> APIStatus {
      APIStatus(
        .conflict, "Operation cannot be fulfilled on pods/binding \"\(key.name)\": \(message)",
        details: APIStatus.Details(name: key.name, kind: "pods/binding"))
    }
    if let uid = binding.metadata["uid"]?.string, !uid.isEmpty, uid != old.uid {
      throw refuse(
        "Precondition failed: UID in precondition: \(uid), UID in object meta: \(old.uid)")
    }
    if old.metadata["deletionTimestamp"] != nil {
      throw refuse("pod \(key.name) is being deleted, cannot be assigned to a host")
    }
    if let assigned = old["spec"]?.object?["nodeName"]?.string, !assigned.isEmpty {
      throw refuse("pod \(key.name) is already assigned to node \"\(assigned)\"")
    }
    if let gates = old["spec"]?.object?["schedulingGates"]?.array, !gates.isEmpty {
      throw refuse("pod \(key.name) has non-empty .spec.schedulingGates")
    }
    var pod = old
    pod.modify("spec") { $0["nodeName"] = .string(node) }
    let now = timestamp
    pod.modify("status") { status in
      var conditions = status["conditions"]?.array ?? []
      conditions.removeAll { $0.object?["type"]?.string == "PodScheduled" }
      conditions.append([
        "type": "PodScheduled", "status": "True", "lastProbeTime": nil, "lastTransitionTime": now,
      ])
      status["conditions"] = .array(conditions)
      status["nominatedNodeName"] = nil
    }
    if !options.isDryRun {
      let stored = try put(.pods, key, pod, expecting: revision)
      try afterWriting(.pods, stored)
    }
    return [
      "kind": "Status", "apiVersion": "v1", "metadata": .object([:]), "status": "Success",
      "code": 201,
    ]
  }

  /// Deletes a pod unless a disruption budget forbids it.
  ///
  /// From `pkg/registry/core/pod/storage/eviction.go`.
  func evict(_ eviction: Fields, _ options: WriteOptions) throws(APIStatus) -> Fields {
    let key = ObjectKey(eviction)
    let (pod, _) = try current(.pods, key)
    let asked = eviction["deleteOptions"]?.object
    var deletion = DeleteOptions(uid: asked?["preconditions"]?.object?["uid"]?.string)
    if case .integer(let seconds)? = asked?["gracePeriodSeconds"] {
      deletion.gracePeriodSeconds = seconds
    }
    deletion.isDryRun = options.isDryRun
    let view = Pod(fields: pod)
    let isEnded = view.status.phase == "Succeeded" || view.status.phase == "Failed"
    let isPending = view.status.phase == "Pending"
    if !isEnded, !isPending, pod.metadata["deletionTimestamp"] == nil {
      try takeFromBudget(view, key, isDryRun: options.isDryRun)
    }
    if !options.isDryRun { try markDisrupted(key) }
    _ = try delete(.pods, key, deletion)
    return [
      "kind": "Status", "apiVersion": "v1", "metadata": .object([:]), "status": "Success",
      "code": 201,
    ]
  }

  /// Says in the status of a pod why it ends.
  private func markDisrupted(_ key: ObjectKey) throws(APIStatus) {
    let (pod, _) = try current(.pods, key)
    var changed = pod
    let now = timestamp
    changed.modify("status") { status in
      var conditions = status["conditions"]?.array ?? []
      conditions.removeAll { $0.object?["type"]?.string == "DisruptionTarget" }
      conditions.append([
        "type": "DisruptionTarget", "status": "True", "reason": "EvictionByEvictionAPI",
        "message": "Eviction API: evicting", "lastTransitionTime": now,
      ])
      status["conditions"] = .array(conditions)
    }
    _ = try replace(.pods, key, pod, by: changed, subresource: .status, WriteOptions())
  }

  /// Takes one disruption from the budget of a pod, or refuses.
  private func takeFromBudget(
    _ pod: Pod, _ key: ObjectKey, isDryRun: Bool
  ) throws(APIStatus) {
    let labels = pod.metadata.labels
    var budgets: [PodDisruptionBudget] = []
    for object in try list(.podDisruptionBudgets, ListOptions(namespace: key.namespace)).items {
      let budget = PodDisruptionBudget(fields: object)
      guard let selector = budget.spec.selector else { continue }
      if let compiled = try? selector.compiled(), compiled.matches(labels) {
        budgets.append(budget)
      }
    }
    guard budgets.count <= 1 else {
      throw APIStatus(
        .internalError,
        "This pod has more than one PodDisruptionBudget, which the eviction subresource does not "
          + "support.")
    }
    guard let budget = budgets.first else { return }
    let isReady = pod.status.conditions.contains { $0.type == "Ready" && $0.status == "True" }
    let status = budget.status
    if !isReady {
      let isHealthy =
        (status.currentHealthy ?? 0) >= (status.desiredHealthy ?? 0)
        && (status.desiredHealthy ?? 0) > 0
      if budget.spec.unhealthyPodEvictionPolicy == "AlwaysAllow" || isHealthy { return }
    }
    func refuse(_ message: String, retry: Int64 = 0) -> APIStatus {
      APIStatus(
        .tooManyRequests, "Cannot evict pod as it would violate the pod's disruption budget.",
        details: APIStatus.Details(
          causes: [APIStatus.Cause(reason: "DisruptionBudget", message: message)],
          retryAfterSeconds: retry))
    }
    let name = budget.metadata.name ?? ""
    if (status.observedGeneration ?? 0) < (budget.metadata.generation ?? 0) {
      throw refuse(
        "The disruption budget \(name) is still being processed by the server.", retry: 10)
    }
    let allowed = status.disruptionsAllowed ?? 0
    guard allowed > 0 else {
      throw refuse(
        "The disruption budget \(name) needs \(status.desiredHealthy ?? 0) healthy pods and has "
          + "\(status.currentHealthy ?? 0) currently")
    }
    if isDryRun { return }
    var fields = budget.fields
    let now = timestamp
    fields.modify("status") { status in
      status["disruptionsAllowed"] = .integer(Int64(allowed - 1))
      status.modify("disruptedPods") { $0[key.name] = now }
    }
    _ = try replace(
      .podDisruptionBudgets, ObjectKey(budget), budget.fields, by: fields, subresource: .status,
      WriteOptions())
  }
}
