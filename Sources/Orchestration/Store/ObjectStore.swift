// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// Where objects are kept, with the history of their changes: what etcd is to Kubernetes.
///
/// Every write makes a new revision, one number for all types. A store knows nothing of what
/// objects mean, but writes the revision into their `metadata.resourceVersion`. It is used from one
/// loop.
public protocol ObjectStore: AnyObject {
  /// The latest revision; 0 where nothing was written.
  var revision: Int64 { get }

  /// An object, `nil` where there is none.
  func object(_ type: ResourceType, _ key: ObjectKey) throws(StoreError) -> Fields?

  /// How many objects there are of a type.
  func count(_ type: ResourceType) throws(StoreError) -> Int

  /// The objects of a type by namespace and name.
  ///
  /// - Parameters:
  ///   - type: The type.
  ///   - namespace: The namespace; empty for all.
  ///   - page: Where to begin, how many, and as of which revision.
  /// - Returns: The objects of the page.
  /// - Throws: `compacted` where the revision is no longer known.
  func list(
    _ type: ResourceType, namespace: String, page: StorePage
  ) throws(StoreError) -> StoredList

  /// Writes an object.
  ///
  /// - Parameters:
  ///   - type: The type.
  ///   - key: The name.
  ///   - object: The object; its `metadata.resourceVersion` is set.
  ///   - expected: The revision that the object has so far, `nil` where there has to be none.
  /// - Returns: The object as it is kept.
  /// - Throws: `changed` where the object has another revision.
  func put(
    _ type: ResourceType, _ key: ObjectKey, _ object: Fields, expecting expected: Int64?
  ) throws(StoreError) -> Fields

  /// Deletes an object.
  ///
  /// - Returns: Its last state, with the revision of the deletion.
  /// - Throws: `changed` where the object has another revision, or is not there.
  func delete(
    _ type: ResourceType, _ key: ObjectKey, expecting expected: Int64
  ) throws(StoreError) -> Fields

  /// The changes of a type after a revision, in order.
  ///
  /// - Throws: `compacted` where they are no longer known.
  func changes(_ type: ResourceType, after revision: Int64) throws(StoreError) -> [StoreChange]

  /// Forgets changes up to a revision.
  func compact(through revision: Int64) throws(StoreError)

  /// Called after every write.
  var onChange: ((ResourceType, StoreChange) -> Void)? { get set }
}

/// A part of a list.
public struct StorePage: Sendable, Hashable {
  /// Objects after this one only.
  public var after: ObjectKey?
  /// How many at most; 0 for all.
  public var limit = 0
  /// As of which revision; `nil` for the latest.
  public var revision: Int64?

  /// Creates a page.
  public init(after: ObjectKey? = nil, limit: Int = 0, revision: Int64? = nil) {
    (self.after, self.limit, self.revision) = (after, limit, revision)
  }
}

/// Objects of a store at one revision.
public struct StoredList: Sendable {
  /// The objects, by namespace and name.
  public var items: [(key: ObjectKey, object: Fields)]
  /// The revision they are from.
  public var revision: Int64
  /// How many come after these.
  public var remaining: Int

  /// Creates a list.
  public init(items: [(key: ObjectKey, object: Fields)], revision: Int64, remaining: Int) {
    (self.items, self.revision, self.remaining) = (items, revision, remaining)
  }
}

/// A write that was done.
public struct StoreChange: Sendable {
  /// The revision after it.
  public var revision: Int64
  /// The object's name.
  public var key: ObjectKey
  /// The object after it; where it was deleted, its last state with the revision of the deletion.
  public var object: Fields
  /// The object before it; `nil` where there was none.
  public var previous: Fields?
  /// Whether it was deleted.
  public var isDeletion: Bool

  /// Creates a change.
  public init(
    revision: Int64, key: ObjectKey, object: Fields, previous: Fields?, isDeletion: Bool
  ) {
    (self.revision, self.key, self.object) = (revision, key, object)
    (self.previous, self.isDeletion) = (previous, isDeletion)
  }
}

/// Why a store does not do what it is asked for.
public enum StoreError: Error, Sendable, Hashable {
  /// The object has another revision than expected; `nil` where it is not there.
  case changed(found: Int64?)
  /// The history is only known after a revision.
  case compacted(requested: Int64, oldest: Int64)
  /// The store itself has failed.
  case failed(String)
}
