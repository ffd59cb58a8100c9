// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

@testable import Orchestration

/// Watches that lose events, repeat them, and break off.
final class UnsteadyNetwork {
  let clock: VirtualClock
  var isOn: Bool
  fileprivate var random: SeededGenerator

  init(clock: VirtualClock, seed: UInt64, isOn: Bool) {
    (self.clock, self.isOn) = (clock, isOn)
    random = SeededGenerator(seed: seed &+ 0x5EED)
  }

  /// A client over the network.
  func client(_ base: any APIClient) -> any APIClient { UnsteadyClient(base, self) }

  /// What becomes of a batch of events: what arrives, and whether the watch breaks off.
  fileprivate func carry(_ events: [WatchEvent]) -> (arriving: [WatchEvent], breaks: Bool) {
    guard isOn else { return (events, false) }
    var arriving: [WatchEvent] = []
    for event in events {
      switch random.below(40) {
      case 0: continue
      case 1, 2: arriving += [event, event]
      default: arriving.append(event)
      }
    }
    return (arriving, random.below(200) == 0)
  }
}

private final class UnsteadyClient: ForwardingClient {
  private let network: UnsteadyNetwork

  init(_ base: any APIClient, _ network: UnsteadyNetwork) {
    self.network = network
    super.init(base)
  }

  override func watch(
    _ type: ResourceType, _ options: WatchOptions, _ deliver: @escaping ([WatchEvent]) -> Void
  ) throws(APIStatus) -> any WatchConnection {
    try base.watch(type, options) { [network] events in
      let (arriving, breaks) = network.carry(events)
      if !arriving.isEmpty { deliver(arriving) }
      if breaks {
        let status = APIStatus(.gone, "the network broke off")
        deliver([
          WatchEvent(.error, key: ObjectKey(name: ""), object: status.fields, revision: 0)
        ])
      }
    }
  }
}
