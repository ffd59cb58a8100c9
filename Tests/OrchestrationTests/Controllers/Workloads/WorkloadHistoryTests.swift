// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// What is wanted is reached, whatever happens on the way.
///
/// In histories at random workloads are changed, pods lost, and each controller is stopped and
/// started at any moment, while some changes are told twice or not at all.
@Suite struct WorkloadHistoryTests {
  static let nodeCount = 3

  final class History {
    let cluster: WorkloadCluster
    var random: SeededOrder
    private(set) var violations: [String] = []
    private var connection: (any WatchConnection)?
    private var active: [String: Set<ObjectKey>] = [:]
    /// What people want in the end.
    var replicas = ["web": 3, "db": 2]
    var images = ["web": "v1", "db": "v1", "agent": "v1"]

    init(seed: UInt64) throws {
      random = SeededOrder(state: seed)
      cluster = try WorkloadCluster(seed: seed)
      cluster.readiness = ["v2": 700_000, "v3": 2_300_000, "broken": nil]
      for number in 1...nodeCount {
        try cluster.user.create(.nodes, ["metadata": ["name": .string("node-\(number)")]])
      }
      let period: Int64 = seed.isMultiple(of: 2) ? 0 : 20_000
      let machinery = cluster.cluster.machinery
      func environment(_ name: String) -> ComponentEnvironment {
        let client = FlakyClient(machinery.client(named: name), seed: random.next())
        return ComponentEnvironment(client: client, clock: cluster.clock)
      }
      let components: [any Component] = [
        DeploymentController(environment("deployment-controller"), batchPeriod: period),
        ReplicaSetController(environment("replicaset-controller"), batchPeriod: period),
        StatefulSetController(environment("statefulset-controller"), batchPeriod: period),
        DaemonSetController(environment("daemonset-controller"), batchPeriod: period),
        cluster.node(),
      ]
      cluster.start { _ in components }
      try cluster.cluster.apply(manifests)
      connection = try cluster.user.watch(.pods, WatchOptions()) { [unowned self] events in
        for event in events { self.check(event) }
      }
    }

    /// No node has two pods of the DaemonSet, and at no moment are there more pods of the deployment
    /// than it has ever wanted and a quarter.
    private func check(_ event: WatchEvent) {
      let pod = Pod(fields: event.object)
      let app = pod.metadata.labels["app"] ?? ""
      let isActive =
        event.kind != .deleted && pod.metadata.deletionTimestamp == nil
        && pod.status.phase != "Failed"
      let place =
        app == "agent" ? DaemonPod.target(of: event.object["spec"]?.object) ?? "" : app
      if isActive {
        active[place, default: []].insert(event.key)
      } else {
        active[place]?.remove(event.key)
      }
      let most = app == "agent" ? 1 : app == "web" ? 5 + 2 : 5
      if let count = active[place]?.count, count > most {
        violations.append("\(count) pods of \(app) at \(place)")
      }
    }

    func step() throws {
      let kind = ["web", "db", "agent"][Int(random.next() % 3)]
      let type: ResourceType =
        ["web": .deployments, "db": .statefulSets, "agent": .daemonSets][kind] ?? .deployments
      switch random.next() % 10 {
      case 0...3:
        let component = cluster.components[Int(random.next() % 4)]
        if component.isRunning { component.stop() } else { component.start() }
      case 4 where kind != "agent":
        replicas[kind] = Int(random.next() % 6)
        try cluster.setReplicas(type, kind, replicas[kind] ?? 0)
      case 5, 6:
        let image = ["v1", "v2", "v3", "broken"][Int(random.next() % 4)]
        images[kind] = image
        try cluster.setImage(type, kind, image)
      case 7:
        try cluster.edit(.deployments, "web") { object in
          object.modify("spec") { spec in
            spec["paused"] = spec["paused"] == true ? false : true
          }
        }
      default:
        let pods = cluster.activePods
        guard !pods.isEmpty else { return }
        let pod = pods[Int(random.next() % UInt64(pods.count))]
        _ = try cluster.user.delete(.pods, ObjectKey(pod), DeleteOptions())
      }
      cluster.run(seconds: Double(random.next() % 1_500) / 1_000)
    }

    /// What is wanted is made possible, and has the time that it takes.
    func finish() throws {
      for component in cluster.components { component.start() }
      for (kind, type) in [
        ("web", ResourceType.deployments), ("db", .statefulSets), ("agent", .daemonSets),
      ] where images[kind] == "broken" {
        images[kind] = "v2"
        try cluster.setImage(type, kind, "v2")
      }
      try cluster.edit(.deployments, "web") { object in
        object.modify("spec") { $0["paused"] = nil }
      }
      // A pod of an ordered set that never is ready is a known limit: it has to be deleted by hand.
      for pod in cluster.activePods where pod.spec.containers.first?.image == "broken" {
        _ = try cluster.user.delete(.pods, ObjectKey(pod), DeleteOptions())
      }
      cluster.run(seconds: 60)
      for pod in cluster.activePods where pod.spec.containers.first?.image == "broken" {
        _ = try cluster.user.delete(.pods, ObjectKey(pod), DeleteOptions())
      }
      cluster.run(seconds: 1_200)
    }

    func verify() -> [String] {
      var faults = violations
      func expect(_ holds: Bool, _ text: @autoclosure () -> String) {
        if !holds { faults.append(text()) }
      }
      let pods = cluster.objects(.pods).map { Pod(fields: $0) }
      for (name, app) in [("web", "web"), ("db", "db"), ("agent", "agent")] {
        let mine = pods.filter { $0.metadata.labels["app"] == app }
        let wanted = app == "agent" ? nodeCount : replicas[name] ?? 0
        expect(mine.count == wanted, "\(name): \(mine.count) pods of \(wanted)")
        for pod in mine {
          let image = pod.spec.containers.first?.image
          expect(image == images[name], "\(name): \(image ?? "") is not \(images[name] ?? "")")
          expect(
            pod.status.conditions.contains { $0.type == "Ready" && $0.status == "True" },
            "\(name): \(pod.metadata.name ?? "") is not ready")
        }
      }
      let names = pods.filter { $0.metadata.labels["app"] == "db" }.compactMap(\.metadata.name)
      expect(
        names == (0..<(replicas["db"] ?? 0)).map { "db-\($0)" }, "the pods of db are \(names)")
      let web = cluster.deployment()
      expect(
        web.status.availableReplicas ?? 0 == replicas["web"],
        "web says \(web.status.availableReplicas ?? 0) available")
      expect(
        web.status.observedGeneration == web.metadata.generation, "web was not observed")
      expect(
        cluster.condition("Progressing")?.reason == "NewReplicaSetAvailable",
        "web is \(cluster.condition("Progressing")?.reason ?? "without condition")")
      let sets = Set(cluster.objects(.replicaSets).map(\.uid))
      for pod in pods where pod.metadata.labels["app"] == "web" {
        expect(
          sets.contains(ControllerReference(of: pod.fields)?.uid ?? ""),
          "\(pod.metadata.name ?? "") is of nobody")
      }
      return faults
    }
  }

  static let manifests = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      replicas: 3
      progressDeadlineSeconds: 30
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: main, image: v1}]}
    ---
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: db}
    spec:
      replicas: 2
      selector: {matchLabels: {app: db}}
      template:
        metadata: {labels: {app: db}}
        spec: {containers: [{name: main, image: v1}]}
    ---
    apiVersion: apps/v1
    kind: DaemonSet
    metadata: {name: agent}
    spec:
      selector: {matchLabels: {app: agent}}
      template:
        metadata: {labels: {app: agent}}
        spec: {containers: [{name: main, image: v1}]}
    """

  @Test(arguments: 0..<10) func whatIsWantedIsReached(block: Int) throws {
    for number in 0..<25 {
      let seed = UInt64(block * 25 + number + 1)
      let history = try History(seed: seed)
      for _ in 0..<30 { try history.step() }
      try history.finish()
      let faults = history.verify()
      #expect(faults.isEmpty, "seed \(seed): \(faults.prefix(4))")
    }
  }

  @Test func theSameSeedIsTheSameHistory() throws {
    func run() throws -> [Fields] {
      let history = try History(seed: 42)
      for _ in 0..<30 { try history.step() }
      try history.finish()
      let cluster = history.cluster
      return [.pods, .replicaSets, .deployments, .statefulSets, .daemonSets, .events].flatMap {
        cluster.objects($0)
      }
    }
    let first = try run()
    #expect(try first == run())
  }
}
