// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Rolls out the pods of deployments by ReplicaSets, one for each template.
///
/// From `pkg/controller/deployment/deployment_controller.go`. It looks at no pods: what it needs to
/// know of them stands in the status of the ReplicaSets.
///
/// One thing is of ours: where a deployment has the annotation
/// `stevedore.dev/rollback-on-failure: "true"`, a rollout that exceeds its deadline is undone.
public final class DeploymentController: Component {
  /// Its name.
  public let name = "deployment-controller"
  private let environment: ComponentEnvironment
  private let deployments: Informer
  private let sets: Informer
  private let loop: ControllerLoop
  private var selectors: [ObjectKey: (uid: String, generation: Int, selector: LabelSelector)] = [:]

  /// Creates the controller.
  ///
  /// - Parameters:
  ///   - environment: What it works with.
  ///   - batchPeriod: For how many microseconds changes are gathered before deployments are looked
  ///     at.
  public init(_ environment: ComponentEnvironment, batchPeriod: Int64 = 0) {
    self.environment = environment
    loop = ControllerLoop(name: name, environment: environment, batchPeriod: batchPeriod)
    let deployments = loop.watch(.deployments) { [$0.key] }
    self.deployments = deployments
    deployments.addIndex("namespace") { [ObjectKey($0).namespace] }
    sets = loop.watch(.replicaSets) { Self.deployments(of: $0, among: deployments) }
    sets.addIndex("manager or namespace") { set in
      [ControllerReference(of: set)?.uid ?? "in " + ObjectKey(set).namespace]
    }
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
    selectors = [:]
  }

  /// The selector of a deployment, read once a generation.
  private func selector(of deployment: Fields, _ key: ObjectKey) -> LabelSelector? {
    let generation = deployment.generation
    if let known = selectors[key], known.uid == deployment.uid, known.generation == generation,
      generation > 0
    {
      return known.selector
    }
    guard let selector = PodLedger.selector(deployment) else { return nil }
    selectors[key] = (deployment.uid, generation, selector)
    return selector
  }

  /// The deployments that a change of a ReplicaSet matters to.
  private static func deployments(
    of change: Informer.Change, among deployments: Informer
  ) -> [ObjectKey] {
    let namespace = change.key.namespace
    var keys: [ObjectKey] = []
    for object in [change.object, change.previous].compactMap({ $0 }) {
      if let owner = ControllerReference(of: object) {
        let key = ObjectKey(namespace: namespace, name: owner.name)
        if owner.kind == "Deployment", !keys.contains(key) { keys.append(key) }
      } else if case .removed = change {
        continue
      } else {
        // Nobody's: all whose selector selects it may want it.
        let labels = object["metadata"]?.object?["labels"]?.object ?? Fields()
        for deployment in deployments.objects(namespace, in: "namespace") {
          guard PodLedger.selector(deployment)?.selects(labels) == true else { continue }
          let key = ObjectKey(deployment)
          if !keys.contains(key) { keys.append(key) }
        }
      }
    }
    return keys
  }

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let deployment = deployments[key] else {
      selectors[key] = nil
      return
    }
    guard let selector = selector(of: deployment, key) else { return }
    let owned = try claim(deployment, selector)
    var rollout = Rollout(deployment, owned, environment)
    if deployment.isTerminating {
      rollout.findNewSet()
      try rollout.writeStatus(rollout.counted())
      return
    }
    try rollout.run()
    if let delay = rollout.nextLook { loop.add(key, after: delay) }
  }

  /// The ReplicaSets of a deployment: those it manages, and those of nobody that it takes.
  private func claim(
    _ deployment: Fields, _ selector: LabelSelector
  ) throws(APIStatus) -> [OwnedReplicaSet] {
    let claim = OwnerClaim(client: environment.client, type: .deployments, owner: deployment)
    var owned: [OwnedReplicaSet] = []
    func isSelected(_ set: Fields) -> Bool {
      selector.selects(set["metadata"]?.object?["labels"]?.object ?? Fields())
    }
    for set in sets.objects(deployment.uid, in: "manager or namespace") {
      if isSelected(set) {
        owned.append(OwnedReplicaSet(set))
      } else if !set.isTerminating {
        try claim.release(set, .replicaSets)
      }
    }
    let namespace = ObjectKey(deployment).namespace
    let orphans = sets.objects("in " + namespace, in: "manager or namespace").filter {
      !$0.isTerminating && isSelected($0)
    }
    if !orphans.isEmpty, !deployment.isTerminating, try claim.mayAdopt() {
      for set in orphans {
        if let adopted = try claim.adopt(set, .replicaSets) {
          owned.append(OwnedReplicaSet(adopted))
        }
      }
    }
    return owned.sorted(by: OwnedReplicaSet.isOlder)
  }
}
