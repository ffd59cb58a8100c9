// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The watches that are going on, and which of them hear of a change.
///
/// Watches of one object or of the pods of one node are found by that name, so that thousands of
/// nodes that each watch their own pods cost a change nothing.
final class WatchRegistry {
  /// Someone who watches.
  final class Watcher {
    let selection: Selection
    let bookmarks: Bool
    let deliver: (WatchEvent) -> Void
    fileprivate let number: Int

    fileprivate init(
      _ selection: Selection, bookmarks: Bool, number: Int,
      _ deliver: @escaping (WatchEvent) -> Void
    ) {
      (self.selection, self.bookmarks, self.number) = (selection, bookmarks, number)
      self.deliver = deliver
    }

    /// The event that a change is to the watcher.
    func event(_ change: StoreChange) -> WatchEvent? {
      func event(_ kind: WatchEvent.Kind, _ object: Fields) -> WatchEvent {
        WatchEvent(kind, key: change.key, object: object, revision: change.revision)
      }
      if selection.isEverything, selection.namespace.isEmpty {
        let kind: WatchEvent.Kind =
          change.isDeletion ? .deleted : change.previous == nil ? .added : .modified
        return event(kind, change.object)
      }
      let was = change.previous.map { selection.selects($0) } ?? false
      let isNow = !change.isDeletion && selection.selects(change.object)
      switch (was, isNow) {
      case (false, true): return event(.added, change.object)
      case (true, true): return event(.modified, change.object)
      case (true, false):
        // The last state that was selected, with the version of the change.
        let last = change.isDeletion ? change.object : change.previous?.stamped(change.revision)
        return event(.deleted, last ?? change.object)
      case (false, false): return nil
      }
    }
  }

  private final class Watchers {
    var all: [Watcher] = []
    var ofNode: [String: [Watcher]] = [:]
    var ofName: [String: [Watcher]] = [:]
  }

  private var types: [ResourceType: Watchers] = [:]
  private var count = 0

  /// Begins a watch.
  func add(
    _ type: ResourceType, _ selection: Selection, bookmarks: Bool,
    _ deliver: @escaping (WatchEvent) -> Void
  ) -> Watcher {
    count += 1
    let watcher = Watcher(selection, bookmarks: bookmarks, number: count, deliver)
    let watchers = types[type] ?? Watchers()
    types[type] = watchers
    if let node = selection.nodeName {
      watchers.ofNode[node, default: []].append(watcher)
    } else if let name = selection.name {
      watchers.ofName[name, default: []].append(watcher)
    } else {
      watchers.all.append(watcher)
    }
    return watcher
  }

  /// Ends a watch.
  func remove(_ type: ResourceType, _ watcher: Watcher) {
    guard let watchers = types[type] else { return }
    if let node = watcher.selection.nodeName {
      watchers.ofNode[node]?.removeAll { $0 === watcher }
    } else if let name = watcher.selection.name {
      watchers.ofName[name]?.removeAll { $0 === watcher }
    } else {
      watchers.all.removeAll { $0 === watcher }
    }
  }

  /// Tells the watchers of a change, in the order in which they came.
  func publish(_ type: ResourceType, _ change: StoreChange) {
    guard let watchers = types[type] else { return }
    var heard = watchers.all
    if !watchers.ofNode.isEmpty {
      let before = Self.node(change.previous)
      let after = Self.node(change.object)
      if let after { heard += watchers.ofNode[after] ?? [] }
      if let before, before != after { heard += watchers.ofNode[before] ?? [] }
    }
    if !watchers.ofName.isEmpty { heard += watchers.ofName[change.key.name] ?? [] }
    if heard.count > watchers.all.count { heard.sort { $0.number < $1.number } }
    for watcher in heard {
      if let event = watcher.event(change) { watcher.deliver(event) }
    }
  }

  private static func node(_ object: Fields?) -> String? {
    object?["spec"]?.object?["nodeName"]?.string
  }

  /// Tells all watchers, in the order in which they came, that their watches have broken off.
  func breakOff(_ event: WatchEvent) {
    let all = types.values.flatMap { watchers in
      watchers.all + watchers.ofNode.values.flatMap(\.self)
        + watchers.ofName.values.flatMap(\.self)
    }
    for watcher in all.sorted(by: { $0.number < $1.number }) { watcher.deliver(event) }
  }

  /// Tells those who want it which revision they have seen everything of.
  func sendBookmarks(_ catalogue: ResourceCatalogue, revision: Int64) {
    for type in catalogue.types {
      guard let watchers = types[type] else { continue }
      let object: Fields = [
        "kind": .string(type.kind), "apiVersion": .string(type.apiVersion),
        "metadata": ["resourceVersion": .string(String(revision))],
      ]
      let all =
        watchers.all + watchers.ofNode.values.flatMap(\.self)
        + watchers.ofName.values.flatMap(\.self)
      for watcher in all.sorted(by: { $0.number < $1.number }) where watcher.bookmarks {
        watcher.deliver(
          WatchEvent(.bookmark, key: ObjectKey(name: ""), object: object, revision: revision))
      }
    }
  }
}

extension APIMachinery {
  /// Begins a watch.
  ///
  /// - Returns: What was missed since the revision, and the watch.
  func watch(
    _ type: ResourceType, _ options: WatchOptions, _ deliver: @escaping (WatchEvent) -> Void
  ) throws(APIStatus) -> (missed: [WatchEvent], watcher: WatchRegistry.Watcher) {
    if type.isLatestOnly { throw .methodNotAllowed(type, "watch") }
    let selection = try Selection(type, options.namespace, options.labels, options.fields, rules)
    var missed: [WatchEvent] = []
    if let revision = options.revision {
      guard revision <= store.revision else {
        throw APIStatus(
          .timeout, "Too large resource version: \(revision), current: \(store.revision)")
      }
      let changes: [StoreChange]
      do throws(StoreError) {
        changes = try store.changes(type, after: revision)
      } catch {
        throw status(of: error, type, ObjectKey(name: ""))
      }
      let watcher = watchers.add(type, selection, bookmarks: options.bookmarks, deliver)
      missed = changes.compactMap { watcher.event($0) }
      return (missed, watcher)
    }
    let listed = try list(
      type,
      ListOptions(namespace: options.namespace, labels: options.labels, fields: options.fields))
    missed = listed.items.map {
      WatchEvent(.added, key: ObjectKey($0), object: $0, revision: $0.revision)
    }
    let watcher = watchers.add(type, selection, bookmarks: options.bookmarks, deliver)
    return (missed, watcher)
  }

  /// Tells watchers who want it which revision they have seen everything of.
  public func sendBookmarks() {
    watchers.sendBookmarks(catalogue, revision: store.revision)
  }
}
