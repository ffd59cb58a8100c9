// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// Which cluster addresses and node ports services have: read from the store once, and kept up to
/// date by its changes, so that nothing needs to be remembered but the services themselves.
///
/// A service without wishes gets the first free number from a place that depends on its name alone,
/// in the upper part of the range; the lower part is for numbers that people choose
/// (`pkg/registry/core/service/ipallocator`, `portallocator`: there the place is random).
final class ServiceNumbers {
  /// Numbers that can be given away.
  struct Band: Sendable {
    /// The first.
    var first: Int
    /// How many.
    var count: Int
    /// How many of the first are only given to those who ask for them.
    var reserved: Int

    func contains(_ number: Int) -> Bool { number >= first && number - first < count }
  }

  /// The range of cluster addresses, as messages have it.
  static let addressRange = "10.96.0.0/12"
  /// The range of node ports, as messages have it.
  static let portRange = "30000-32767"
  /// All of `10.96.0.0/12` but the first and the last address.
  static let addresses = Band(first: 0x0A60_0001, count: (1 << 20) - 2, reserved: 256)
  /// 30000 to 32767.
  static let ports = Band(first: 30_000, count: 2_768, reserved: 86)

  private var isLoaded = false
  private var addressOwners: [Int: ObjectKey] = [:]
  private var portOwners: [Int: ObjectKey] = [:]

  /// Reads all services, the first time.
  func load(_ list: (ResourceType) throws(APIStatus) -> [Fields]) throws(APIStatus) {
    if isLoaded { return }
    for service in try list(.services) { take(service, ObjectKey(service)) }
    isLoaded = true
  }

  /// Takes note of a write.
  func note(_ change: StoreChange) {
    guard isLoaded else { return }
    if let previous = change.previous { release(previous, change.key) }
    if change.isDeletion {
      release(change.object, change.key)
    } else {
      take(change.object, change.key)
    }
  }

  private func take(_ service: Fields, _ key: ObjectKey) {
    let spec = service.wanted
    for number in spec.clusterAddressNumbers where addressOwners[number] == nil {
      addressOwners[number] = key
    }
    for number in spec.takenPorts where portOwners[number] == nil { portOwners[number] = key }
  }

  private func release(_ service: Fields, _ key: ObjectKey) {
    let spec = service.wanted
    for number in spec.clusterAddressNumbers where addressOwners[number] == key {
      addressOwners[number] = nil
    }
    for number in spec.takenPorts where portOwners[number] == key { portOwners[number] = nil }
  }

  /// Who has an address.
  func owner(ofAddress number: Int) -> ObjectKey? { addressOwners[number] }

  /// Who has a port.
  func owner(ofPort number: Int) -> ObjectKey? { portOwners[number] }

  /// A free address for a service; `nil` where all are taken.
  func freeAddress(for key: ObjectKey) -> Int? {
    Self.free(in: Self.addresses, "address", key) { addressOwners[$0] == nil }
  }

  /// A free port for a service; `nil` where all are taken.
  ///
  /// - Parameters:
  ///   - key: The service.
  ///   - what: What for, such as the name of the port.
  ///   - mine: What the service has been given by the same request.
  /// - Returns: The port.
  func freePort(for key: ObjectKey, _ what: String, besides mine: Set<Int>) -> Int? {
    Self.free(in: Self.ports, what, key) { portOwners[$0] == nil && !mine.contains($0) }
  }

  private static func free(
    in band: Band, _ what: String, _ key: ObjectKey, _ isFree: (Int) -> Bool
  ) -> Int? {
    let upper = band.count - band.reserved
    var place = Draw.generator(seed: 0, what, key.namespace, key.name)
    let start = place.below(upper)
    for step in 0..<upper {
      let number = band.first + band.reserved + (start + step) % upper
      if isFree(number) { return number }
    }
    for number in band.first..<(band.first + band.reserved) where isFree(number) { return number }
    return nil
  }
}

/// What of a service's spec has to do with numbers that only one service may have.
extension Fields {
  /// The type of a service.
  var serviceType: String { self["type"]?.string ?? "ClusterIP" }

  /// Whether a service has an address of the cluster.
  var needsClusterAddress: Bool {
    let type = serviceType
    return type == "ClusterIP" || type == "NodePort" || type == "LoadBalancer"
  }

  /// Whether a service has a port on every node.
  var needsNodePorts: Bool {
    switch serviceType {
    case "NodePort": true
    case "LoadBalancer": self["allocateLoadBalancerNodePorts"] != false
    default: false
    }
  }

  /// Whether load balancers ask the nodes of a service for their health.
  var needsHealthCheckPort: Bool {
    serviceType == "LoadBalancer" && self["externalTrafficPolicy"] == "Local"
  }

  /// Whether somebody outside can reach a service.
  var isReachedFromOutside: Bool {
    switch serviceType {
    case "NodePort", "LoadBalancer": true
    case "ClusterIP": !(self["externalIPs"]?.array ?? []).isEmpty
    default: false
    }
  }

  /// The addresses of the cluster that a service has, as numbers.
  fileprivate var clusterAddressNumbers: [Int] {
    var texts = self["clusterIPs"]?.array?.compactMap(\.string) ?? []
    if texts.isEmpty, let text = self["clusterIP"]?.string { texts = [text] }
    return texts.compactMap { AddressRange.number($0).map { Int($0) } }
  }

  /// The ports of nodes that a service has.
  fileprivate var takenPorts: [Int] {
    var ports: [Int] = []
    for case .object(let port) in self["ports"]?.array ?? [] {
      if let number = port.wholeNumber("nodePort"), number != 0 { ports.append(number) }
    }
    if let number = wholeNumber("healthCheckNodePort"), number != 0 { ports.append(number) }
    return ports
  }
}
