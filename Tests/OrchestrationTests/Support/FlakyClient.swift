// SPDX-License-Identifier: Apache-2.0

import ClusterModel

@testable import Orchestration

/// A client whose watches tell some changes twice, and some not at all before they break off.
final class FlakyClient: ForwardingClient {
  private var random: SeededOrder
  /// How many of a thousand deliveries are told twice, and how many are lost.
  private let share: UInt64

  init(_ client: any APIClient, seed: UInt64, share: UInt64 = 30) {
    self.share = share
    random = SeededOrder(state: seed)
    super.init(client)
  }

  private final class Connection: WatchConnection {
    var inner: (any WatchConnection)?
    func cancel() {
      inner?.cancel()
      inner = nil
    }
    deinit { cancel() }
  }

  override func watch(
    _ type: ResourceType, _ options: WatchOptions, _ deliver: @escaping ([WatchEvent]) -> Void
  ) throws(APIStatus) -> any WatchConnection {
    let connection = Connection()
    connection.inner = try base.watch(type, options) { [weak self, weak connection] events in
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
}
