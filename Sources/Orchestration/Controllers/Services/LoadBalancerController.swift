// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// Gives services of the type `LoadBalancer` an address from outside, after the time that making a
/// load balancer takes, and tells when the nodes behind them change.
///
/// From `staging/src/k8s.io/cloud-provider/controllers/service/controller.go`.
public final class LoadBalancerController: Component {
  /// The name.
  public let name = "service-lb-controller"
  /// The finalizer of services that have a load balancer.
  static let finalizer = "service.kubernetes.io/load-balancer-cleanup"
  /// The addresses of load balancers: those for tests of networks (RFC 2544).
  static let addresses = AddressRange(base: 0xC612_0000, bits: 15)
  /// Microseconds until a load balancer has its address.
  public var provisioningTime: Int64
  private let environment: ComponentEnvironment
  private let loop: ControllerLoop
  private let services: Informer
  private let nodes: Informer
  /// When the load balancer of a service is there, by its identity.
  private var provisioned: [String: Timestamp] = [:]
  /// Who has an address.
  private var owners: [String: ObjectKey] = [:]
  /// The services that have a load balancer.
  private var balanced: Set<ObjectKey> = []
  /// The nodes that a load balancer was told of.
  private var toldHosts: [ObjectKey: [String]] = [:]

  /// Creates the controller.
  ///
  /// - Parameters:
  ///   - environment: What it works with.
  ///   - provisioningTime: Microseconds until a load balancer has its address.
  public init(_ environment: ComponentEnvironment, provisioningTime: Int64 = 2_000_000) {
    (self.environment, self.provisioningTime) = (environment, provisioningTime)
    loop = ControllerLoop(name: name, environment: environment)
    (services, nodes) = (environment.informers[.services], environment.informers[.nodes])
    loop.watch(.services) { [unowned self] in self.see(service: $0) }
    loop.watch(.nodes) { [unowned self] change in
      let takes = change.current?.takesLoadBalancerTraffic ?? false
      if takes == (change.previous?.takesLoadBalancerTraffic ?? false), change.current != nil {
        return []
      }
      return self.balanced.sorted()
    }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in try self.reconcile(key) }
  }

  /// Ends and forgets everything.
  public func stop() {
    loop.stop()
    (provisioned, owners, balanced, toldHosts) = ([:], [:], [], [:])
  }

  private func see(service change: Informer.Change) -> [ObjectKey] {
    for address in change.previous?.balancerAddresses ?? [] where owners[address] == change.key {
      owners[address] = nil
    }
    guard let service = change.current else {
      forget(change.key, change.object.uid)
      return []
    }
    for address in service.balancerAddresses where owners[address] == nil {
      owners[address] = change.key
    }
    let concerns =
      Self.wantsBalancer(service) || service.finalizerNames.contains(Self.finalizer)
      || !service.balancerAddresses.isEmpty
    return concerns || balanced.contains(change.key) ? [change.key] : []
  }

  private func forget(_ key: ObjectKey, _ uid: String) {
    provisioned[uid] = nil
    balanced.remove(key)
    toldHosts[key] = nil
    for (address, owner) in owners where owner == key { owners[address] = nil }
  }

  private static func wantsBalancer(_ service: Fields) -> Bool {
    let spec = service.wanted
    return spec.serviceType == "LoadBalancer" && spec.lacks("loadBalancerClass")
      && !service.isTerminating
  }

  // MARK: Reconciling

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let service = services[key] else { return }
    guard Self.wantsBalancer(service) else { return try takeDown(service, key) }
    if provisioned[service.uid] == nil {
      balanced.insert(key)
      guard try begin(service, key) else { return }
    }
    let now = environment.clock.now
    if let moment = provisioned[service.uid], now < moment {
      loop.add(key, after: moment.microseconds - now.microseconds)
      return
    }
    try provide(service, key)
    tellHosts(service, key)
  }

  /// Has a load balancer made.
  ///
  /// - Returns: Whether there is nothing to wait for.
  private func begin(_ service: Fields, _ key: ObjectKey) throws(APIStatus) -> Bool {
    let now = environment.clock.now
    if !service.balancerAddresses.isEmpty, service.finalizerNames.contains(Self.finalizer) {
      provisioned[service.uid] = now
      toldHosts[key] = currentHosts
      return true
    }
    environment.events.record(service, reason: "EnsuringLoadBalancer", "Ensuring load balancer")
    try environment.client.change(.services, key, uid: service.uid) { object in
      var names = object.finalizerNames
      if names.contains(Self.finalizer) { return false }
      names.append(Self.finalizer)
      object.modify("metadata") { $0["finalizers"] = names.value }
      return true
    }
    provisioned[service.uid] = now.advanced(by: provisioningTime)
    if provisioningTime > 0 { loop.add(key, after: provisioningTime) }
    return provisioningTime == 0
  }

  /// Writes the address of a load balancer that is there.
  private func provide(_ service: Fields, _ key: ObjectKey) throws(APIStatus) {
    guard service.balancerAddresses.isEmpty else { return }
    guard let address = freeAddress(for: key, service.wanted["loadBalancerIP"]?.string) else {
      environment.events.record(
        service, .warning, reason: "SyncLoadBalancerFailed",
        "Error syncing load balancer: failed to ensure load balancer: no address is free")
      throw APIStatus(.internalError, "no address is free")
    }
    owners[address] = key
    let written = try environment.client.change(
      .services, key, uid: service.uid, subresource: .status
    ) { object in
      guard object.balancerAddresses.isEmpty else { return false }
      object.modify("status") {
        $0["loadBalancer"] = ["ingress": [["ip": .string(address), "ipMode": "VIP"]]]
      }
      return true
    }
    if written != nil {
      environment.events.record(service, reason: "EnsuredLoadBalancer", "Ensured load balancer")
      toldHosts[key] = currentHosts
      if currentHosts.isEmpty { tellNoHosts(service) }
    }
  }

  private func freeAddress(for key: ObjectKey, _ wanted: String?) -> String? {
    if let wanted, !wanted.isEmpty {
      return owners[wanted] == nil || owners[wanted] == key ? wanted : nil
    }
    let count = Self.addresses.count
    var place = Draw.generator(seed: 0, "load balancer", key.namespace, key.name)
    let start = place.below(count)
    for step in 0..<count {
      let address = Self.addresses.address((start + step) % count)
      if owners[address] == nil || owners[address] == key { return address }
    }
    return nil
  }

  /// Takes a load balancer away that nobody wants any more.
  private func takeDown(_ service: Fields, _ key: ObjectKey) throws(APIStatus) {
    let hasFinalizer = service.finalizerNames.contains(Self.finalizer)
    guard hasFinalizer || !service.balancerAddresses.isEmpty else {
      forget(key, service.uid)
      return
    }
    if hasFinalizer {
      environment.events.record(service, reason: "DeletingLoadBalancer", "Deleting load balancer")
    }
    try environment.client.change(.services, key, uid: service.uid, subresource: .status) {
      guard !$0.balancerAddresses.isEmpty else { return false }
      $0.modify("status") { $0["loadBalancer"] = .object([:]) }
      return true
    }
    try environment.client.removeFinalizer(
      Self.finalizer, from: .services, key, uid: service.uid)
    if hasFinalizer {
      environment.events.record(service, reason: "DeletedLoadBalancer", "Deleted load balancer")
    }
    forget(key, service.uid)
  }

  // MARK: Nodes

  private var currentHosts: [String] {
    nodes.all.filter(\.takesLoadBalancerTraffic).map { ObjectKey($0).name }
  }

  private func tellHosts(_ service: Fields, _ key: ObjectKey) {
    let current = currentHosts
    guard let told = toldHosts[key], told != current else { return }
    toldHosts[key] = current
    if current.isEmpty {
      tellNoHosts(service)
    } else {
      environment.events.record(
        service, reason: "UpdatedLoadBalancer", "Updated load balancer with new hosts")
    }
  }

  private func tellNoHosts(_ service: Fields) {
    environment.events.record(
      service, .warning, reason: "UnAvailableLoadBalancer",
      "There are no available nodes for LoadBalancer")
  }
}

extension Fields {
  /// The addresses of a service's load balancer.
  var balancerAddresses: [String] {
    (observed["loadBalancer"]?[path: "ingress"]?.array ?? [])
      .compactMap { $0.object?["ip"]?.string }
  }
}
