// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// The one way in which components see a cluster and change it.
///
/// Components hold nothing else of each other. All calls are made from the one loop of the
/// component's `Clock` and answer before they return; a watch delivers on that loop later.
public protocol APIClient: AnyObject {
  /// Who this is: the name of the component, which becomes the manager of the fields it writes.
  var name: String { get }

  /// Reads an object.
  ///
  /// - Throws: `NotFound` where there is none.
  func get(
    _ type: ResourceType, _ key: ObjectKey, subresource: Subresource?
  ) throws(APIStatus) -> Fields

  /// Reads objects.
  func list(_ type: ResourceType, _ options: ListOptions) throws(APIStatus) -> ObjectList

  /// Delivers changes from now on, in batches, in the order in which they were made.
  ///
  /// - Parameters:
  ///   - type: What is watched.
  ///   - options: Which of it, and from when.
  ///   - deliver: Called on the client's loop, never before this method returns.
  /// - Returns: The connection, which ends when it is cancelled or let go of.
  /// - Throws: `Expired` where changes since the revision are no longer kept.
  func watch(
    _ type: ResourceType, _ options: WatchOptions, _ deliver: @escaping ([WatchEvent]) -> Void
  ) throws(APIStatus) -> any WatchConnection

  /// Creates an object, or does what creating one beneath an object does: bind, evict.
  ///
  /// - Parameters:
  ///   - type: What is created.
  ///   - object: The object; its metadata say the namespace and, where it is not made up, the name.
  ///   - subresource: What beneath the object, if so.
  ///   - options: How.
  /// - Returns: The object as it is kept, or a `Status`.
  /// - Throws: `AlreadyExists`, `Invalid`, `Forbidden` and what else stands against it.
  func create(
    _ type: ResourceType, _ object: Fields, subresource: Subresource?, _ options: WriteOptions
  ) throws(APIStatus) -> Fields

  /// Replaces an object.
  ///
  /// - Throws: `Conflict` where its `resourceVersion` is not the latest.
  func update(
    _ type: ResourceType, _ object: Fields, subresource: Subresource?, _ options: WriteOptions
  ) throws(APIStatus) -> Fields

  /// Changes an object.
  func patch(
    _ type: ResourceType, _ key: ObjectKey, _ patch: Patch, subresource: Subresource?,
    _ options: WriteOptions
  ) throws(APIStatus) -> Fields

  /// Deletes an object, or asks it to end.
  ///
  /// - Returns: The object where it is still there, else a `Status`.
  func delete(
    _ type: ResourceType, _ key: ObjectKey, _ options: DeleteOptions
  ) throws(APIStatus) -> Fields

  /// Deletes all objects that are selected.
  func deleteCollection(
    _ type: ResourceType, _ selected: ListOptions, _ options: DeleteOptions
  ) throws(APIStatus)
}

/// A watch that is going on.
public protocol WatchConnection: AnyObject {
  /// Ends it: nothing is delivered any more.
  func cancel()
}

extension APIClient {
  /// Reads an object.
  public func get(_ type: ResourceType, _ key: ObjectKey) throws(APIStatus) -> Fields {
    try get(type, key, subresource: nil)
  }

  /// Reads an object, `nil` where there is none.
  public func find(_ type: ResourceType, _ key: ObjectKey) throws(APIStatus) -> Fields? {
    do throws(APIStatus) {
      return try get(type, key, subresource: nil)
    } catch {
      if error.reason == .notFound { return nil }
      throw error
    }
  }

  /// Creates an object.
  @discardableResult
  public func create(_ type: ResourceType, _ object: Fields) throws(APIStatus) -> Fields {
    try create(type, object, subresource: nil, WriteOptions())
  }

  /// Replaces an object.
  @discardableResult
  public func update(_ type: ResourceType, _ object: Fields) throws(APIStatus) -> Fields {
    try update(type, object, subresource: nil, WriteOptions())
  }

  /// Replaces the status of an object.
  @discardableResult
  public func updateStatus(_ type: ResourceType, _ object: Fields) throws(APIStatus) -> Fields {
    try update(type, object, subresource: .status, WriteOptions())
  }

  /// Changes an object.
  @discardableResult
  public func patch(
    _ type: ResourceType, _ key: ObjectKey, _ change: Patch, subresource: Subresource? = nil
  ) throws(APIStatus) -> Fields {
    try patch(type, key, change, subresource: subresource, WriteOptions())
  }

  /// Deletes an object; one that is not there is no error.
  public func deleteIfPresent(
    _ type: ResourceType, _ key: ObjectKey, _ options: DeleteOptions = DeleteOptions()
  ) throws(APIStatus) {
    do throws(APIStatus) {
      _ = try delete(type, key, options)
    } catch {
      if error.reason != .notFound { throw error }
    }
  }

  /// Puts a pod on a node.
  ///
  /// - Throws: `Conflict` where it is on one.
  public func bind(_ pod: ObjectKey, uid: String?, to node: String) throws(APIStatus) {
    var metadata: Fields = ["name": .string(pod.name), "namespace": .string(pod.namespace)]
    if let uid { metadata["uid"] = .string(uid) }
    let target: Fields = ["apiVersion": "v1", "kind": "Node", "name": .string(node)]
    let binding: Fields = [
      "apiVersion": "v1", "kind": "Binding", "metadata": .object(metadata),
      "target": .object(target),
    ]
    _ = try create(.pods, binding, subresource: .binding, WriteOptions())
  }

  /// Deletes a pod unless a disruption budget forbids it.
  ///
  /// - Throws: `TooManyRequests` where one does.
  public func evict(
    _ pod: ObjectKey, gracePeriodSeconds: Int64? = nil
  ) throws(APIStatus) {
    var eviction: Fields = [
      "apiVersion": "policy/v1", "kind": "Eviction",
      "metadata": ["name": .string(pod.name), "namespace": .string(pod.namespace)],
    ]
    if let gracePeriodSeconds {
      eviction["deleteOptions"] = ["gracePeriodSeconds": .integer(gracePeriodSeconds)]
    }
    _ = try create(.pods, eviction, subresource: .eviction, WriteOptions())
  }
}
