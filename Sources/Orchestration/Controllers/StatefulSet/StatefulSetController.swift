// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Keeps pods with names, claims and an order of their own for each StatefulSet.
///
/// From `pkg/controller/statefulset/stateful_set.go`.
public final class StatefulSetController: Component {
  /// Its name.
  public let name = "statefulset-controller"
  private let environment: ComponentEnvironment
  private let ledger: PodLedger
  private let sets: Informer
  private let pods: Informer
  private let revisions: Informer
  private let claims: Informer
  private let loop: ControllerLoop

  /// Creates the controller.
  ///
  /// - Parameters:
  ///   - environment: What it works with.
  ///   - batchPeriod: For how many microseconds changes are gathered before sets are looked at.
  public init(_ environment: ComponentEnvironment, batchPeriod: Int64 = 0) {
    self.environment = environment
    let ledger = PodLedger(kind: "StatefulSet")
    self.ledger = ledger
    loop = ControllerLoop(name: name, environment: environment, batchPeriod: batchPeriod)
    sets = loop.watch(.statefulSets) { ledger.takeSet($0) }
    pods = loop.watch(.pods) { ledger.takePod($0) }
    revisions = loop.watch(.controllerRevisions) {
      RevisionHistory.owners(of: $0, kind: "StatefulSet")
    }
    claims = loop.watch(.persistentVolumeClaims) { Self.waiting(for: $0) }
    RevisionHistory.addIndex(revisions)
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in try self.reconcile(key) }
  }

  /// Ends at once and forgets everything.
  public func stop() {
    loop.stop()
    ledger.clear()
  }

  /// The set that may wait for a claim to be gone: that of the pod that owned it.
  private static func waiting(for change: Informer.Change) -> [ObjectKey] {
    guard case .removed(let key, let claim) = change else { return [] }
    for case .object(let owner) in claim.metadata["ownerReferences"]?.array ?? [] {
      let name = owner["name"]?.string ?? ""
      guard owner["kind"] == "Pod", let dash = name.lastIndex(of: "-") else { continue }
      return [ObjectKey(namespace: key.namespace, name: String(name[..<dash]))]
    }
    return []
  }

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let set = sets[key], let selector = PodLedger.selector(set) else { return }
    let account = ledger.account(of: set.uid)
    if account.selector(of: set) == nil {
      let terms = PodAccount.Terms(
        generation: set.generation, uid: set.uid, selector: selector, labels: Fields(),
        minReadySeconds: 0)
      account.apply(terms) { pods[$0] }
    }
    let identity = StatefulIdentity(set)
    let claim = OwnerClaim(client: environment.client, type: .statefulSets, owner: set)
    let isChanged = try claim.claimPods(
      account, ledger, selector, isWanted: { identity.ordinal(of: $0.objectName) != nil },
      pod: { pods[$0] })
    if isChanged { return }
    let history = try RevisionHistory(
      client: environment.client, .statefulSets, owner: set,
      hashLabel: "controller.kubernetes.io/hash", informer: revisions, selector: selector)
    var rollout = StatefulRollout(
      environment: environment, identity: identity, history: history,
      claims: StatefulClaims(environment: environment, identity: identity, known: claims),
      pods: account.members.keys.sorted().compactMap { pods[$0] })
    try rollout.run()
    if let next = rollout.nextLook {
      loop.add(key, after: next - environment.clock.now.microseconds)
    }
  }
}
