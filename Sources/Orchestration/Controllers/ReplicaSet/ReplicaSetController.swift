// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Keeps the wanted number of pods of each ReplicaSet.
///
/// From `pkg/controller/replicaset/replica_set.go`. Pods are counted as they change, so that a look
/// at a set costs the same however many pods it has, unless pods are to be created or deleted.
public final class ReplicaSetController: Component {
  /// Its name.
  public let name = "replicaset-controller"
  /// At most so many pods are created or deleted at one look.
  static let burst = 500
  let environment: ComponentEnvironment
  let ledger: PodLedger
  let sets: Informer
  let pods: Informer
  private let loop: ControllerLoop

  /// Creates the controller.
  ///
  /// - Parameters:
  ///   - environment: What it works with.
  ///   - batchPeriod: For how many microseconds changes are gathered before sets are looked at.
  public init(_ environment: ComponentEnvironment, batchPeriod: Int64 = 0) {
    self.environment = environment
    let ledger = PodLedger(kind: "ReplicaSet")
    self.ledger = ledger
    loop = ControllerLoop(name: name, environment: environment, batchPeriod: batchPeriod)
    sets = loop.watch(.replicaSets) { ledger.takeSet($0) }
    pods = loop.watch(.pods) { ledger.takePod($0) }
    sets.addIndex("manager") { ControllerReference(of: $0).map { [$0.uid] } ?? [] }
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

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let set = sets[key] else {
      ledger.expectations.forget(key)
      return
    }
    let account = ledger.account(of: set.uid)
    guard let selector = settle(account, set) else { return }
    let claim = OwnerClaim(client: environment.client, type: .replicaSets, owner: set)
    // What was claimed or let go of will be heard of, and is counted then.
    if try claim.claimPods(account, ledger, selector, pod: { pods[$0] }) { return }
    let now = environment.clock.now
    var outcome = ReplicaOutcome()
    if !set.isTerminating, ledger.expectations.areMet(for: key, at: now) {
      outcome = manage(key, set, account)
    }
    try writeStatus(set, account, outcome)
    if let next = account.nextAvailability { loop.add(key, after: next - now.microseconds) }
    if let error = outcome.error { throw error }
  }

  /// Has the account know what the set wants.
  ///
  /// - Returns: The set's selector; `nil` where it is not valid.
  private func settle(_ account: PodAccount, _ set: Fields) -> LabelSelector? {
    if let known = account.selector(of: set) { return known }
    guard let selector = PodLedger.selector(set) else { return nil }
    let terms = PodAccount.Terms(
      generation: set.generation, uid: set.uid, selector: selector,
      labels: set.podTemplate["metadata"]?.object?["labels"]?.object ?? Fields(),
      minReadySeconds: set["spec"]?.object?.wholeNumber("minReadySeconds") ?? 0)
    account.apply(terms) { pods[$0] }
    return selector
  }
}

/// What came of creating or deleting the pods that a set has too few or too many of.
struct ReplicaOutcome {
  /// How many too many there were; negative for too few.
  var surplus = 0
  /// What went wrong.
  var error: APIStatus?
}
