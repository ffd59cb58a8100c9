// SPDX-License-Identifier: Apache-2.0

import ClusterModel

@testable import Orchestration

/// A client for which no pod can be created, or pods are heard of late, as long as that is wanted.
final class RefusingClient: APIClient {
  private let client: any APIClient
  var isRefusing = false
  private(set) var refusals = 0
  /// Has changes of pods told later.
  var postpone: ((@escaping () -> Void) -> Void)?

  init(_ client: any APIClient) { self.client = client }

  var name: String { client.name }

  func get(
    _ type: ResourceType, _ key: ObjectKey, subresource: Subresource?
  ) throws(APIStatus) -> Fields { try client.get(type, key, subresource: subresource) }

  func list(_ type: ResourceType, _ options: ListOptions) throws(APIStatus) -> ObjectList {
    try client.list(type, options)
  }

  func watch(
    _ type: ResourceType, _ options: WatchOptions, _ deliver: @escaping ([WatchEvent]) -> Void
  ) throws(APIStatus) -> any WatchConnection {
    guard type == .pods, let postpone else { return try client.watch(type, options, deliver) }
    return try client.watch(type, options) { events in postpone { deliver(events) } }
  }

  func create(
    _ type: ResourceType, _ object: Fields, subresource: Subresource?, _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    if isRefusing, type == .pods {
      refusals += 1
      let prefix = object.metadata["generateName"]?.string ?? object.objectName
      throw .forbidden(.pods, prefix, "exceeded quota")
    }
    return try client.create(type, object, subresource: subresource, options)
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
