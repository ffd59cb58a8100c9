// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is wrong with a server or its store at present.
struct ServiceCondition {
  /// Whether the server answers.
  var isServing = true
  /// Whether the store has no room for more.
  var isStoreFull = false
}

/// What can go wrong with a server and its store.
extension APIMachinery {
  /// Whether the server answers.
  public var isServing: Bool { condition.isServing }

  /// Whether the store has no room for more.
  public var isStoreFull: Bool { condition.isStoreFull }

  /// Stops answering: all watches break off, and whoever calls cannot connect.
  ///
  /// What is stored stays.
  public func stopServing() {
    guard condition.isServing else { return }
    condition.isServing = false
    let status = APIStatus(.serviceUnavailable, "the connection was lost")
    watchers.breakOff(
      WatchEvent(.error, key: ObjectKey(name: ""), object: status.fields, revision: 0))
  }

  /// Answers again; revisions go on from where they were.
  ///
  /// - Parameter isCompacted: Whether the history of changes is lost, so that watches from before
  ///   cannot go on (`410 Gone`) and everything has to be listed.
  public func resumeServing(isCompacted: Bool = false) {
    guard !condition.isServing else { return }
    condition.isServing = true
    if isCompacted { compactHistory() }
  }

  /// Leaves the store without room: nothing is written until there is room again, while reading goes
  /// on.
  ///
  /// As etcd with its alarm `NOSPACE`, which still takes deletions. So what is deleted at once goes,
  /// and what is to be marked for deletion first does not.
  public func fillStore() { condition.isStoreFull = true }

  /// Gives the store room again, as compacting and defragmenting it or raising its quota does.
  ///
  /// - Parameter isCompacted: Whether the history of changes was given up for it.
  public func freeStore(isCompacted: Bool = false) {
    guard condition.isStoreFull else { return }
    condition.isStoreFull = false
    if isCompacted { compactHistory() }
  }

  /// Forgets the history of changes.
  private func compactHistory() { try? store.compact(through: store.revision) }

  /// Refuses to write where the store is full.
  func requireRoom() throws(APIStatus) {
    guard condition.isStoreFull else { return }
    throw APIStatus(.internalError, "etcdserver: mvcc: database space exceeded")
  }
}
