// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Keeps one pod of each DaemonSet on each node that the set is for.
///
/// From `pkg/controller/daemon/daemon_controller.go`.
public final class DaemonSetController: Component {
  /// Its name.
  public let name = "daemonset-controller"
  /// At most so many pods are created or deleted at one look.
  static let burst = 250
  private let environment: ComponentEnvironment
  private let ledger: PodLedger
  private let nodes: DaemonNodes
  private let sets: Informer
  private let pods: Informer
  private let revisions: Informer
  private let loop: ControllerLoop
  private var backOff = FailureBackOff()

  /// Creates the controller.
  ///
  /// - Parameters:
  ///   - environment: What it works with.
  ///   - batchPeriod: For how many microseconds changes are gathered before sets are looked at, each
  ///     of which costs something for each node.
  public init(_ environment: ComponentEnvironment, batchPeriod: Int64 = 50_000) {
    self.environment = environment
    let ledger = PodLedger(kind: "DaemonSet")
    let nodes = DaemonNodes()
    (self.ledger, self.nodes) = (ledger, nodes)
    loop = ControllerLoop(name: name, environment: environment, batchPeriod: batchPeriod)
    let sets = loop.watch(.daemonSets) { change in
      if case .removed(_, let set) = change { nodes.forget(set.uid) }
      return ledger.takeSet(change)
    }
    self.sets = sets
    _ = loop.watch(.nodes) { nodes.take($0) ? sets.keys : [] }
    pods = loop.watch(.pods) { ledger.takePod($0) }
    revisions = loop.watch(.controllerRevisions) {
      RevisionHistory.owners(of: $0, kind: "DaemonSet")
    }
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
    nodes.clear()
    backOff = FailureBackOff()
  }

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let set = sets[key] else {
      ledger.expectations.forget(key)
      return
    }
    guard let selector = PodLedger.selector(set), !set.isTerminating else { return }
    let account = ledger.account(of: set.uid)
    if account.selector(of: set) == nil {
      let terms = PodAccount.Terms(
        generation: set.generation, uid: set.uid, selector: selector, labels: Fields(),
        minReadySeconds: 0)
      account.apply(terms) { pods[$0] }
    }
    let claim = OwnerClaim(client: environment.client, type: .daemonSets, owner: set)
    if try claim.claimPods(account, ledger, selector, pod: { pods[$0] }) { return }
    var history = try RevisionHistory(
      client: environment.client, .daemonSets, owner: set, hashLabel: DaemonPod.hashLabel,
      informer: revisions, selector: selector)
    var collisions = set["status"]?.object?.wholeNumber("collisionCount")
    let revision = try history.latest(collisions: &collisions)
    let template = DaemonTemplate(set, hash: revision.label(DaemonPod.hashLabel) ?? "")
    let verdict: (String) -> DaemonNodes.Verdict
    do throws(SelectorError) {
      verdict = try nodes.verdicts(of: set, template: PodSpec(fields: template.spec))
    } catch {
      // Nothing is done about what is not valid, until it is changed.
      return
    }
    var rollout = DaemonRollout(
      environment: environment, set: set, template: template, nodes: nodes, verdict: verdict,
      account: account, collisions: collisions, pod: { pods[$0] })
    if ledger.expectations.areMet(for: key, at: environment.clock.now) {
      try rollout.run(&ledger.expectations, &backOff, history)
    } else {
      try rollout.writeStatus(isObserved: false)
    }
    if backOff.count > 1_000 { backOff.forget(before: environment.clock.now.microseconds) }
    if let next = rollout.nextLook {
      loop.add(key, after: next - environment.clock.now.microseconds)
    }
  }
}
