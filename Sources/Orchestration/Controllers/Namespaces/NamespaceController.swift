// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Empties namespaces that are to go, pods first, and lets go of them then.
///
/// From `pkg/controller/namespace` (`namespace_controller.go`,
/// `deletion/namespaced_resources_deleter.go`); pods go before everything else since 1.33
/// (`OrderedNamespaceDeletion`).
public final class NamespaceController: Component {
  /// The name.
  public let name = "namespace-controller"
  private let environment: ComponentEnvironment
  private let types: () -> [ResourceType]
  private let loop: ControllerLoop

  /// After how long a namespace is looked at, in microseconds, so that nothing is made in it any more.
  private static let gracePeriod: Int64 = 5_000_000
  /// How long what finalizers hold up may take, in seconds.
  private static let finalizerEstimate: Int64 = 15
  private static let finalizer = "kubernetes"

  /// Creates the controller.
  ///
  /// - Parameters:
  ///   - environment: What it works with.
  ///   - types: The types that are served, asked for each time.
  public init(
    _ environment: ComponentEnvironment,
    types: @escaping () -> [ResourceType] = { ResourceType.kubernetes }
  ) {
    (self.environment, self.types) = (environment, types)
    loop = ControllerLoop(name: name, environment: environment)
    loop.watch(.namespaces) { [unowned self] change in
      guard change.object.isTerminating else { return [] }
      if case .removed = change { return [] }
      self.loop.add(change.key, after: Self.gracePeriod)
      return []
    }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in try self.reconcile(key) }
  }

  /// Ends.
  public func stop() { loop.stop() }

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let namespace = try environment.client.find(.namespaces, key), namespace.isTerminating
    else { return }
    let holders = namespace.wanted["finalizers"]?.array ?? []
    guard !holders.isEmpty else {
      return try environment.client.deleteIfPresent(
        .namespaces, key, DeleteOptions(uid: namespace.uid))
    }
    guard holders.contains(.string(Self.finalizer)) else { return }
    var progress = NamespaceProgress()
    empty(key.name, &progress)
    let now = environment.timestamp
    try environment.client.change(
      .namespaces, key, uid: namespace.uid, subresource: .status
    ) { object in
      var hasChanged = false
      if object.phase != "Terminating" {
        object.modify("status") { $0["phase"] = "Terminating" }
        hasChanged = true
      }
      for condition in progress.conditions where object.setCondition(condition, at: now) {
        hasChanged = true
      }
      return hasChanged
    }
    if let fault = progress.faults.first { throw fault }
    guard progress.remaining.isEmpty else {
      // As in Kubernetes, half of the time that it may take, and a second.
      loop.add(key, after: (progress.estimate / 2 + 1) * 1_000_000)
      return
    }
    try environment.client.change(
      .namespaces, key, uid: namespace.uid, subresource: .finalize
    ) { object in
      var left = object.wanted["finalizers"]?.array ?? []
      left.removeAll { $0 == .string(Self.finalizer) }
      object.modify("spec") { $0["finalizers"] = .array(left) }
      return true
    }
  }

  /// Deletes everything in a namespace, and notes what is left.
  private func empty(_ namespace: String, _ progress: inout NamespaceProgress) {
    let all = types().filter { $0.isNamespaced }
    let pods = all.filter { $0 == .pods }
    for type in pods { empty(type, namespace, &progress) }
    guard progress.remaining.isEmpty, progress.faults.isEmpty else { return }
    for type in all where type != .pods { empty(type, namespace, &progress) }
  }

  private func empty(
    _ type: ResourceType, _ namespace: String, _ progress: inout NamespaceProgress
  ) {
    let options = ListOptions(namespace: namespace)
    do throws(APIStatus) {
      let client = environment.client
      let found = try client.list(type, options).items
      guard !found.isEmpty else { return }
      let estimate = type == .pods ? Self.graceSeconds(found) : 0
      try client.deleteCollection(type, options, DeleteOptions(propagation: .background))
      let left = try client.list(type, options).items
      guard !left.isEmpty else { return }
      progress.note(type, left)
      let isHeld = left.contains { !$0.finalizerNames.isEmpty }
      if estimate == 0, !isHeld {
        progress.faults.append(
          APIStatus(
            .internalError,
            "unexpected items still remain in namespace: \(namespace) for gvr: "
              + "\(type.group)/\(type.version), Resource=\(type.plural)"))
      }
      progress.estimate = max(
        progress.estimate, estimate == 0 ? Self.finalizerEstimate : estimate)
    } catch {
      if error.reason != .methodNotAllowed { progress.faults.append(error) }
    }
  }

  /// How long the pods that still run may take.
  private static func graceSeconds(_ pods: [Fields]) -> Int64 {
    pods.filter { !$0.hasFinishedPhase }.map {
      $0.wanted.integer("terminationGracePeriodSeconds") ?? 30
    }.max() ?? 0
  }
}
