// SPDX-License-Identifier: Apache-2.0

import ClusterModel

@testable import Orchestration

/// A client that passes everything on to another; those that do something else with some of it
/// override just that.
class ForwardingClient: APIClient {
  let base: any APIClient
  var name: String { base.name }

  init(_ base: any APIClient) { self.base = base }

  func get(
    _ type: ResourceType, _ key: ObjectKey, subresource: Subresource?
  ) throws(APIStatus) -> Fields { try base.get(type, key, subresource: subresource) }

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
    try base.create(type, object, subresource: subresource, options)
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
  ) throws(APIStatus) -> Fields { try base.delete(type, key, options) }

  func deleteCollection(
    _ type: ResourceType, _ selected: ListOptions, _ options: DeleteOptions
  ) throws(APIStatus) { try base.deleteCollection(type, selected, options) }
}
