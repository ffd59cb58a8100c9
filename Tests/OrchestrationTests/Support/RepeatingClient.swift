// SPDX-License-Identifier: Apache-2.0

import ClusterModel

@testable import Orchestration

/// A client that hears of every change twice.
final class RepeatingClient: ForwardingClient {
  override func watch(
    _ type: ResourceType, _ options: WatchOptions, _ deliver: @escaping ([WatchEvent]) -> Void
  ) throws(APIStatus) -> any WatchConnection {
    try base.watch(type, options) { deliver($0 + $0) }
  }
}

extension TestCluster {
  /// What a component works with that hears of every change twice.
  func repeatingEnvironment(_ name: String) -> ComponentEnvironment {
    ComponentEnvironment(client: RepeatingClient(machinery.client(named: name)), clock: clock)
  }
}
