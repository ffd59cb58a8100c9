// SPDX-License-Identifier: Apache-2.0

/// The pods that are there already, by the workload that manages them.
struct OwnedPods {
  /// A pod that counts: it neither has ended nor is going.
  struct Member {
    var node: String?
  }

  private var members: [ObjectName: [Member]] = [:]
  /// The ReplicaSets of each Deployment, as pods and the ReplicaSets themselves tell.
  private var replicaSets: [ObjectName: [ObjectName]] = [:]
  private var owners: [ObjectName: ObjectName] = [:]
  /// The identities of owners, as pods tell.
  private var uids: [ObjectName: String] = [:]

  init(_ objects: ClusterObjects) {
    for set in objects.replicaSets {
      guard let owner = Self.controller(of: set.metadata) else { continue }
      link(ObjectName(kind: "ReplicaSet", of: set.metadata), to: owner)
    }
    for job in objects.jobs {
      guard let owner = Self.controller(of: job.metadata) else { continue }
      link(ObjectName(kind: "Job", of: job.metadata), to: owner)
    }
    for pod in objects.pods {
      let metadata = pod.metadata
      guard let owner = Self.controller(of: metadata) else { continue }
      linkByHash(owner, metadata.labels["pod-template-hash"])
      if uids[owner] == nil {
        uids[owner] = metadata.ownerReferences.first { $0.name == owner.name }?.uid
      }
      guard metadata.deletionTimestamp == nil, !pod.hasEnded else { continue }
      let member = Member(node: pod.spec.nodeName)
      members[owner, default: []].append(member)
    }
  }

  /// The pods that a workload manages itself.
  func members(of owner: ObjectName) -> [Member] { members[owner] ?? [] }

  /// What a workload manages that in turn manages pods, in the order of names.
  func dependents(of owner: ObjectName) -> [ObjectName] {
    (replicaSets[owner] ?? []).sorted { $0.name < $1.name }
  }

  /// The workload that manages a workload.
  func owner(of name: ObjectName) -> ObjectName? { owners[name] }

  /// The identity of a workload, where its pods know it.
  func uid(of name: ObjectName) -> String? { uids[name] }

  private mutating func link(_ name: ObjectName, to owner: ObjectName) {
    guard owners.updateValue(owner, forKey: name) == nil else { return }
    replicaSets[owner, default: []].append(name)
  }

  /// Finds the Deployment of a ReplicaSet that is not in the input by the hash at its name's end.
  private mutating func linkByHash(_ owner: ObjectName, _ hash: String?) {
    guard owner.kind == "ReplicaSet", owners[owner] == nil, let hash, !hash.isEmpty,
      owner.name.hasSuffix("-" + hash)
    else { return }
    let name = String(owner.name.dropLast(hash.count + 1))
    link(owner, to: ObjectName(kind: "Deployment", namespace: owner.namespace, name: name))
  }

  private static func controller(of metadata: ObjectMeta) -> ObjectName? {
    let references = metadata.ownerReferences
    guard let owner = references.first(where: { $0.controller == true }) ?? references.first,
      let kind = owner.kind, let name = owner.name
    else { return nil }
    return ObjectName(kind: kind, namespace: metadata.namespace ?? "default", name: name)
  }
}

extension ObjectName {
  /// The name of an object in a namespace, `default` where it says none.
  init(kind: String, of metadata: ObjectMeta) {
    self.init(
      kind: kind, namespace: metadata.namespace ?? "default",
      name: metadata.name ?? metadata.generateName ?? "")
  }
}

extension Pod {
  /// Whether it has run to its end.
  var hasEnded: Bool { status.phase == "Succeeded" || status.phase == "Failed" }

  /// Whether a server has taken it already, and filled in what was missing.
  var isAdmitted: Bool { metadata.uid != nil || metadata.creationTimestamp != nil }

  /// How messages call it.
  var messageName: String { ObjectName(kind: "Pod", of: metadata).description }
}
