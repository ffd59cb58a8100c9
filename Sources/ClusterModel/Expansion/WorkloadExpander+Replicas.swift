// SPDX-License-Identifier: Apache-2.0

extension WorkloadExpander {
  /// Makes the pods of a Deployment, through the ReplicaSet that it has or that is made.
  mutating func expandDeployment(at index: Int) throws(ExpansionError) {
    let deployment = objects.deployments[index]
    let owner = Owner("Deployment", "apps/v1", deployment.metadata)
    if deployment.metadata.uid == nil { objects.deployments[index].metadata.uid = owner.uid }
    let wanted = try checked(deployment.spec.replicas, of: owner)
    let sets = owned.dependents(of: owner.name)
    let existing = sets.map { owned.members(of: $0).count }.reduce(0, +)
    let missing = missing(wanted, existing: existing, of: owner)
    guard missing > 0 else { return }
    let (set, hash) = replicaSet(of: deployment, owner, sets, wanted)
    let labels = ["pod-template-hash": hash]
    let pod = try prototype(
      deployment.spec.template, of: set, count: missing, labels: labels, called: owner.name)
    try add(pod, count: missing, prefix: set.name.name)
  }

  /// The ReplicaSet that the pods of a Deployment belong to, and the hash of its template.
  private mutating func replicaSet(
    of deployment: Deployment, _ owner: Owner, _ sets: [ObjectName], _ wanted: Int
  ) -> (Owner, String) {
    // The one that asks for the most is the present one.
    let present = sets.compactMap { replicaSetIndex[$0] }.map { objects.replicaSets[$0] }
      .max { left, right in
        let (first, second) = (left.spec.replicas ?? 0, right.spec.replicas ?? 0)
        return (first, right.metadata.name ?? "") < (second, left.metadata.name ?? "")
      }
    if let present {
      let hash = present.metadata.labels["pod-template-hash"] ?? ""
      return (Owner("ReplicaSet", "apps/v1", present.metadata), hash)
    }
    var set = ReplicaSet()
    set.apiVersion = "apps/v1"
    set.kind = "ReplicaSet"
    let prefix = owner.name.name + "-"
    // Pods may belong to one that is not in the input.
    let implied = sets.max { owned.members(of: $0).count < owned.members(of: $1).count }
    let hash =
      implied.map { String($0.name.dropFirst(prefix.count)) }
      ?? StableName.suffix(of: owner.name.description)
    set.metadata.name = implied?.name ?? prefix + hash
    set.metadata.namespace = owner.name.namespace
    set.metadata.labels = deployment.spec.template.metadata.labels.merging(
      ["pod-template-hash": hash]) { $1 }
    set.metadata.ownerReferences = [owner.reference]
    set.spec.replicas = wanted
    set.spec.selector = deployment.spec.selector
    set.spec.selector.matchLabels["pod-template-hash"] = hash
    set.spec.template = deployment.spec.template
    set.spec.template.metadata.labels["pod-template-hash"] = hash
    set.metadata.uid = implied.flatMap { owned.uid(of: $0) }
    let made = Owner("ReplicaSet", "apps/v1", set.metadata)
    set.metadata.uid = made.uid
    objects.replicaSets.append(set)
    return (made, hash)
  }

  /// Makes the pods of a ReplicaSet, unless a Deployment of the input does.
  mutating func expand(_ set: ReplicaSet) throws(ExpansionError) {
    let owner = Owner("ReplicaSet", "apps/v1", set.metadata)
    if let deployment = owned.owner(of: owner.name), deploymentNames.contains(deployment) { return }
    try expand(set.spec.template, set.spec.replicas, of: owner)
  }

  /// Makes the pods of a ReplicationController.
  mutating func expand(_ controller: ReplicationController) throws(ExpansionError) {
    try expand(
      controller.spec.template, controller.spec.replicas,
      of: Owner("ReplicationController", "v1", controller.metadata))
  }

  private mutating func expand(
    _ template: PodTemplateSpec, _ replicas: Int?, of owner: Owner
  ) throws(ExpansionError) {
    let wanted = try checked(replicas, of: owner)
    let existing = owned.members(of: owner.name).count
    let missing = missing(wanted, existing: existing, of: owner)
    guard missing > 0 else { return }
    let pod = try prototype(template, of: owner, count: missing)
    try add(pod, count: missing, prefix: owner.name.name)
  }
}
