// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Makes sure that there is a service account `default` in every namespace.
///
/// From `pkg/controller/serviceaccount/serviceaccounts_controller.go`.
public final class ServiceAccountController: Component {
  /// Its name.
  public let name = "serviceaccount-controller"
  private let environment: ComponentEnvironment
  private let namespaces: Informer
  private let accounts: Informer
  private let loop: ControllerLoop

  /// Creates the controller.
  public init(_ environment: ComponentEnvironment) {
    self.environment = environment
    loop = ControllerLoop(name: name, environment: environment)
    namespaces = loop.watch(.namespaces) { [$0.key] }
    accounts = loop.watch(.serviceAccounts) { change in
      guard case .removed = change, change.key.name == Self.account else { return [] }
      return [ObjectKey(name: change.key.namespace)]
    }
  }

  static let account = "default"

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in try self.reconcile(key) }
  }

  /// Ends at once.
  public func stop() { loop.stop() }

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    let wanted = ObjectKey(namespace: key.name, name: Self.account)
    guard let namespace = namespaces[key], !namespace.isTerminating, accounts[wanted] == nil
    else { return }
    do throws(APIStatus) {
      try environment.client.create(
        .serviceAccounts,
        ["metadata": ["name": .string(wanted.name), "namespace": .string(wanted.namespace)]])
    } catch {
      // A namespace that has come to its end meanwhile needs none.
      if error.reason == .alreadyExists || error.reason == .notFound { return }
      if error.details?.causes.contains(where: { $0.reason == "NamespaceTerminating" }) == true {
        return
      }
      throw error
    }
  }
}
