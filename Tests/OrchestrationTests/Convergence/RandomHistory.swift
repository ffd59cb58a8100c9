// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

@testable import Orchestration

/// A cluster that things are done to at random, and that goes wrong at random, for a while.
final class RandomHistory {
  let clock = VirtualClock()
  let machinery: APIMachinery
  let fleet: KubeletFleet
  let plane: ControlPlane
  let user: InProcessClient
  let invariants: InvariantChecker
  private let unsteady: UnsteadyNetwork
  private let actor: ScenarioActor
  private var random: SeededGenerator
  private var deployments: Set<String> = []
  private var applied = 0
  /// What was done, for messages.
  private(set) var steps: [String] = []

  init(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let clock = self.clock
    let machinery = APIMachinery(clock: clock, seed: seed)
    self.machinery = machinery
    user = machinery.client(named: "user")
    for name in ["default", "kube-system", "kube-node-lease"] {
      try user.create(.namespaces, ["metadata": ["name": .string(name)]])
    }
    // Half of the histories have watches that lose and repeat events.
    let isUnsteady = seed.isMultiple(of: 2)
    let unsteady = UnsteadyNetwork(clock: clock, seed: seed, isOn: isUnsteady)
    self.unsteady = unsteady
    // A quarter of the histories has controllers that hear of everything at once.
    let latency = seed % 4 == 1 ? 0 : random.integer(in: 0...50_000)
    func environment(_ name: String, _ informers: SharedInformers?) -> ComponentEnvironment {
      let client = unsteady.client(machinery.client(named: name, latency: latency))
      return ComponentEnvironment(
        client: client, clock: clock,
        informers: informers
          ?? SharedInformers(client: client, clock: clock, relistPeriod: 60_000_000),
        events: EventRecorder(client: client, clock: clock, level: .none), seed: seed)
    }
    // Half of the others share their informers, as controllers of one process do.
    let shared =
      seed % 4 == 1
      ? SharedInformers(client: machinery.client(named: "shared", latency: latency), clock: clock)
      : nil
    plane = ControlPlane { environment($0, shared) }
    plane.add(SchedulerComponent(environment("default-scheduler", shared)))
    invariants = try InvariantChecker(machinery, clock)
    invariants.checksBudgets = !isUnsteady
    invariants.checksRollouts = !isUnsteady && latency == 0
    fleet = KubeletFleet(
      nodes: [], environment("kubelet", nil),
      world: SimulatedWorld(behaviors: BehaviorSet([Self.behavior], seed: seed)))
    actor = ScenarioActor(
      client: user, clock: clock, catalogue: { machinery.catalogue }
    ) { _, _, _, _ in }
    self.random = random
    for number in 1...(3 + Int(seed % 3)) {
      var pool = Scenario.NodePool(name: "node", count: 1, capacity: [:])
      pool.capacity = [
        "cpu": try Quantity("4"), "memory": try Quantity("8Gi"), "pods": try Quantity("20"),
      ]
      fleet.add(pool.node(number: number)).start()
    }
    plane.start()
  }

  /// Containers take a moment to start and sometimes crash.
  private static var behavior: Behavior {
    var behavior = Behavior(name: "all")
    behavior.startDelay = RandomDuration(.uniform(from: 0, to: 3_000_000))
    behavior.readyDelay = RandomDuration(.uniform(from: 0, to: 5_000_000))
    behavior.exits = [
      .init(after: nil, weight: 8),
      .init(after: RandomDuration(.uniform(from: 1_000_000, to: 120_000_000)), code: 1, weight: 1),
    ]
    return behavior
  }

  /// Lets things happen for a while, then lets everything come to rest.
  func run() {
    let count = 6 + random.below(18)
    for _ in 0..<count {
      step()
      clock.run(until: clock.now.advanced(by: random.integer(in: 0...90_000_000)))
    }
    mend()
    clock.run(until: clock.now.advanced(by: 1_800_000_000))
  }

  private func attempt(_ text: String, _ body: () throws(APIStatus) -> Void) {
    steps.append("\(clock.now.microseconds / 1_000): \(text)")
    do throws(APIStatus) { try body() } catch { steps.append("  refused: \(error.message)") }
  }

  private var someNode: Kubelet { fleet.kubelets[random.below(fleet.kubelets.count)] }
  private var someComponent: any Component {
    plane.components[random.below(plane.components.count)]
  }
  private var someDeployment: TargetReference? {
    let names = deployments.sorted()
    guard !names.isEmpty else { return nil }
    return TargetReference(kind: "deployment", name: names[random.below(names.count)])
  }

  private func step() {
    switch random.below(16) {
    case 0, 1, 2: applyDeployment()
    case 3:
      guard let target = someDeployment else { return applyDeployment() }
      let replicas = Int64(random.below(8))
      attempt("scale \(target) to \(replicas)") { () throws(APIStatus) in
        try actor.scale(target, to: replicas)
      }
    case 4, 5:
      guard let target = someDeployment else { return applyDeployment() }
      applied += 1
      let image = "example.org/web:\(applied)"
      attempt("roll \(target) to \(image)") { () throws(APIStatus) in
        try actor.setImage(target, container: nil, to: image)
      }
    case 6:
      guard let target = someDeployment else { return applyDeployment() }
      deployments.remove(target.name)
      let policy = PropagationPolicy.allCases.filter { $0 != .orphan }[random.below(2)]
      attempt("delete \(target) \(policy)") { () throws(APIStatus) in
        try actor.delete(target, DeleteOptions(propagation: policy))
      }
    case 7: deletePod(evicting: false)
    case 8: deletePod(evicting: true)
    case 9:
      let machine = someNode.machine
      let span = random.integer(in: 1_000_000...600_000_000)
      attempt("crash \(machine.name) for \(span / 1_000_000) s") { () throws(APIStatus) in
        machine.crash()
        clock.schedule(after: span) { machine.boot() }
      }
    case 10:
      let machine = someNode.machine
      let span = random.integer(in: 1_000_000...600_000_000)
      attempt("cut off \(machine.name) for \(span / 1_000_000) s") { () throws(APIStatus) in
        machine.disconnect()
        clock.schedule(after: span) { machine.connect() }
      }
    case 11:
      let kubelet = someNode
      attempt("restart kubelet of \(kubelet.nodeName)") { () throws(APIStatus) in
        guard kubelet.isRunning else { return }
        kubelet.stop()
        kubelet.start()
      }
    case 12, 13:
      let component = someComponent
      let span = random.integer(in: 0...120_000_000)
      attempt("stop \(component.name) for \(span / 1_000) ms") { () throws(APIStatus) in
        component.stop()
        clock.schedule(after: span) { component.start() }
      }
    case 14:
      let node = someNode.nodeName
      let span = random.integer(in: 1_000_000...300_000_000)
      attempt("drain \(node)") { () throws(APIStatus) in
        try actor.drain(node, timeout: span)
        clock.schedule(after: span) { [actor] in try? actor.cordon(node, false) }
      }
    default:
      attempt("budget") { () throws(APIStatus) in
        guard let target = someDeployment else { return }
        try actor.apply([
          "apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
          "metadata": ["name": .string(target.name), "namespace": "default"],
          "spec": [
            "maxUnavailable": 1, "selector": ["matchLabels": ["app": .string(target.name)]],
          ],
        ])
      }
    }
  }

  private func applyDeployment() {
    applied += 1
    let name = "web-\(random.below(4))"
    let surge = random.below(3)
    let missing = surge == 0 ? 1 + random.below(2) : random.below(3)
    let spec: Fields = [
      "replicas": .integer(Int64(1 + random.below(6))),
      "selector": ["matchLabels": ["app": .string(name)]],
      "minReadySeconds": .integer(Int64(random.below(2) * 3)),
      "strategy": [
        "type": "RollingUpdate",
        "rollingUpdate": [
          "maxSurge": .integer(Int64(surge)), "maxUnavailable": .integer(Int64(missing)),
        ],
      ],
      "template": [
        "metadata": ["labels": ["app": .string(name)]],
        "spec": [
          "terminationGracePeriodSeconds": .integer(Int64(random.below(10))),
          "containers": [
            [
              "name": "web", "image": .string("example.org/web:\(applied)"),
              "resources": ["requests": ["cpu": "500m", "memory": "512Mi"]],
            ]
          ],
        ],
      ],
    ]
    attempt("apply \(name)") { () throws(APIStatus) in
      try actor.apply([
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": ["name": .string(name), "namespace": "default"], "spec": .object(spec),
      ])
      // What is being deleted stays so, whatever is applied to it.
      let object = try user.get(.deployments, ObjectKey(namespace: "default", name: name))
      if object.metadata["deletionTimestamp"] == nil { deployments.insert(name) }
    }
  }

  private func deletePod(evicting: Bool) {
    guard let pods = try? user.list(.pods, ListOptions()).items, !pods.isEmpty else { return }
    let key = ObjectKey(pods[random.below(pods.count)])
    attempt("\(evicting ? "evict" : "delete") \(key)") { () throws(APIStatus) in
      if evicting {
        try user.evict(key)
      } else {
        invariants.isByHand = true
        defer { invariants.isByHand = false }
        _ = try user.delete(.pods, key, DeleteOptions())
      }
    }
  }

  /// Everything works again.
  private func mend() {
    unsteady.isOn = false
    for component in plane.components { component.start() }
    for kubelet in fleet.kubelets {
      kubelet.machine.boot()
      kubelet.machine.connect()
      kubelet.start()
      attempt("uncordon \(kubelet.nodeName)") { () throws(APIStatus) in
        try actor.cordon(kubelet.nodeName, false)
      }
    }
    // Nothing crashes any more.
    fleet.world.behaviors.behaviors = []
    for name in deployments.sorted() {
      attempt("roll \(name) for the last time") { () throws(APIStatus) in
        applied += 1
        try actor.setImage(
          TargetReference(kind: "deployment", name: name), container: nil,
          to: "example.org/web:\(applied)")
      }
    }
  }

  /// What is not as it was asked for, after everything has come to rest.
  func unmet() throws -> [String] {
    var faults: [String] = []
    let sets = try user.list(.replicaSets, ListOptions()).items.map { ReplicaSet(fields: $0) }
    let pods = try user.list(.pods, ListOptions()).items.map { Pod(fields: $0) }
    var owners = Set(sets.compactMap(\.metadata.uid))
    for object in try user.list(.deployments, ListOptions()).items {
      let deployment = Deployment(fields: object)
      let name = deployment.metadata.name ?? ""
      owners.insert(object.uid)
      if !deployments.contains(name) { faults.append("\(name) is still there") }
      let (wanted, status) = (deployment.spec.replicas ?? 1, deployment.status)
      if status.updatedReplicas ?? 0 != wanted || status.availableReplicas ?? 0 != wanted
        || status.replicas ?? 0 != wanted
      {
        faults.append(
          "\(name) wants \(wanted) and has \(status.replicas ?? 0), updated "
            + "\(status.updatedReplicas ?? 0), available \(status.availableReplicas ?? 0)")
      }
    }
    for name in deployments.sorted()
    where try user.find(.deployments, ObjectKey(namespace: "default", name: name)) == nil {
      faults.append("\(name) is gone")
    }
    for set in sets where !owners.contains(set.metadata.ownerReferences.first?.uid ?? "") {
      faults.append("replica set \(set.metadata.name ?? "") belongs to nobody")
    }
    for pod in pods {
      let name = pod.metadata.name ?? ""
      if !owners.contains(pod.metadata.ownerReferences.first?.uid ?? "") {
        let isEnding = pod.metadata.deletionTimestamp != nil
        faults.append("pod \(name) belongs to nobody\(isEnding ? " and does not end" : "")")
      }
      // A pod that its node refused stays as it is, and others take its place.
      if pod.status.phase != "Running", pod.status.phase != "Failed" {
        faults.append("pod \(name) is \(pod.status.phase ?? "nothing")")
      }
    }
    // What runs on the machines is what the API says, each pod on one.
    var running: [String: String] = [:]
    for kubelet in fleet.kubelets {
      for sandbox in kubelet.machine.knownSandboxes
      where sandbox.containers.contains(where: { !$0.hasExited }) {
        if let other = running[sandbox.uid] {
          faults.append("pod \(sandbox.key) runs on \(other) and \(kubelet.nodeName)")
        }
        running[sandbox.uid] = kubelet.nodeName
      }
    }
    let known = Dictionary(
      pods.map { ($0.fields.uid, $0.spec.nodeName ?? "") }, uniquingKeysWith: { $1 })
    for (uid, node) in running where known[uid] != node {
      faults.append("\(node) runs \(uid), which the API has on \(known[uid] ?? "no node")")
    }
    return faults.sorted()
  }
}
