// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Servers, stores, zones and clocks that fail, and a control plane that goes on afterwards.
@Suite struct InfrastructureFaultTests {
  /// A cluster of three zones with all controllers, and a Deployment of six replicas.
  private final class World {
    let cluster: TestCluster
    let fleet: KubeletFleet
    let injector: FaultInjector
    let plane: ControlPlane

    init(writesHeartbeats: Bool = false, latency: Int64 = 0) throws {
      let cluster = try TestCluster()
      self.cluster = cluster
      func environment(_ name: String) -> ComponentEnvironment {
        ComponentEnvironment(
          client: cluster.machinery.client(named: name, latency: latency), clock: cluster.clock)
      }
      var configuration = KubeletConfiguration()
      if writesHeartbeats { configuration.heartbeat = .written }
      try cluster.user.create(.namespaces, ["metadata": ["name": "kube-node-lease"]])
      fleet = KubeletFleet(nodes: [], environment("kubelet"), configuration: configuration)
      plane = ControlPlane { environment($0) }
      plane.add(SchedulerComponent(environment("default-scheduler")))
      injector = FaultInjector(fleet, clock: cluster.clock, machinery: cluster.machinery)
      var pool = Scenario.NodePool(
        name: "node", count: 6,
        capacity: [
          "cpu": try Quantity("4"), "memory": try Quantity("8Gi"), "pods": try Quantity("110"),
        ])
      pool.zones = ["a", "b", "c"]
      for number in 1...6 { fleet.add(pool.node(number: number)).start() }
      plane.start()
      try cluster.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 6
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: "example.org/web:1"}]}
        """)
      cluster.run(seconds: 60)
    }

    func scale(_ replicas: Int64) throws {
      try cluster.user.patch(
        .deployments, ObjectKey(namespace: "default", name: "web"),
        .merge(["spec": ["replicas": .integer(replicas)]]))
    }

    /// How many replicas are available, and how many pods there are.
    func state() throws -> [Int] {
      let deployment = try cluster.object(.deployments, "web", as: Deployment.self)
      return [
        deployment?.status.availableReplicas ?? 0,
        try cluster.all(.pods, as: Pod.self).count,
      ]
    }

    func ready(_ node: String) throws -> String? {
      try cluster.user.get(.nodes, ObjectKey(name: node)).conditionStatus("Ready")
    }
  }

  @Test func everythingIsRefusedWhileTheServerIsAway() throws {
    let cluster = try TestCluster()
    let machinery = cluster.machinery
    var events: [WatchEvent] = []
    let watch = try cluster.user.watch(.pods, WatchOptions()) { events += $0 }
    let observer = machinery.client(named: "observer", seesOutages: false)
    var observed: [WatchEvent] = []
    let other = try observer.watch(.namespaces, WatchOptions(revision: 1)) { observed += $0 }
    machinery.stopServing()
    machinery.stopServing()
    cluster.run(seconds: 1)
    #expect(events.map(\.kind) == [.error])
    #expect(observed.isEmpty)
    let key = ObjectKey(name: "default")
    func refused(_ body: () throws -> Void) {
      do {
        try body()
        Issue.record("It is done.")
      } catch {
        #expect((error as? APIStatus)?.reason == .serviceUnavailable)
        #expect("\(error)".contains("connection refused"))
      }
    }
    let user = cluster.user
    refused { _ = try user.get(.namespaces, key) }
    refused { _ = try user.list(.pods, ListOptions()) }
    refused { _ = try user.watch(.pods, WatchOptions()) { _ in } }
    refused { _ = try user.create(.namespaces, ["metadata": ["name": "x"]]) }
    refused { _ = try user.update(.namespaces, ["metadata": ["name": "default"]]) }
    refused { _ = try user.patch(.namespaces, key, .merge(Fields())) }
    refused { _ = try user.delete(.namespaces, key, DeleteOptions()) }
    refused { try user.deleteCollection(.pods, ListOptions(), DeleteOptions()) }
    #expect((try? observer.get(.namespaces, key)) != nil)
    let revision = machinery.store.revision
    machinery.resumeServing()
    try cluster.user.create(.namespaces, ["metadata": ["name": "x"]])
    #expect(machinery.store.revision == revision + 1)
    cluster.run(seconds: 1)
    #expect(events.count == 1)
    #expect(observed.map(\.kind) == [.added])
    withExtendedLifetime((watch, other)) {}
  }

  /// An informer whose watch breaks off goes on from where it was, or lists everything where the
  /// history is gone; what it tells is the same.
  @Test(arguments: [false, true]) func informersGoOn(_ isCompacted: Bool) throws {
    let cluster = try TestCluster()
    final class Counting: ForwardingClient {
      var lists = 0
      override func list(
        _ type: ResourceType, _ options: ListOptions
      ) throws(APIStatus) -> ObjectList {
        lists += 1
        return try base.list(type, options)
      }
    }
    let client = Counting(cluster.user)
    let other = cluster.machinery.client(named: "other", seesOutages: false)
    let informer = Informer(.configMaps, client: client, clock: cluster.clock)
    var told: [String] = []
    let handler = informer.addHandler { change in
      switch change {
      case .added(let key, _): told.append("+\(key.name)")
      case .changed(let key, _, _): told.append("~\(key.name)")
      case .removed(let key, _): told.append("-\(key.name)")
      }
    }
    informer.start()
    try cluster.apply(
      """
      --- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}
      """)
    cluster.run(seconds: 1)
    cluster.machinery.stopServing()
    cluster.run(seconds: 3)
    _ = try other.delete(
      .configMaps, ObjectKey(namespace: "default", name: "a"), DeleteOptions())
    try other.patch(
      .configMaps, ObjectKey(namespace: "default", name: "b"), .merge(["data": ["x": "y"]]))
    try other.create(.configMaps, ["metadata": ["name": "c"]])
    cluster.run(seconds: 3)
    cluster.machinery.resumeServing(isCompacted: isCompacted)
    cluster.run(seconds: 30)
    #expect(told.prefix(2) == ["+a", "+b"])
    #expect(told.dropFirst(2).sorted() == ["+c", "-a", "~b"].sorted())
    #expect(client.lists == (isCompacted ? 2 : 1))
    #expect(informer.keys.map(\.name) == ["b", "c"])
    withExtendedLifetime(handler) {}
  }

  @Test(arguments: [
    (false, false, Int64(0)), (true, false, 0), (false, true, 0), (true, true, 50_000),
  ])
  func theControlPlaneGoesOnAfterARestart(
    _ isCompacted: Bool, _ writesHeartbeats: Bool, _ latency: Int64
  ) throws {
    let world = try World(writesHeartbeats: writesHeartbeats, latency: latency)
    #expect(try world.state() == [6, 6])
    try world.scale(9)
    world.injector.restartServer(downFor: 30_000_000, isCompacted: isCompacted)
    world.cluster.run(seconds: 10)
    // Containers and kubelets go on meanwhile; a machine is lost for good.
    world.fleet["node-1"]?.machine.crash()
    world.cluster.run(seconds: 25)
    try world.scale(8)
    world.cluster.run(seconds: 900)
    #expect(try world.state()[0] == 8)
    #expect(try world.ready("node-1") == "Unknown")
    world.fleet["node-1"]?.machine.boot()
    world.cluster.run(seconds: 120)
    #expect(try world.state() == [8, 8])
    #expect(try world.ready("node-1") == "True")
    for number in 2...6 { #expect(try world.ready("node-\(number)") == "True") }
  }

  /// A second outage while there is one makes it longer.
  @Test func outagesOverlap() throws {
    let world = try World()
    world.injector.restartServer(downFor: 30_000_000)
    world.cluster.run(seconds: 20)
    world.injector.restartServer(downFor: 30_000_000)
    world.cluster.run(seconds: 20)
    #expect(!world.cluster.machinery.isServing)
    world.cluster.run(seconds: 11)
    #expect(world.cluster.machinery.isServing)
  }

  @Test func aFullStoreIsReadAndNotWritten() throws {
    let world = try World()
    let user = world.cluster.user
    let machinery = world.cluster.machinery
    world.injector.fillStore(for: 120_000_000, isCompacted: true)
    let revision = machinery.store.revision
    do {
      try world.scale(9)
      Issue.record("It is written.")
    } catch {
      #expect("\(error)" == "etcdserver: mvcc: database space exceeded")
    }
    #expect(throws: APIStatus.self) {
      try user.create(.namespaces, ["metadata": ["name": "x"]])
    }
    world.fleet["node-1"]?.machine.crash()
    world.cluster.run(seconds: 100)
    #expect(machinery.store.revision == revision)
    #expect(try user.list(.pods, ListOptions()).items.count == 6)
    world.cluster.run(seconds: 21)
    try world.scale(9)
    world.cluster.run(seconds: 900)
    #expect(try world.state()[0] == 9)
    #expect(try world.ready("node-1") == "Unknown")
    world.fleet["node-1"]?.machine.boot()
    world.cluster.run(seconds: 120)
    #expect(try world.state() == [9, 9])
    // The history was given up for the room.
    #expect(throws: StoreError.self) { try machinery.store.changes(.pods, after: 1) }
  }

  /// What is deleted at once can be deleted from a full store.
  @Test func aFullStoreTakesDeletions() throws {
    let cluster = try TestCluster()
    try cluster.apply("--- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}")
    cluster.machinery.fillStore()
    let key = ObjectKey(namespace: "default", name: "a")
    _ = try cluster.user.delete(.configMaps, key, DeleteOptions())
    #expect(try cluster.user.find(.configMaps, key) == nil)
    cluster.machinery.freeStore()
    try cluster.apply("--- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}")
  }

  @Test func aZoneThatIsCutOff() throws {
    let world = try World()
    world.injector.partitionZones(GlobPattern("a"), for: 600_000_000)
    world.cluster.run(seconds: 90)
    for number in 1...6 {
      let wanted = number % 3 == 1 ? "Unknown" : "True"
      #expect(try world.ready("node-\(number)") == wanted, "node-\(number)")
    }
    world.cluster.run(seconds: 450)
    #expect(try world.state()[0] == 6)
    // Two partitions at once end with the later one.
    world.injector.partitionNodes(GlobPattern("node-1"), for: 300_000_000)
    world.cluster.run(seconds: 200)
    #expect(try world.ready("node-4") == "True")
    #expect(try world.ready("node-1") == "Unknown")
    world.cluster.run(seconds: 400)
    #expect(try world.ready("node-1") == "True")
    #expect(try world.state() == [6, 6])
  }

  @Test(arguments: [Int64(3_600), 600, 30, -10, -30, -300, -3_600], [false, true])
  func clocksThatAreOff(_ seconds: Int64, _ writesHeartbeats: Bool) throws {
    let world = try World(writesHeartbeats: writesHeartbeats)
    world.injector.skewClocks(GlobPattern("node-2"), by: seconds * 1_000_000)
    try world.scale(12)
    world.cluster.run(seconds: 600)
    #expect(try world.state() == [12, 12])
    for number in 1...6 { #expect(try world.ready("node-\(number)") == "True") }
    let events = try world.cluster.all(.events, as: Event.self)
    #expect(!events.contains { $0.fields["reason"]?.string == "NodeNotReady" })
    // Pods that began there say when, by that clock.
    let now = world.cluster.clock.now.microseconds
    for pod in try world.cluster.user.list(.pods, ListOptions()).items
    where pod.boundNode == "node-2" {
      let created = pod.metadata.moment("creationTimestamp")?.microseconds ?? 0
      guard now - created < 620_000_000,
        let start = pod.observed.moment("startTime")?.microseconds
      else { continue }
      #expect(abs(start - created - seconds * 1_000_000) <= 5_000_000)
    }
    let lease = try world.cluster.user.get(
      .leases, ObjectKey(namespace: "kube-node-lease", name: "node-2"))
    let renewed = lease.wanted.moment("renewTime")?.microseconds ?? 0
    #expect(abs(renewed - now - seconds * 1_000_000) <= 11_000_000)
    // One that is lost is noticed within a minute, whatever its lease says.
    world.fleet["node-2"]?.machine.crash()
    world.cluster.run(seconds: 70)
    #expect(try world.ready("node-2") == "Unknown")
    world.fleet["node-2"]?.machine.boot()
    world.cluster.run(seconds: 60)
    #expect(try world.ready("node-2") == "True")
    world.injector.skewClocks(GlobPattern("node-2"), by: 0)
    world.cluster.run(seconds: 120)
    #expect(try world.ready("node-2") == "True")
  }

  @Test func faultsFromFiles() throws {
    let documents = try BehaviorDocuments(
      reading: """
        --- {apiVersion: stevedore.dev/v1, kind: Fault, spec: {type: ZonePartition, zone: a, for: 5m}}
        ---
        {apiVersion: stevedore.dev/v1, kind: Fault, spec: {type: ClockSkew, node: x, by: 5m, behind: true}}
        ---
        {apiVersion: stevedore.dev/v1, kind: Fault, spec: {type: APIServerRestart, for: 1m, compacted: true, after: 2s}}
        ---
        {apiVersion: stevedore.dev/v1, kind: Fault, spec: {type: FullStore}}
        """, name: "faults.yaml")
    #expect(
      documents.faults == [
        Fault(.zonePartition(zone: GlobPattern("a"), duration: 300_000_000)),
        Fault(.clockSkew(node: GlobPattern("x"), offset: -300_000_000, duration: nil)),
        Fault(.serverRestart(downFor: 60_000_000, isCompacted: true), after: 2_000_000),
        Fault(.fullStore(duration: nil, isCompacted: false)),
      ])
    #expect(throws: ReadingError.self) {
      try BehaviorDocuments(
        reading:
          "--- {apiVersion: stevedore.dev/v1, kind: Fault, spec: {type: ClockSkew, node: x}}",
        name: "faults.yaml")
    }
  }
}
