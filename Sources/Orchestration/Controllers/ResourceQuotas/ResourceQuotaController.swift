// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Says in the status of quotas how much is used.
///
/// What objects take is kept for namespaces with quotas only, and added up by kinds of objects, so
/// that a quota over a hundred thousand pods of ten sorts costs ten additions. Changes are gathered
/// for a tenth of a second.
///
/// From `pkg/controller/resourcequota/resource_quota_controller.go`. Other than there, new objects
/// are counted too, and not only those that admission has counted.
public final class ResourceQuotaController: Component {
  /// The name.
  public let name = "resourcequota-controller"
  private let environment: ComponentEnvironment
  private let servedTypes: () -> [ResourceType]
  private var loop: ControllerLoop?
  private var types: [ResourceType] = []
  private let quotas: Informer
  private let pods: Informer
  private var ledgers: [String: QuotaLedger] = [:]
  /// Pods that are to go, and when they no longer count.
  private var expiring: [ObjectKey: Appointment] = [:]

  private static let batchPeriod: Int64 = 100_000

  /// Creates the controller.
  ///
  /// - Parameters:
  ///   - environment: What it works with.
  ///   - types: The types that are served, asked for when it starts.
  public init(
    _ environment: ComponentEnvironment,
    types: @escaping () -> [ResourceType] = { ResourceType.kubernetes }
  ) {
    (self.environment, servedTypes) = (environment, types)
    (quotas, pods) = (environment.informers[.resourceQuotas], environment.informers[.pods])
  }

  /// Whether it runs.
  public var isRunning: Bool { loop?.isRunning ?? false }

  /// Begins.
  public func start() {
    guard !isRunning else { return }
    types = servedTypes().filter { $0.isNamespaced && $0 != .events }
    let loop = ControllerLoop(
      name: name, environment: environment, batchPeriod: Self.batchPeriod)
    self.loop = loop
    for type in types {
      loop.watch(type) { [unowned self] in self.note($0, type) }
    }
    loop.start { [unowned self] key throws(APIStatus) in try self.reconcile(key) }
  }

  /// Ends and forgets everything.
  public func stop() {
    loop?.stop()
    loop = nil
    for appointment in expiring.values { appointment.cancel() }
    (ledgers, expiring) = ([:], [:])
  }

  // MARK: Changes

  private func note(_ change: Informer.Change, _ type: ResourceType) -> [ObjectKey] {
    let namespace = change.key.namespace
    if type == .resourceQuotas { openLedger(namespace, change) }
    guard !ledgers.isEmpty, ledgers[namespace] != nil else { return [] }
    let own = type == .resourceQuotas ? [change.key] : []
    guard charge(change, type) else { return own }
    return quotaKeys(namespace)
  }

  private func quotaKeys(_ namespace: String) -> [ObjectKey] {
    quotas.keys.filter { $0.namespace == namespace }
  }

  /// Begins to count a namespace with its first quota, and ends with its last.
  private func openLedger(_ namespace: String, _ change: Informer.Change) {
    if case .removed = change, quotaKeys(namespace).isEmpty {
      ledgers[namespace] = nil
      for key in expiring.keys where key.namespace == namespace {
        expiring.removeValue(forKey: key)?.cancel()
      }
      return
    }
    guard ledgers[namespace] == nil else { return }
    ledgers[namespace] = QuotaLedger()
    for type in types {
      let informer = environment.informers[type]
      for key in informer.keys where key.namespace == namespace {
        guard let object = informer[key] else { continue }
        _ = charge(.added(key, object), type)
      }
    }
  }

  /// Counts an object.
  ///
  /// - Returns: Whether anything has changed.
  private func charge(_ change: Informer.Change, _ type: ResourceType) -> Bool {
    let (namespace, name) = (change.key.namespace, change.key.name)
    let isRemoved = if case .removed = change { true } else { false }
    switch type {
    case .pods:
      if let previous = change.previous, !Self.mayDiffer(previous, change.object) { return false }
      let now = environment.clock.now
      expiring.removeValue(forKey: change.key)?.cancel()
      let charge = isRemoved ? nil : QuotaCharge(pod: change.object, at: now)
      if !isRemoved { watchExpiry(change.key, change.object, now) }
      return ledgers[namespace]?.set(type, name, charge) ?? false
    case .services:
      let charge = isRemoved ? nil : QuotaCharge(service: change.object)
      return ledgers[namespace]?.set(type, name, charge) ?? false
    case .persistentVolumeClaims:
      let charge = isRemoved ? nil : QuotaCharge(claim: change.object)
      return ledgers[namespace]?.set(type, name, charge) ?? false
    default:
      return ledgers[namespace]?.note(type, name, isThere: !isRemoved) ?? false
    }
  }

  /// Whether a pod may take something other than before.
  private static func mayDiffer(_ previous: Fields, _ pod: Fields) -> Bool {
    previous["spec"] != pod["spec"] || previous.hasFinishedPhase != pod.hasFinishedPhase
      || previous.metadata["deletionTimestamp"] != pod.metadata["deletionTimestamp"]
  }

  /// Looks at a pod again when it should be gone.
  private func watchExpiry(_ key: ObjectKey, _ pod: Fields, _ now: Timestamp) {
    guard let end = QuotaCharge.expiry(pod), end >= now, !pod.hasFinishedPhase else { return }
    expiring[key] = environment.clock.schedule(at: end.advanced(by: 1)) { [weak self] in
      guard let self, let pod = self.pods[key] else { return }
      guard self.charge(.added(key, pod), .pods) else { return }
      for quota in self.quotaKeys(key.namespace) { self.loop?.add(quota) }
    }
  }

  // MARK: Quotas

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let object = quotas[key], let ledger = ledgers[key.namespace] else { return }
    let quota = ResourceQuota(fields: object)
    let hard = object.wanted["hard"]?.object ?? Fields()
    let names = hard.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let used = ledger.used(of: names, QuotaScope(quota.spec))
    var amounts = Fields()
    for name in names {
      amounts[name] = .string(QuotaCharge.unit(name).format(used[name] ?? 0))
    }
    var changed = object
    let old = quota.status
    // Amounts that are written differently are the same.
    let new = ResourceQuotaStatus(fields: ["used": .object(amounts)])
    let isSame = old.hard == quota.spec.hard && old.used == new.used
    guard !isSame else { return }
    changed["status"] = ["hard": .object(hard), "used": .object(amounts)]
    try environment.client.updateStatus(.resourceQuotas, changed)
  }
}
