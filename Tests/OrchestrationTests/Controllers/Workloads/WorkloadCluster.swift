// SPDX-License-Identifier: Apache-2.0

import ClusterModel

@testable import Orchestration

/// A cluster with the controllers of workloads and a node that runs every pod at once.
///
/// Each component has informers of its own, as if it was a process of its own, so that it can be
/// stopped and started alone.
final class WorkloadCluster {
  let cluster: TestCluster
  private(set) var components: [any Component] = []
  /// How long pods take to be ready, by image, in microseconds; an image without an entry is ready
  /// at once, one of `nil` never.
  var readiness: [String: Int64?] = [:]

  init(seed: UInt64 = 1) throws { cluster = try TestCluster(seed: seed) }

  var clock: VirtualClock { cluster.clock }
  var user: InProcessClient { cluster.user }

  func environment(_ name: String) -> ComponentEnvironment {
    ComponentEnvironment(
      client: cluster.machinery.client(named: name), clock: clock)
  }

  /// Adds components and starts them.
  func start(_ make: (WorkloadCluster) -> [any Component]) {
    let made = make(self)
    components += made
    for component in made { component.start() }
  }

  /// Deployments, ReplicaSets and a node.
  func startDeployments(batchPeriod: Int64 = 0) {
    start { cluster in
      [
        DeploymentController(
          cluster.environment("deployment-controller"), batchPeriod: batchPeriod),
        ReplicaSetController(
          cluster.environment("replicaset-controller"), batchPeriod: batchPeriod),
        cluster.node(),
      ]
    }
  }

  func node() -> InstantNode {
    InstantNode(environment("node")) { [unowned self] pod in
      let image =
        pod["spec"]?.object?["containers"]?.array?.first?.object?["image"]?.string ?? ""
      return self.readiness[image] ?? 0
    }
  }

  func run(seconds: Double) { cluster.run(seconds: seconds) }

  /// Changes an object as a person does, however often it has changed meanwhile.
  func edit(
    _ type: ResourceType, _ name: String, _ change: (inout Fields) -> Void
  ) throws {
    let key = ObjectKey(namespace: type.isNamespaced ? "default" : "", name: name)
    var object = try user.get(type, key)
    change(&object)
    try user.update(type, object)
  }

  func setImage(_ type: ResourceType, _ name: String, _ image: String) throws {
    try edit(type, name) { $0.setImage(image) }
  }

  func setReplicas(_ type: ResourceType, _ name: String, _ replicas: Int) throws {
    try edit(type, name) { object in
      object.modify("spec") { $0["replicas"] = .integer(Int64(replicas)) }
    }
  }

  // MARK: What there is

  func objects(_ type: ResourceType) -> [Fields] {
    (try? user.list(type, ListOptions()).items) ?? []
  }

  /// Pods that are neither ended nor to end.
  var activePods: [Pod] {
    objects(.pods).map { Pod(fields: $0) }.filter {
      $0.metadata.deletionTimestamp == nil && $0.status.phase != "Failed"
        && $0.status.phase != "Succeeded"
    }
  }

  /// How many pods are available now.
  func available(minReadySeconds: Int = 0) -> Int {
    activePods.count { pod in
      guard let ready = pod.status.conditions.first(where: { $0.type == "Ready" }),
        ready.status == "True"
      else { return false }
      let since = ready.lastTransitionTime?.microseconds ?? 0
      return since + Int64(minReadySeconds) * 1_000_000 <= clock.now.microseconds
    }
  }

  func deployment(_ name: String = "web") -> Deployment {
    let found = try? cluster.object(.deployments, name, as: Deployment.self)
    return (found ?? nil) ?? Deployment()
  }

  func condition(_ type: String, of name: String = "web") -> Condition? {
    deployment(name).status.conditions.first { $0.type == type }
  }

  /// The image and the wanted number of pods of each ReplicaSet, the oldest revision first.
  var sizes: [String: Int] {
    var sizes: [String: Int] = [:]
    for object in objects(.replicaSets) {
      let set = ReplicaSet(fields: object)
      sizes[set.spec.template.spec.containers.first?.image ?? "", default: 0] +=
        set.spec.replicas ?? 1
    }
    return sizes
  }

  /// The reason and text of the events about an object.
  func events(_ kind: String, _ reason: String? = nil) -> [String] {
    objects(.events).compactMap { event in
      guard event["involvedObject"]?.object?["kind"]?.string == kind,
        reason == nil || event["reason"]?.string == reason
      else { return nil }
      return event["message"]?.string
    }
  }
}

extension Fields {
  /// Gives the template of a workload another image.
  mutating func setImage(_ image: String) {
    modify("spec") { spec in
      spec.modify("template") { template in
        template.modify("spec") { $0["containers"] = [["name": "main", "image": .string(image)]] }
      }
    }
  }
}
