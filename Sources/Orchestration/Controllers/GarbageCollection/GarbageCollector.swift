// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Deletes objects whose owners are gone, and lets owners wait for what belongs to them.
///
/// It hears of every change of every type, and looks at little of it: where an object has no owner
/// and nobody waits for it, nothing is kept of it. What is to be done is found in an `OwnerGraph`,
/// and always checked with the API before anything is deleted.
///
/// From `pkg/controller/garbagecollector` (`garbagecollector.go`, `graph_builder.go`).
public final class GarbageCollector: Component {
  /// The name.
  public let name = "garbage-collector-controller"
  let environment: ComponentEnvironment
  private let servedTypes: () -> [ResourceType]
  private var loop: ControllerLoop?
  /// The types that are watched, while it runs.
  private var types: [ResourceType] = []
  var catalogue = ResourceCatalogue([])
  var graph = OwnerGraph()
  var absentOwners = AbsentOwners()

  /// Finalizers that say what becomes of the objects that belong to one.
  static let orphan = "orphan"
  static let foreground = "foregroundDeletion"
  /// The namespace of names in the queue that mean: leave the objects of this one to themselves.
  private static let orphaning = "orphan"

  /// Creates the collector.
  ///
  /// - Parameters:
  ///   - environment: What it works with.
  ///   - types: The types that are served, asked for when it starts and by `refresh`.
  public init(
    _ environment: ComponentEnvironment,
    types: @escaping () -> [ResourceType] = { ResourceType.kubernetes }
  ) {
    (self.environment, servedTypes) = (environment, types)
  }

  /// Whether it runs.
  public var isRunning: Bool { loop?.isRunning ?? false }

  /// Begins.
  public func start() {
    guard !isRunning else { return }
    // Nothing belongs to events, and there are many.
    types = servedTypes().filter { $0 != .events }
    catalogue = ResourceCatalogue(types)
    let loop = ControllerLoop(name: name, environment: environment)
    self.loop = loop
    for type in types {
      loop.watch(type) { [unowned self] change in
        self.note(change, type)
        return []
      }
    }
    loop.start { [unowned self] key throws(APIStatus) in
      guard let id = self.graph.id(key.name) else { return }
      if key.namespace == Self.orphaning {
        try self.orphanDependents(of: id)
      } else {
        try self.attemptToDelete(id)
      }
    }
  }

  /// Ends and forgets everything.
  public func stop() {
    loop?.stop()
    loop = nil
    (graph, absentOwners) = (OwnerGraph(), AbsentOwners())
  }

  /// Begins anew where other types are served than before.
  public func refresh() {
    guard isRunning, servedTypes().filter({ $0 != .events }) != types else { return }
    stop()
    start()
  }

  /// Has an object looked at.
  func enqueue(_ id: Int32) {
    guard let uid = graph[id]?.uid else { return }
    loop?.add(ObjectKey(name: uid))
  }

  /// Has an object looked at again after half a minute.
  func enqueueLater(_ id: Int32) {
    guard let uid = graph[id]?.uid else { return }
    loop?.add(ObjectKey(name: uid), after: 30_000_000)
  }

  // MARK: Changes

  private func note(_ change: Informer.Change, _ type: ResourceType) {
    let object = change.object
    guard let metadata = object["metadata"]?.object else { return }
    if case .removed = change {
      if let id = graph.id(object.uid) { noteRemoval(id) }
      return
    }
    let references = metadata["ownerReferences"]
    let isTerminating = metadata["deletionTimestamp"] != nil
    let before = change.previous?["metadata"]?.object
    if let before, before["uid"] != metadata["uid"] {
      // Another object of the name; that the first one went was not heard.
      if let id = graph.id(before["uid"]?.string ?? "") { noteRemoval(id) }
    } else if let previous = before, previous["ownerReferences"] == references,
      (previous["deletionTimestamp"] != nil) == isTerminating,
      !isTerminating || previous["finalizers"] == metadata["finalizers"]
    {
      return
    }
    let known = graph.id(object.uid)
    if known == nil, references == nil || references == .array([]) {
      guard isTerminating, metadata["finalizers"] != nil else { return }
    }
    let id =
      known ?? graph.insert(object.uid, type, change.key, isObserved: true)
    if let entry = graph[id], !entry.isObserved, entry.key != change.key {
      // Others have told of it, but of another namespace or name: it is not who they belong to.
      for dependent in graph.dependents(of: id) { enqueue(dependent) }
    }
    graph.update(id) { entry in
      (entry.type, entry.key, entry.isObserved) = (type, change.key, true)
      entry.isTerminating = isTerminating
    }
    noteOwners(of: id, references?.array ?? [], in: change.key.namespace, object)
    guard isTerminating else { return }
    let finalizers = object.finalizerNames
    if finalizers.contains(Self.orphan) {
      loop?.add(ObjectKey(namespace: Self.orphaning, name: object.uid))
    }
    if finalizers.contains(Self.foreground), graph[id]?.isDeletingDependents == false {
      graph.update(id) { $0.isDeletingDependents = true }
      for dependent in graph.dependents(of: id) { enqueue(dependent) }
      enqueue(id)
    }
  }

  /// An object is gone.
  func noteRemoval(_ id: Int32) {
    if let entry = graph[id] { absentOwners.insert(entry.uid, in: entry.key.namespace) }
    let (dependents, owners) = graph.remove(id)
    for dependent in dependents { enqueue(dependent) }
    for owner in owners { noteRelief(of: owner) }
  }

  /// An owner has less to wait for.
  private func noteRelief(of owner: Int32) {
    if graph[owner]?.isDeletingDependents == true { enqueue(owner) }
    graph.releaseIfUnused(owner)
  }

  private func noteOwners(
    of id: Int32, _ references: [Value], in namespace: String, _ object: Fields
  ) {
    var links: [OwnerGraph.Link] = []
    for reference in references {
      guard let fields = reference.object, let uid = fields["uid"]?.string else { continue }
      let blocks = fields.isTrue("blockOwnerDeletion")
      if let owner = graph.id(uid) {
        links.append(OwnerGraph.Link(owner: owner, blocks: blocks))
        checkNamespace(of: owner, fields, in: namespace, object)
        // It may have gone while others that tell of it are not yet.
        if graph[owner]?.isObserved == false { enqueue(owner) }
        continue
      }
      let type = catalogue.type(
        apiVersion: fields["apiVersion"]?.string ?? "", kind: fields["kind"]?.string ?? "")
      let key = ObjectKey(
        namespace: type?.isNamespaced == false ? "" : namespace,
        name: fields["name"]?.string ?? "")
      let isKnown = type.map { environment.informers[$0][key]?.uid == uid } ?? false
      let owner = graph.insert(uid, type, key, isObserved: isKnown)
      links.append(OwnerGraph.Link(owner: owner, blocks: blocks))
      // An owner that nobody has seen may not be there; that is found out before anything else.
      if !isKnown { enqueue(owner) }
    }
    for owner in graph.setLinks(links, of: id) { noteRelief(of: owner) }
  }

  /// Tells of an owner in another namespace, which counts as absent.
  private func checkNamespace(
    of owner: Int32, _ reference: Fields, in namespace: String, _ object: Fields
  ) {
    guard let entry = graph[owner], entry.type?.isNamespaced == true,
      entry.key.namespace != namespace
    else { return }
    func text(_ name: String) -> String { reference[name]?.string ?? "" }
    environment.events.record(
      object, .warning, reason: "OwnerRefInvalidNamespace",
      "ownerRef [\(text("apiVersion"))/\(text("kind")), namespace: \(namespace), name: "
        + "\(text("name")), uid: \(text("uid"))] does not exist in namespace \"\(namespace)\"")
    loop?.add(ObjectKey(name: object.uid))
  }
}

/// Owners that are known to be gone, the latest few hundred.
struct AbsentOwners {
  private var known: Set<[String]> = []
  private var order: [[String]] = []
  private var oldest = 0
  private static let capacity = 500

  /// Whether an owner is known to be gone.
  func contains(_ uid: String, in namespace: String) -> Bool { known.contains([uid, namespace]) }

  /// Notes that an owner is gone.
  mutating func insert(_ uid: String, in namespace: String) {
    let owner = [uid, namespace]
    guard known.insert(owner).inserted else { return }
    if order.count < Self.capacity {
      order.append(owner)
    } else {
      known.remove(order[oldest])
      order[oldest] = owner
      oldest = (oldest + 1) % Self.capacity
    }
  }
}
