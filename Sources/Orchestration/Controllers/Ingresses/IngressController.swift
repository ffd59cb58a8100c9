// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Tells in the status of ingresses where they are reached: at the one address that an ingress
/// controller has.
///
/// As controllers do that pass requests on (`ingress-nginx/internal/ingress/status`): an ingress
/// whose class is not there, or which has none though there are classes, is left alone, and what
/// such an ingress said of its address is taken out.
public final class IngressController: Component {
  /// The name.
  public let name = "ingress-controller"
  private let environment: ComponentEnvironment
  private let loop: ControllerLoop
  private let ingresses: Informer
  private let classes: Informer

  /// Creates the controller.
  public init(_ environment: ComponentEnvironment) {
    self.environment = environment
    loop = ControllerLoop(name: name, environment: environment)
    (ingresses, classes) = (
      environment.informers[.ingresses], environment.informers[.ingressClasses]
    )
    loop.watch(.ingresses) { [$0.key] }
    loop.watch(.ingressClasses) { [unowned self] _ in self.ingresses.keys }
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
    guard let ingress = ingresses[key], !ingress.isTerminating else { return }
    var known: [String: Fields] = [:]
    for object in classes.all { known[ObjectKey(object).name] = object }
    let isServed = IngressTable.classFault(ingress, known) == nil
    let wanted: Value? =
      isServed ? .array([["ip": .string(IngressProxy.address)]]) : nil
    guard ingress.observed["loadBalancer"]?.object?["ingress"] != wanted else { return }
    try environment.client.change(.ingresses, key, uid: ingress.uid, subresource: .status) {
      guard $0.observed["loadBalancer"]?.object?["ingress"] != wanted else { return false }
      $0.modify("status") { status in
        status.modify("loadBalancer") { $0["ingress"] = wanted }
      }
      return true
    }
    if isServed {
      environment.events.record(ingress, .normal, reason: "Sync", "Scheduled for sync")
    }
  }
}
