// SPDX-License-Identifier: Apache-2.0

import ClusterModel

@testable import Orchestration

/// A client whose watches tell some changes twice, and some not at all before they break off.
final class FlakyClient: APIClient {
  private let client: any APIClient
  private var random: SeededOrder
  /// How many of a thousand deliveries are told twice, and how many are lost.
  private let share: UInt64

  init(_ client: any APIClient, seed: UInt64, share: UInt64 = 30) {
    (self.client, self.share) = (client, share)
    random = SeededOrder(state: seed)
  }

  var name: String { client.name }

  private final class Connection: WatchConnection {
    var inner: (any WatchConnection)?
    func cancel() {
      inner?.cancel()
      inner = nil
    }
    deinit { cancel() }
  }

  func watch(
    _ type: ResourceType, _ options: WatchOptions, _ deliver: @escaping ([WatchEvent]) -> Void
  ) throws(APIStatus) -> any WatchConnection {
    let connection = Connection()
    connection.inner = try client.watch(type, options) { [weak self, weak connection] events in
      guard let self, connection?.inner != nil else { return }
      let draw = self.random.next() % 1_000
      if draw < self.share {
        deliver(events + events)
      } else if draw < 2 * self.share {
        let kept = Array(events.dropLast(events.count / 2 + 1))
        let last = events[events.count - 1]
        deliver(
          kept + [
            WatchEvent(.error, key: last.key, object: Fields(), revision: last.revision)
          ])
      } else {
        deliver(events)
      }
    }
    return connection
  }

  func get(
    _ type: ResourceType, _ key: ObjectKey, subresource: Subresource?
  ) throws(APIStatus) -> Fields { try client.get(type, key, subresource: subresource) }

  func list(_ type: ResourceType, _ options: ListOptions) throws(APIStatus) -> ObjectList {
    try client.list(type, options)
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
