// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// What a node remembers of the connections that it has sent to services.
final class NodeBalance {
  private struct Client: Hashable {
    let port: ServicePort.Identity
    let address: String
  }

  private struct Place: Hashable {
    let port: ServicePort.Identity
    let address: String
    let number: Int
  }

  private struct Stay {
    var address: String
    var number: Int
    var end: Int64
  }

  private var random: SeededGenerator
  private var turns: [ServicePort.Identity: Int] = [:]
  private var open: [Place: Int] = [:]
  private var stays: [Client: Stay] = [:]
  /// When so many clients are remembered, those that need not be are forgotten.
  private var purgeAt = 4_096

  init(seed: UInt64, node: String) { random = Draw.generator(seed: seed, "proxy", node) }

  /// Chooses one of several endpoints for a client.
  ///
  /// - Parameters:
  ///   - places: Where the endpoints are among those of the port; not empty.
  ///   - port: The port.
  ///   - client: The address of the client.
  ///   - now: The time in microseconds.
  /// - Returns: The endpoint.
  func choose(
    _ places: [Int], of port: ServicePort, for client: String, at now: Int64
  ) -> ProxyEndpoint {
    let chosen: ProxyEndpoint
    if let timeout = port.affinity {
      let key = Client(port: port.identity, address: client)
      chosen = stay(key, places, port, now) ?? balance(places, port)
      stays[key] = Stay(address: chosen.address, number: chosen.port, end: now + timeout)
      if stays.count > purgeAt { purge(now) }
    } else {
      chosen = balance(places, port)
    }
    if port.balancing == .leastConnections {
      open[Place(port: port.identity, address: chosen.address, number: chosen.port), default: 0] +=
        1
    }
    return chosen
  }

  private func stay(
    _ key: Client, _ places: [Int], _ port: ServicePort, _ now: Int64
  ) -> ProxyEndpoint? {
    guard let stay = stays[key], now < stay.end else { return nil }
    return places.lazy.map { port.endpoints[$0] }.first {
      $0.address == stay.address && $0.port == stay.number
    }
  }

  private func balance(_ places: [Int], _ port: ServicePort) -> ProxyEndpoint {
    switch port.balancing {
    case .random: return port.endpoints[places[random.below(places.count)]]
    case .roundRobin:
      let turn = turns[port.identity, default: 0]
      turns[port.identity] = turn &+ 1
      return port.endpoints[places[turn % places.count]]
    case .leastConnections:
      var (best, fewest) = (places[0], Int.max)
      for place in places {
        let endpoint = port.endpoints[place]
        let count =
          open[Place(port: port.identity, address: endpoint.address, number: endpoint.port)] ?? 0
        if count < fewest { (best, fewest) = (place, count) }
      }
      return port.endpoints[best]
    }
  }

  /// A connection has ended.
  func closed(_ port: ServicePort.Identity, at address: String, _ number: Int) {
    let place = Place(port: port, address: address, number: number)
    guard let count = open[place] else { return }
    open[place] = count > 1 ? count - 1 : nil
  }

  private func purge(_ now: Int64) {
    stays = stays.filter { now < $0.value.end }
    purgeAt = max(4_096, stays.count * 2)
  }
}
