// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The rules that services and slices make, at one moment.
///
/// A value: nodes that hear of everything share one, and who is cut off keeps a copy, which costs
/// memory only as far as rules are made anew afterwards.
struct ServiceRules {
  /// An address that connections go to.
  struct Address: Hashable {
    let text: String
    let port: Int
    let transport: Connection.Transport
  }

  /// What kind of address of a service it is.
  enum Access {
    /// The one of the cluster.
    case cluster
    /// One that the service has from elsewhere.
    case external
    /// One of its load balancer.
    case loadBalancer
  }

  /// What an address stands for.
  struct Target {
    let port: ServicePort
    let access: Access
  }

  private struct NodePort: Hashable {
    let number: Int
    let transport: Connection.Transport
  }

  private struct Installed {
    var addresses: [Address] = []
    var nodePorts: [NodePort] = []
  }

  /// How is chosen where a service does not say.
  let balancing: Balancing
  private var services: [ObjectKey: Fields] = [:]
  private var slices: [ObjectKey: Fields] = [:]
  private var slicesOfService: [ObjectKey: Set<ObjectKey>] = [:]
  private(set) var nodes: [String: NodeFacts] = [:]
  private var nodeByAddress: [String: String] = [:]
  private var targets: [Address: Target] = [:]
  private var nodePorts: [NodePort: ServicePort] = [:]
  private var installed: [ObjectKey: Installed] = [:]
  /// Services that would have an address if another had not.
  private var waiting: [Address: Set<ObjectKey>] = [:]
  /// Services whose rules are to be made anew before the next connection.
  private var outdated: Set<ObjectKey> = []

  init(balancing: Balancing) { self.balancing = balancing }

  // MARK: Hearing of changes

  /// A service is there, has changed or is gone.
  mutating func set(service key: ObjectKey, _ service: Fields?) {
    services[key] = service
    outdated.insert(key)
  }

  /// A slice is there, has changed or is gone.
  mutating func set(slice key: ObjectKey, _ slice: Fields?) {
    if let old = slices[key], let service = old.serviceOfSlice {
      slicesOfService[service]?.remove(key)
      if slicesOfService[service]?.isEmpty == true { slicesOfService[service] = nil }
      outdated.insert(service)
    }
    slices[key] = slice
    guard let slice, let service = slice.serviceOfSlice else { return }
    slicesOfService[service, default: []].insert(key)
    outdated.insert(service)
  }

  /// A node is there, has changed or is gone.
  mutating func set(node name: String, _ facts: NodeFacts?) {
    let old = nodes[name]
    if old == facts { return }
    for address in old?.addresses ?? [] where nodeByAddress[address] == name {
      nodeByAddress[address] = nil
    }
    nodes[name] = facts
    for address in facts?.addresses ?? [] { nodeByAddress[address] = name }
  }

  // MARK: Looking up

  /// The node that has an address.
  func node(at address: String) -> String? { nodeByAddress[address] }

  /// What an address of a service stands for.
  mutating func target(_ address: Address) -> Target? {
    settle()
    return targets[address]
  }

  /// The port of a service that every node has.
  mutating func target(nodePort: Int, _ transport: Connection.Transport) -> ServicePort? {
    settle()
    return nodePorts[NodePort(number: nodePort, transport: transport)]
  }

  // MARK: Making rules

  /// Makes the rules of what has changed.
  mutating func settle() {
    while !outdated.isEmpty {
      let keys = outdated.sorted()
      outdated = []
      // What goes may be what another waits for, so all go before any comes.
      for key in keys { remove(key) }
      for key in keys {
        if let service = services[key] { install(key, service) }
      }
    }
  }

  private mutating func remove(_ key: ObjectKey) {
    guard let old = installed.removeValue(forKey: key) else { return }
    for address in old.addresses where targets[address]?.port.identity.service == key {
      targets[address] = nil
      outdated.formUnion(waiting.removeValue(forKey: address) ?? [])
    }
    for port in old.nodePorts where nodePorts[port]?.identity.service == key {
      nodePorts[port] = nil
    }
  }

  private mutating func install(_ key: ObjectKey, _ service: Fields) {
    let spec = service.wanted
    let clusterAddress = spec["clusterIP"]?.string ?? ""
    guard spec.needsClusterAddress, !clusterAddress.isEmpty, clusterAddress != "None",
      service.label("service.kubernetes.io/service-proxy-name") == nil
    else { return }
    var addresses: [(String, Access)] = [(clusterAddress, .cluster)]
    for address in spec["externalIPs"]?.array ?? [] {
      if let text = address.string { addresses.append((text, .external)) }
    }
    if spec.serviceType == "LoadBalancer" {
      let ingress = service.observed["loadBalancer"]?[path: "ingress"]?.array ?? []
      for case .object(let entry) in ingress {
        if let text = entry["ip"]?.string { addresses.append((text, .loadBalancer)) }
      }
    }
    let own = service.annotation(Balancing.annotation).flatMap { Balancing(rawValue: $0) }
    var new = Installed()
    for case .object(let port) in spec["ports"]?.array ?? [] {
      let name = port["name"]?.string ?? ""
      let made = ServicePort(
        ServicePort.Identity(service: key, port: name), port: port, of: spec,
        balancing: own ?? balancing, endpoints: endpoints(of: key, name, port["protocol"]))
      for (text, access) in addresses {
        let address = Address(text: text, port: made.number, transport: made.transport)
        // Addresses from elsewhere that several services claim belong to the first by name.
        if let other = targets[address]?.port.identity.service, other != key {
          waiting[address, default: []].insert(max(other, key))
          if other < key { continue }
        }
        targets[address] = Target(port: made, access: access)
        new.addresses.append(address)
      }
      if made.nodePort != 0 {
        let nodePort = NodePort(number: made.nodePort, transport: made.transport)
        nodePorts[nodePort] = made
        new.nodePorts.append(nodePort)
      }
    }
    installed[key] = new
  }

  private func endpoints(
    of service: ObjectKey, _ portName: String, _ transport: Value?
  ) -> [ProxyEndpoint] {
    var found: [ProxyEndpoint] = []
    for key in slicesOfService[service]?.sorted() ?? [] {
      guard let slice = slices[key], slice["addressType"] == "IPv4" else { continue }
      for case .object(let port) in slice["ports"]?.array ?? [] {
        guard port["name"]?.string ?? "" == portName,
          port["protocol"] ?? "TCP" == transport ?? "TCP", let number = port.wholeNumber("port")
        else { continue }
        for case .object(let fields) in slice["endpoints"]?.array ?? [] {
          if let endpoint = ProxyEndpoint(fields, port: number) { found.append(endpoint) }
        }
      }
    }
    found.sort(by: ProxyEndpoint.precedes)
    // While an endpoint goes from one slice to another it may be in both: the ready one counts.
    var distinct: [ProxyEndpoint] = []
    distinct.reserveCapacity(found.count)
    for endpoint in found {
      if let last = distinct.last, last.address == endpoint.address, last.port == endpoint.port {
        if endpoint.isReady, !last.isReady { distinct[distinct.count - 1] = endpoint }
      } else {
        distinct.append(endpoint)
      }
    }
    return distinct
  }
}

extension Fields {
  /// The service that a slice has endpoints of; `nil` where proxies leave it alone.
  var serviceOfSlice: ObjectKey? {
    guard let name = label(SliceLabels.serviceName), label(SliceLabels.headless) == nil else {
      return nil
    }
    return ObjectKey(namespace: ObjectKey(self).namespace, name: name)
  }
}

/// The labels of slices.
enum SliceLabels {
  /// The service.
  static let serviceName = "kubernetes.io/service-name"
  /// Who looks after the slice.
  static let managedBy = "endpointslice.kubernetes.io/managed-by"
  /// There where the service has no address.
  static let headless = "service.kubernetes.io/headless"
}
