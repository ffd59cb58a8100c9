// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What passes requests from outside on by the rules of ingresses: it follows ingresses, their
/// classes and services, and answers where a request goes.
///
/// It is not a pod, but network policies see it as a pod `ingress-nginx` in the namespace
/// `ingress-nginx`, on the node where the request has come in.
final class IngressProxy: Component {
  let name = "ingress-proxy"
  private(set) var isRunning = false
  /// The address that all requests come to (RFC 5737).
  static let address = "198.51.100.10"
  private let informers: SharedInformers
  private var handlers: [(Informer, Informer.Handler)] = []
  private let services: Informer
  /// The rules.
  let table: IngressTable

  init(_ environment: ComponentEnvironment) {
    informers = environment.informers
    let services = informers[.services]
    self.services = services
    table = IngressTable { services[$0] }
  }

  /// Who it is to network policies.
  static func party(node: String) -> PolicyParty {
    var party = PolicyParty(address: address, node: node)
    party.pod = ObjectKey(namespace: "ingress-nginx", name: "ingress-nginx-controller")
    party.labels = ["app.kubernetes.io/name": "ingress-nginx"]
    party.namespaceLabels = ["kubernetes.io/metadata.name": "ingress-nginx"]
    return party
  }

  func start() {
    guard !isRunning else { return }
    isRunning = true
    watch(.services) { _ in }
    watch(.ingressClasses) { [weak self] change in
      var object: Fields?
      if case .removed = change {} else { object = change.object }
      self?.table.setClass(change.key.name, object)
    }
    watch(.ingresses) { [weak self] change in
      var object: Fields?
      if case .removed = change {} else { object = change.object }
      self?.table.setIngress(change.key, object)
    }
  }

  func stop() {
    isRunning = false
    for (informer, handler) in handlers { informer.remove(handler) }
    handlers = []
    table.removeAll()
  }

  private func watch(_ type: ResourceType, _ handle: @escaping (Informer.Change) -> Void) {
    let informer = informers[type]
    handlers.append((informer, informer.addHandler(handle)))
    informer.start()
  }
}
