// SPDX-License-Identifier: Apache-2.0

import ClusterModel

@testable import Orchestration

/// A client that hears of every change twice.
final class RepeatingClient: APIClient {
  private let client: InProcessClient
  var name: String { client.name }

  init(_ client: InProcessClient) { self.client = client }

  func get(
    _ type: ResourceType, _ key: ObjectKey, subresource: Subresource?
  ) throws(APIStatus) -> Fields { try client.get(type, key, subresource: subresource) }

  func list(_ type: ResourceType, _ options: ListOptions) throws(APIStatus) -> ObjectList {
    try client.list(type, options)
  }

  func watch(
    _ type: ResourceType, _ options: WatchOptions, _ deliver: @escaping ([WatchEvent]) -> Void
  ) throws(APIStatus) -> any WatchConnection {
    try client.watch(type, options) { deliver($0 + $0) }
  }

  func create(
    _ type: ResourceType, _ object: Fields, subresource: Subresource?, _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    try client.create(type, object, subresource: subresource, options)
  }

  func update(
    _ type: ResourceType, _ object: Fields, subresource: Subresource?, _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    try client.update(type, object, subresource: subresource, options)
  }

  func patch(
    _ type: ResourceType, _ key: ObjectKey, _ patch: Patch, subresource: Subresource?,
    _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    try client.patch(type, key, patch, subresource: subresource, options)
  }

  func delete(
    _ type: ResourceType, _ key: ObjectKey, _ options: DeleteOptions
  ) throws(APIStatus) -> Fields { try client.delete(type, key, options) }

  func deleteCollection(
    _ type: ResourceType, _ selected: ListOptions, _ options: DeleteOptions
  ) throws(APIStatus) { try client.deleteCollection(type, selected, options) }
}

extension TestCluster {
  /// What a component works with that hears of every change twice.
  func repeatingEnvironment(_ name: String) -> ComponentEnvironment {
    ComponentEnvironment(client: RepeatingClient(machinery.client(named: name)), clock: clock)
  }
}
