// SPDX-License-Identifier: Apache-2.0

import ClusterModel

@testable import Orchestration

/// A client some of whose bindings fail.
final class FailingBindings: APIClient {
  private let base: any APIClient
  /// How many bindings are to fail.
  var failures = 0
  /// Told of every binding that is tried.
  var onBind: () -> Void = {}

  init(_ base: any APIClient) { self.base = base }

  var name: String { base.name }

  func get(
    _ type: ResourceType, _ key: ObjectKey, subresource: Subresource?
  ) throws(APIStatus) -> Fields {
    try base.get(type, key, subresource: subresource)
  }

  func list(_ type: ResourceType, _ options: ListOptions) throws(APIStatus) -> ObjectList {
    try base.list(type, options)
  }

  func watch(
    _ type: ResourceType, _ options: WatchOptions, _ deliver: @escaping ([WatchEvent]) -> Void
  ) throws(APIStatus) -> any WatchConnection {
    try base.watch(type, options, deliver)
  }

  func create(
    _ type: ResourceType, _ object: Fields, subresource: Subresource?, _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    if subresource == .binding {
      onBind()
      if failures > 0 {
        failures -= 1
        throw APIStatus(.timeout, "nobody answers")
      }
    }
    return try base.create(type, object, subresource: subresource, options)
  }

  func update(
    _ type: ResourceType, _ object: Fields, subresource: Subresource?, _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    try base.update(type, object, subresource: subresource, options)
  }

  func patch(
    _ type: ResourceType, _ key: ObjectKey, _ patch: Patch, subresource: Subresource?,
    _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    try base.patch(type, key, patch, subresource: subresource, options)
  }

  func delete(
    _ type: ResourceType, _ key: ObjectKey, _ options: DeleteOptions
  ) throws(APIStatus) -> Fields {
    try base.delete(type, key, options)
  }

  func deleteCollection(
    _ type: ResourceType, _ selected: ListOptions, _ options: DeleteOptions
  ) throws(APIStatus) {
    try base.deleteCollection(type, selected, options)
  }
}
