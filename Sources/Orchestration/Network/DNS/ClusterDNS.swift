// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The names of a cluster: services, their endpoints, and pods, as CoreDNS answers them
/// (Kubernetes DNS-Based Service Discovery 1.1.0; `plugin/kubernetes` of CoreDNS).
///
/// It follows services, slices and namespaces through its client. While it is stopped nobody gets an
/// answer.
public final class ClusterDNS: Component {
  /// The name.
  public let name = "coredns"
  /// Whether it runs.
  public private(set) var isRunning = false
  /// The domain of the cluster, such as `cluster.local`.
  public let domain: String
  /// The addresses of names outside the cluster.
  public var upstream: [String: [String]]
  let services: Informer
  private let slices: Informer
  private let namespaces: Informer
  private var handlers: [(informer: Informer, handler: Informer.Handler)] = []
  private var hasRun = false
  private static let index = "slices of a service"
  /// How many names one leads to the next at most.
  static let longestChain = 10

  /// Creates the DNS of a cluster.
  ///
  /// - Parameters:
  ///   - environment: What it works with.
  ///   - domain: The domain of the cluster.
  ///   - upstream: The addresses of names outside the cluster.
  public init(
    _ environment: ComponentEnvironment, domain: String = "cluster.local",
    upstream: [String: [String]] = [:]
  ) {
    (self.domain, self.upstream) = (domain, upstream)
    services = environment.informers[.services]
    slices = environment.informers[.endpointSlices]
    namespaces = environment.informers[.namespaces]
    slices.addIndex(Self.index) { slice in
      guard let name = slice.label(SliceLabels.serviceName) else { return [] }
      return ["\(ObjectKey(slice).namespace)/\(name)"]
    }
  }

  /// Begins.
  public func start() {
    guard !isRunning else { return }
    isRunning = true
    for informer in [services, slices, namespaces] {
      if hasRun { informer.refresh() }
      handlers.append((informer, informer.addHandler { _ in }))
      informer.start()
    }
    hasRun = true
  }

  /// Ends.
  public func stop() {
    guard isRunning else { return }
    isRunning = false
    for (informer, handler) in handlers { informer.remove(handler) }
    handlers = []
  }

  // MARK: What it knows

  /// An endpoint of a service that takes requests.
  struct Endpoint {
    /// The name of its host below that of the service.
    let host: String
    let address: String
    /// The ports by name and protocol.
    let ports: [(name: String, transport: String, number: Int)]
  }

  /// The endpoints of a service that are ready, by address.
  func endpoints(of service: ObjectKey) -> [Endpoint] {
    var found: [Endpoint] = []
    for slice in slices.objects(service.description, in: Self.index) {
      guard slice["addressType"] == "IPv4" else { continue }
      var ports: [(name: String, transport: String, number: Int)] = []
      for case .object(let port) in slice["ports"]?.array ?? [] {
        guard let number = port.wholeNumber("port") else { continue }
        ports.append((port["name"]?.string ?? "", port["protocol"]?.string ?? "TCP", number))
      }
      for case .object(let endpoint) in slice["endpoints"]?.array ?? [] {
        guard endpoint["conditions"]?[path: "ready"] != false else { continue }
        for address in endpoint["addresses"]?.array ?? [] {
          guard let text = address.string else { continue }
          let host = endpoint["hostname"]?.string ?? ""
          found.append(
            Endpoint(
              host: host.isEmpty ? text.split(separator: ".").joined(separator: "-") : host,
              address: text, ports: ports))
        }
      }
    }
    return found.sorted { $0.address.utf8.lexicographicallyPrecedes($1.address.utf8) }
  }

  func hasNamespace(_ name: String) -> Bool { namespaces[ObjectKey(name: name)] != nil }
}
