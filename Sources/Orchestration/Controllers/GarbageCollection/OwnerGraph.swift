// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Which object belongs to which, by their identities.
///
/// Only objects that belong to others, that others belong to, or that wait for those that belong to
/// them are in it, each with a number of 32 bits, so that a pod of a ReplicaSet costs about a hundred
/// bytes and a ConfigMap nothing.
///
/// From `pkg/controller/garbagecollector/graph.go`.
struct OwnerGraph {
  /// That an object belongs to another.
  struct Link: Hashable {
    /// The owner's number.
    var owner: Int32
    /// Whether the owner, if it waits for what belongs to it, waits for this object.
    var blocks: Bool
  }

  /// An object, or an owner that others have told of.
  struct Entry {
    let uid: String
    /// The type; `nil` where it is not served.
    var type: ResourceType?
    var key: ObjectKey
    /// Whether the object was seen itself.
    var isObserved: Bool
    var isTerminating = false
    /// Whether it waits for those that belong to it to be gone.
    var isDeletingDependents = false
    /// Most objects have one owner, which needs no list.
    fileprivate var firstLink: Link?
    fileprivate var otherLinks: [Link] = []

    var links: [Link] {
      firstLink.map { otherLinks.isEmpty ? [$0] : [$0] + otherLinks } ?? []
    }
  }

  private var ids: [String: Int32] = [:]
  private var entries: [Entry?] = []
  private var free: [Int32] = []
  private var dependentIDs: [Int32: Set<Int32>] = [:]

  /// How many objects are in it.
  var count: Int { ids.count }

  /// The number of an object; `nil` where it is not in the graph.
  func id(_ uid: String) -> Int32? { ids[uid] }

  /// An object.
  subscript(id: Int32) -> Entry? { entries[Int(id)] }

  /// Changes an object.
  mutating func update(_ id: Int32, _ body: (inout Entry) -> Void) {
    guard var entry = entries[Int(id)] else { return }
    entries[Int(id)] = nil
    body(&entry)
    entries[Int(id)] = entry
  }

  /// Adds an object that is not in the graph.
  mutating func insert(
    _ uid: String, _ type: ResourceType?, _ key: ObjectKey, isObserved: Bool
  ) -> Int32 {
    let entry = Entry(uid: uid, type: type, key: key, isObserved: isObserved)
    if let id = free.popLast() {
      entries[Int(id)] = entry
      ids[uid] = id
      return id
    }
    let id = Int32(entries.count)
    entries.append(entry)
    ids[uid] = id
    return id
  }

  /// The objects that belong to one, in the order of their numbers.
  func dependents(of id: Int32) -> [Int32] { dependentIDs[id]?.sorted() ?? [] }

  /// Whether any object belongs to one.
  func hasDependents(_ id: Int32) -> Bool { dependentIDs[id] != nil }

  /// The objects that an owner waits for.
  func blockingDependents(of id: Int32) -> [Int32] {
    dependents(of: id).filter { dependent in
      self[dependent]?.links.contains { $0.owner == id && $0.blocks } ?? false
    }
  }

  /// Sets to whom an object belongs.
  ///
  /// - Returns: The owners that have less to wait for than before.
  mutating func setLinks(_ links: [Link], of id: Int32) -> [Int32] {
    let old = self[id]?.links ?? []
    guard old != links else { return [] }
    var relieved: [Int32] = []
    for link in old {
      let remains = links.first { $0.owner == link.owner }
      if remains == nil { unlink(id, from: link.owner) }
      if link.blocks, remains?.blocks != true { relieved.append(link.owner) }
    }
    for link in links { dependentIDs[link.owner, default: []].insert(id) }
    update(id) { entry in
      entry.firstLink = links.first
      entry.otherLinks = links.count > 1 ? Array(links.dropFirst()) : []
    }
    return relieved
  }

  private mutating func unlink(_ id: Int32, from owner: Int32) {
    dependentIDs[owner]?.remove(id)
    if dependentIDs[owner]?.isEmpty == true { dependentIDs[owner] = nil }
  }

  /// Takes an object out; an owner that others still tell of stays as one that is not seen.
  ///
  /// - Returns: The objects that belong to it, and the owners that it belonged to.
  mutating func remove(_ id: Int32) -> (dependents: [Int32], owners: [Int32]) {
    guard let entry = self[id] else { return ([], []) }
    let dependents = dependents(of: id)
    let owners = entry.links.map(\.owner)
    for owner in owners { unlink(id, from: owner) }
    update(id) { entry in
      (entry.firstLink, entry.otherLinks) = (nil, [])
      entry.isObserved = false
    }
    if dependents.isEmpty { release(id) }
    return (dependents, owners)
  }

  /// Takes an owner out that was never seen and that nobody tells of any more.
  mutating func releaseIfUnused(_ id: Int32) {
    guard let entry = self[id], !entry.isObserved, dependentIDs[id] == nil else { return }
    release(id)
  }

  private mutating func release(_ id: Int32) {
    guard let entry = self[id] else { return }
    ids[entry.uid] = nil
    entries[Int(id)] = nil
    free.append(id)
  }
}
