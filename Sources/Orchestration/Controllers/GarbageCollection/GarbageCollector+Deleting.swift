// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is done about single objects.
extension GarbageCollector {
  /// How an owner that an object names stands.
  private enum Owner {
    /// It is there and stays.
    case solid
    /// It is not there.
    case absent
    /// It is to go once what belongs to it is gone.
    case waiting
    /// Nobody can say.
    case unknown
  }

  /// Deletes an object where none of its owners is there any more.
  func attemptToDelete(_ id: Int32) throws(APIStatus) {
    guard let item = graph[id], let type = item.type else { return }
    if item.isTerminating, !item.isDeletingDependents { return }
    guard let latest = try environment.client.find(type, item.key), latest.uid == item.uid else {
      return noteRemoval(id)
    }
    graph.update(id) { $0.isObserved = true }
    // Of an owner that no watch has told of, no watch may tell that it goes.
    if graph.hasDependents(id), environment.informers[type][item.key]?.uid != item.uid {
      enqueueLater(id)
    }
    if item.isDeletingDependents { return try releaseWaiting(id, type, item) }
    let references = latest.metadata["ownerReferences"]?.array ?? []
    guard !references.isEmpty else { return }
    var isHeld = false
    var isWaitedFor = false
    var superfluous: [String] = []
    for reference in references.compactMap(\.object) {
      switch try state(of: reference, for: item) {
      case .solid, .unknown: isHeld = true
      case .absent: superfluous.append(reference["uid"]?.string ?? "")
      case .waiting:
        isWaitedFor = true
        superfluous.append(reference["uid"]?.string ?? "")
      }
    }
    if isHeld {
      guard !superfluous.isEmpty else { return }
      try removeReferences(to: superfluous, from: type, item)
    } else if isWaitedFor, graph.hasDependents(id) {
      let isInCycle = graph.dependents(of: id).contains {
        graph[$0]?.isDeletingDependents == true
      }
      if isInCycle { try unblock(type, item) }
      try delete(type, item, .foreground, latest: isInCycle ? nil : latest)
    } else {
      let finalizers = latest.finalizerNames
      let propagation: PropagationPolicy =
        finalizers.contains(Self.orphan)
        ? .orphan : finalizers.contains(Self.foreground) ? .foreground : .background
      try delete(type, item, propagation, latest: latest)
    }
  }

  private func state(
    of reference: Fields, for item: OwnerGraph.Entry
  ) throws(APIStatus) -> Owner {
    let uid = reference["uid"]?.string ?? ""
    guard
      let type = catalogue.type(
        apiVersion: reference["apiVersion"]?.string ?? "",
        kind: reference["kind"]?.string ?? "")
    else { return .unknown }
    // An object of the whole cluster cannot belong to one in a namespace: nobody knows in which.
    if type.isNamespaced, item.key.namespace.isEmpty { return .unknown }
    let namespace = type.isNamespaced ? item.key.namespace : ""
    if absentOwners.contains(uid, in: namespace) { return .absent }
    let key = ObjectKey(namespace: namespace, name: reference["name"]?.string ?? "")
    guard let owner = try environment.client.find(type, key), owner.uid == uid else {
      absentOwners.insert(uid, in: namespace)
      return .absent
    }
    let isWaiting = owner.isTerminating && owner.finalizerNames.contains(Self.foreground)
    return isWaiting ? .waiting : .solid
  }

  private func delete(
    _ type: ResourceType, _ item: OwnerGraph.Entry, _ propagation: PropagationPolicy,
    latest: Fields?
  ) throws(APIStatus) {
    let options = DeleteOptions(
      propagation: propagation, uid: item.uid,
      resourceVersion: latest?.metadata["resourceVersion"]?.string)
    try environment.client.deleteIfPresent(type, item.key, options)
  }

  /// Lets go of an owner that waits for nothing any more.
  private func releaseWaiting(
    _ id: Int32, _ type: ResourceType, _ item: OwnerGraph.Entry
  ) throws(APIStatus) {
    let blocking = graph.blockingDependents(of: id)
    guard !blocking.isEmpty else {
      return try environment.client.removeFinalizer(
        Self.foreground, from: type, item.key, uid: item.uid)
    }
    for dependent in blocking where graph[dependent]?.isDeletingDependents == false {
      enqueue(dependent)
    }
  }

  /// Takes the references to owners out of an object.
  private func removeReferences(
    to owners: [String], from type: ResourceType, _ item: OwnerGraph.Entry
  ) throws(APIStatus) {
    try environment.client.change(type, item.key, uid: item.uid) { object in
      var references = object.metadata["ownerReferences"]?.array ?? []
      let count = references.count
      references.removeAll { owners.contains($0.object?["uid"]?.string ?? "") }
      guard references.count < count else { return false }
      object.modify("metadata") {
        $0["ownerReferences"] = references.isEmpty ? nil : .array(references)
      }
      return true
    }
  }

  /// Makes sure that no owner waits for an object, so that a circle of owners can go.
  private func unblock(_ type: ResourceType, _ item: OwnerGraph.Entry) throws(APIStatus) {
    try environment.client.change(type, item.key, uid: item.uid) { object in
      let references = object.metadata["ownerReferences"]?.array ?? []
      let unblocked: [Value] = references.map { reference in
        guard var fields = reference.object else { return reference }
        fields["blockOwnerDeletion"] = false
        return .object(fields)
      }
      guard unblocked != references else { return false }
      object.modify("metadata") { $0["ownerReferences"] = .array(unblocked) }
      return true
    }
  }

  /// Leaves the objects that belong to an owner to themselves, and lets go of the owner.
  func orphanDependents(of id: Int32) throws(APIStatus) {
    guard let owner = graph[id], let type = owner.type else { return }
    for dependent in graph.dependents(of: id) {
      guard let entry = graph[dependent], let type = entry.type else { continue }
      try removeReferences(to: [owner.uid], from: type, entry)
    }
    try environment.client.removeFinalizer(Self.orphan, from: type, owner.key, uid: owner.uid)
  }
}
