// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Keeps a ConfigMap `kube-root-ca.crt` in every namespace, by which pods know the API server.
///
/// From `pkg/controller/certificates/rootcacertpublisher/publisher.go`. What it publishes only
/// stands in for a certificate.
public final class RootCertificatePublisher: Component {
  /// Its name.
  public let name = "root-ca-certificate-publisher-controller"
  private let environment: ComponentEnvironment
  private let namespaces: Informer
  private let maps: Informer
  private let loop: ControllerLoop

  static let map = "kube-root-ca.crt"
  private static let data: Value = [
    "ca.crt": "-----BEGIN CERTIFICATE-----\nplaceholder\n-----END CERTIFICATE-----\n"
  ]

  /// Creates the controller.
  public init(_ environment: ComponentEnvironment) {
    self.environment = environment
    loop = ControllerLoop(name: name, environment: environment)
    namespaces = loop.watch(.namespaces) { [$0.key] }
    maps = loop.watch(.configMaps) { change in
      change.key.name == Self.map ? [ObjectKey(name: change.key.namespace)] : []
    }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in try self.reconcile(key) }
  }

  /// Ends at once.
  public func stop() { loop.stop() }

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let namespace = namespaces[key], !namespace.isTerminating else { return }
    let wanted = ObjectKey(namespace: key.name, name: Self.map)
    if let known = maps[wanted] {
      guard known["data"] != Self.data else { return }
      try environment.client.change(.configMaps, wanted, uid: known.uid) { map in
        map["data"] = Self.data
        return true
      }
      return
    }
    do throws(APIStatus) {
      try environment.client.create(
        .configMaps,
        [
          "metadata": [
            "name": .string(wanted.name), "namespace": .string(wanted.namespace),
            "annotations": [
              "kubernetes.io/description":
                "Contains a CA bundle that can be used to verify the kube-apiserver."
            ],
          ], "data": Self.data,
        ])
    } catch {
      if error.reason == .alreadyExists || error.reason == .notFound { return }
      if error.details?.causes.contains(where: { $0.reason == "NamespaceTerminating" }) == true {
        return
      }
      throw error
    }
  }
}
