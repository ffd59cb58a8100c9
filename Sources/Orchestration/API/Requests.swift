// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// Which objects are listed, and how many at once.
public struct ListOptions: Sendable {
  /// The namespace; empty for all.
  public var namespace = ""
  /// The labels that objects have to have.
  public var labels = LabelSelector()
  /// The fields that objects have to have.
  public var fields = FieldSelector()
  /// How many objects at most; 0 for all.
  public var limit = 0
  /// Where the list before ended.
  public var continuation: String?

  /// Creates options.
  public init(
    namespace: String = "", labels: LabelSelector = LabelSelector(),
    fields: FieldSelector = FieldSelector(), limit: Int = 0, continuation: String? = nil
  ) {
    (self.namespace, self.labels, self.fields) = (namespace, labels, fields)
    (self.limit, self.continuation) = (limit, continuation)
  }
}

/// Objects at one state of the store.
public struct ObjectList: Sendable {
  /// The objects, by namespace and name.
  public var items: [Fields]
  /// The state they are from; a watch may begin here.
  public var revision: Int64
  /// Where the next list goes on; `nil` at the end.
  public var continuation: String?
  /// How many objects come after these, where that is known.
  public var remaining: Int?

  /// Creates a list.
  public init(
    items: [Fields], revision: Int64, continuation: String? = nil, remaining: Int? = nil
  ) {
    (self.items, self.revision) = (items, revision)
    (self.continuation, self.remaining) = (continuation, remaining)
  }
}

/// Which changes are watched.
public struct WatchOptions: Sendable {
  /// The namespace; empty for all.
  public var namespace = ""
  /// The labels that objects have to have.
  public var labels = LabelSelector()
  /// The fields that objects have to have.
  public var fields = FieldSelector()
  /// The state after which changes are sent; `nil` sends what there is first, as additions.
  public var revision: Int64?
  /// Whether the state reached is told from time to time.
  public var bookmarks = false

  /// Creates options.
  public init(
    namespace: String = "", labels: LabelSelector = LabelSelector(),
    fields: FieldSelector = FieldSelector(), revision: Int64? = nil, bookmarks: Bool = false
  ) {
    (self.namespace, self.labels, self.fields) = (namespace, labels, fields)
    (self.revision, self.bookmarks) = (revision, bookmarks)
  }
}

/// A change of an object, as a watcher is told.
public struct WatchEvent: Sendable {
  /// What happened.
  public enum Kind: String, Sendable, Hashable {
    /// There is a new object, or one is selected that was not.
    case added = "ADDED"
    /// An object has changed.
    case modified = "MODIFIED"
    /// An object is gone, or not selected any more; this is its last state.
    case deleted = "DELETED"
    /// Nothing; all changes up to the object's version have been sent.
    case bookmark = "BOOKMARK"
    /// The watch has ended; the object is a `Status`.
    case error = "ERROR"
  }

  /// What happened.
  public var kind: Kind
  /// The name of the object.
  public var key: ObjectKey
  /// The object.
  public var object: Fields
  /// The state of the store after the change.
  public var revision: Int64

  /// Creates an event.
  public init(_ kind: Kind, key: ObjectKey, object: Fields, revision: Int64) {
    (self.kind, self.key, self.object, self.revision) = (kind, key, object, revision)
  }
}

/// How something is written.
public struct WriteOptions: Sendable {
  /// Who writes, for the ownership of fields; the client's name where left out.
  public var fieldManager: String?
  /// Whether nothing is kept of it.
  public var isDryRun = false
  /// What becomes of fields that there are not.
  public var fieldValidation = Schema.UnknownFields.ignore
  /// Whether fields of others are taken over, for server-side apply.
  public var force = false
  /// Whether it is already noted who manages the fields.
  var isApplied = false
  /// Whether the fields need not be looked through.
  var isTrusted = false

  /// Creates options.
  public init(
    fieldManager: String? = nil, isDryRun: Bool = false,
    fieldValidation: Schema.UnknownFields = .ignore, force: Bool = false
  ) {
    (self.fieldManager, self.isDryRun) = (fieldManager, isDryRun)
    (self.fieldValidation, self.force) = (fieldValidation, force)
  }
}

/// What becomes of the objects that belong to one that is deleted.
public enum PropagationPolicy: String, Sendable, Hashable, CaseIterable {
  /// They are deleted afterwards.
  case background = "Background"
  /// They are deleted first.
  case foreground = "Foreground"
  /// They stay and belong to nobody.
  case orphan = "Orphan"
}

/// How an object is deleted.
public struct DeleteOptions: Sendable {
  /// How many seconds it may take to end; what the object says where left out.
  public var gracePeriodSeconds: Int64?
  /// What becomes of the objects that belong to it; in the background where left out.
  public var propagation: PropagationPolicy?
  /// The identity that the object has to have.
  public var uid: String?
  /// The version that the object has to have.
  public var resourceVersion: String?
  /// Whether nothing is done.
  public var isDryRun = false

  /// Creates options.
  public init(
    gracePeriodSeconds: Int64? = nil, propagation: PropagationPolicy? = nil, uid: String? = nil,
    resourceVersion: String? = nil, isDryRun: Bool = false
  ) {
    (self.gracePeriodSeconds, self.propagation) = (gracePeriodSeconds, propagation)
    (self.uid, self.resourceVersion, self.isDryRun) = (uid, resourceVersion, isDryRun)
  }
}

/// A change of an object that is written as a difference.
public enum Patch: Sendable {
  /// Operations one after another (RFC 6902).
  case json([Value])
  /// Fields that take the place of others, `null` for none (RFC 7396).
  case merge(Fields)
  /// The same, with lists merged by keys.
  case strategic(Fields)
  /// What the writer wants; only what it owns is changed.
  case apply(Fields)
}
