// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import DequeModule
import Orchestration

/// Where in the log the objects of one type are, in memory.
final class TypeTable {
  /// A row of the log.
  struct Version {
    var revision: Int64
    var checksum: Int64
  }

  /// An object that is there.
  struct Entry {
    var version: Version
    /// The object, where it is in memory.
    var object: Fields?
  }

  /// A change that is remembered.
  struct Change {
    var version: Version
    var key: ObjectKey
    var previous: Version?
    var isDeletion: Bool
  }

  /// The type as the file has it.
  var type: StoredType
  /// The objects.
  var entries: [ObjectKey: Entry] = [:]
  /// The changes that are remembered, in order.
  var history = Deque<Change>()
  private var sorted: [ObjectKey]?

  init(_ type: StoredType) { self.type = type }

  /// The names in order.
  ///
  /// - Complexity: n log n where any came or went since the last time.
  var keys: [ObjectKey] {
    if let sorted { return sorted }
    let keys = entries.keys.sorted()
    sorted = keys
    return keys
  }

  /// Takes note of a write.
  func apply(_ change: Change, object: Fields?, isRemembered: Bool = true) {
    if change.isDeletion {
      entries[change.key] = nil
      sorted = nil
    } else {
      let old = entries.updateValue(
        Entry(version: change.version, object: object), forKey: change.key)
      if old == nil { sorted = nil }
    }
    if isRemembered { history.append(change) }
  }

  /// The position in the history of the first change after a revision.
  func firstChange(after revision: Int64) -> Int {
    var (low, high) = (0, history.count)
    while low < high {
      let middle = (low + high) / 2
      if history[middle].version.revision > revision { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Which version of which object there was as of a revision: those that differ from now.
  func overlay(asOf revision: Int64) -> [ObjectKey: Version?] {
    var overlay: [ObjectKey: Version?] = [:]
    for change in history[firstChange(after: revision)...].reversed() {
      overlay.updateValue(change.previous, forKey: change.key)
    }
    return overlay
  }

  // MARK: Forgetting

  /// The rows that nobody needs who asks for revisions from one on: what changes up to then have
  /// replaced, and deletions.
  ///
  /// - Parameter count: How many changes are forgotten, the oldest first.
  /// - Returns: The rows.
  func superseded(byFirst count: Int) -> [Version] {
    var rows: [Version] = []
    for change in history.prefix(count) {
      if let previous = change.previous { rows.append(previous) }
      if change.isDeletion { rows.append(change.version) }
    }
    return rows
  }

  /// Forgets the oldest changes.
  func forget(first count: Int, compacted: Int64) {
    history.removeFirst(count)
    type.compacted = max(type.compacted, compacted)
  }
}
