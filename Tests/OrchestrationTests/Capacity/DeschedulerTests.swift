// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Which pods each plugin evicts, on small clusters whose answers are worked out by hand.
@Suite struct DeschedulerTests {
  /// A cluster of ready nodes with pods that are on them, and a descheduler that has run once.
  private final class Rig {
    let cluster: TestCluster
    private let descheduler: Descheduler

    init() throws {
      cluster = try TestCluster()
      try cluster.user.create(.namespaces, ["metadata": ["name": "kube-system"]])
      descheduler = Descheduler(cluster.environment("descheduler"))
    }

    func node(
      _ name: String, cpu: String = "4", zone: String = "a", taints: String = "[]",
      labels: String = "{}"
    ) throws {
      var node = try TestCluster.fields(
        """
        metadata: {name: \(name), labels: \(labels)}
        spec: {taints: \(taints)}
        status:
          capacity: {cpu: "\(cpu)", memory: 16Gi, pods: "110"}
          allocatable: {cpu: "\(cpu)", memory: 16Gi, pods: "110"}
          conditions: [{type: Ready, status: "True"}]
        """)
      node.modify("metadata") { metadata in
        metadata.modify("labels") { labels in
          labels["kubernetes.io/hostname"] = .string(name)
          labels["topology.kubernetes.io/zone"] = .string(zone)
        }
      }
      // A server marks new nodes as not ready; here nobody takes that away.
      var created = try cluster.user.create(.nodes, node)
      created.modify("spec") { $0["taints"] = node["spec"]?[path: "taints"] }
      try cluster.user.update(.nodes, created)
    }

    /// A pod on a node: of a ReplicaSet, or of whatever `owner` says.
    func pod(
      _ name: String, on node: String, cpu: String = "100m", owner: String = "ReplicaSet",
      annotations: String = "{}", status: String = "{phase: Running}", more: String = ""
    ) throws {
      let owners =
        owner.isEmpty
        ? "[]" : "[{apiVersion: apps/v1, kind: \(owner), name: web, uid: web, controller: true}]"
      let object = try TestCluster.fields(
        """
        metadata:
          name: \(name)
          namespace: default
          labels: {app: web}
          annotations: \(annotations)
          ownerReferences: \(owners)
        spec:
          nodeName: \(node)
          containers:
            - {name: main, image: "example.org/web:1", resources: {requests: {cpu: \(cpu)}}}
        \(more)
        """)
      var created = try cluster.user.create(.pods, object)
      created["status"] = try TestCluster.fields("status: \(status)")["status"]
      try cluster.user.updateStatus(.pods, created)
    }

    /// Runs a policy once and says which pods are evicted.
    func run(_ plugins: String, evictor: String = "{}", more: String = "") throws -> [String] {
      var policy = """
        apiVersion: descheduler/v1alpha2
        kind: DeschedulerPolicy
        \(more)
        profiles:
          - name: test
            pluginConfig:
              - {name: DefaultEvictor, args: \(evictor)}

        """
      policy += plugins
      try cluster.user.create(
        .configMaps,
        [
          "metadata": ["name": "descheduler", "namespace": "kube-system"],
          "data": ["policy.yaml": .string(policy), "descheduling-interval": "1m"],
        ])
      descheduler.start()
      cluster.run(seconds: 61)
      let wrong = try cluster.events(of: "descheduler")
      #expect(wrong.isEmpty, "\(wrong)")
      let known = Set(names)
      return names.filter { isGone($0) || !known.contains($0) }
    }

    private(set) lazy var names: [String] =
      ((try? cluster.all(.pods, as: Pod.self)) ?? []).compactMap(\.metadata.name)

    private func isGone(_ name: String) -> Bool {
      guard let pod = try? cluster.object(.pods, name, as: Pod.self) else { return true }
      return pod.metadata.deletionTimestamp != nil
    }
  }

  /// The part of a policy that has one plugin on.
  private func plugin(_ name: String, args: String = "{}", at point: String) -> String {
    """
          - {name: \(name), args: \(args)}
        plugins:
          \(point): {enabled: [\(name)]}
    """
  }

  /// Four pods of one set on one of two nodes: two a node on average, so two go.
  @Test func duplicates() throws {
    let rig = try Rig()
    try rig.node("n1")
    try rig.node("n2")
    for number in 1...4 { try rig.pod("web-\(number)", on: "n1") }
    _ = rig.names
    #expect(try rig.run(plugin("RemoveDuplicates", at: "balance")).count == 2)
  }

  /// n1 has 90 % of its CPU requested, n2 0 %: what is above 50 % goes, which is 4 of 9 pods of 10 %.
  @Test func lowUtilization() throws {
    let rig = try Rig()
    try rig.node("n1")
    try rig.node("n2")
    for number in 1...9 { try rig.pod("web-\(number)", on: "n1", cpu: "400m") }
    _ = rig.names
    let args = "{thresholds: {cpu: 20}, targetThresholds: {cpu: 50}}"
    #expect(try rig.run(plugin("LowNodeUtilization", args: args, at: "balance")).count == 4)
  }

  /// n2 has 10 % requested, n1 60 %: n2 is emptied.
  @Test func highUtilization() throws {
    let rig = try Rig()
    try rig.node("n1")
    try rig.node("n2")
    for number in 1...6 { try rig.pod("web-\(number)", on: "n1", cpu: "400m") }
    try rig.pod("small", on: "n2", cpu: "400m")
    _ = rig.names
    let args = "{thresholds: {cpu: 20}}"
    #expect(try rig.run(plugin("HighNodeUtilization", args: args, at: "balance")) == ["small"])
  }

  /// The node of one pod has lost the label that it asks for; another node has it.
  @Test func nodeAffinity() throws {
    let rig = try Rig()
    try rig.node("n1", labels: "{disk: slow}")
    try rig.node("n2", labels: "{disk: fast}")
    try rig.pod("wrong", on: "n1", more: "  nodeSelector: {disk: fast}")
    try rig.pod("right", on: "n2", more: "  nodeSelector: {disk: fast}")
    try rig.pod("nowhere", on: "n1", more: "  nodeSelector: {disk: other}")
    _ = rig.names
    let args = "{nodeAffinityType: [requiredDuringSchedulingIgnoredDuringExecution]}"
    #expect(
      try rig.run(plugin("RemovePodsViolatingNodeAffinity", args: args, at: "deschedule"))
        == ["wrong"])
  }

  /// Two pods that do not bear each other share a node: one of them goes.
  @Test func antiAffinity() throws {
    let rig = try Rig()
    try rig.node("n1")
    try rig.node("n2")
    let more = """
        affinity:
          podAntiAffinity:
            requiredDuringSchedulingIgnoredDuringExecution:
              - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}
      """
    try rig.pod("one", on: "n1", more: more)
    try rig.pod("two", on: "n1", more: more)
    _ = rig.names
    #expect(
      try rig.run(plugin("RemovePodsViolatingInterPodAntiAffinity", at: "deschedule")).count == 1)
  }

  @Test func taints() throws {
    let rig = try Rig()
    try rig.node("n1", taints: "[{key: kept, effect: NoSchedule}]")
    try rig.pod("plain", on: "n1")
    try rig.pod("tolerant", on: "n1", more: "  tolerations: [{key: kept, operator: Exists}]")
    _ = rig.names
    #expect(
      try rig.run(plugin("RemovePodsViolatingNodeTaints", at: "deschedule")) == ["plain"])
  }

  /// 5 and 1 in two zones may differ by 1: two of the five go, for 3 and 3.
  @Test func spread() throws {
    let rig = try Rig()
    try rig.node("n1", zone: "a")
    try rig.node("n2", zone: "b")
    let more = """
        topologySpreadConstraints:
          - maxSkew: 1
            topologyKey: topology.kubernetes.io/zone
            whenUnsatisfiable: DoNotSchedule
            labelSelector: {matchLabels: {app: web}}
      """
    for number in 1...5 { try rig.pod("a\(number)", on: "n1", more: more) }
    try rig.pod("b1", on: "n2", more: more)
    _ = rig.names
    let gone = try rig.run(
      plugin("RemovePodsViolatingTopologySpreadConstraint", at: "balance"))
    #expect(gone.count == 2 && gone.allSatisfy { $0.hasPrefix("a") })
  }

  @Test func restarts() throws {
    let rig = try Rig()
    try rig.node("n1")
    for (name, count) in [("often", 7), ("seldom", 6)] {
      try rig.pod(
        name, on: "n1",
        status: """
          {phase: Running, containerStatuses: [{name: main, image: a, imageID: a, ready: true, restartCount: \(count), state: {running: {}}, lastState: {}}]}
          """)
    }
    _ = rig.names
    #expect(
      try rig.run(
        plugin(
          "RemovePodsHavingTooManyRestarts", args: "{podRestartThreshold: 7}", at: "deschedule"))
        == ["often"])
  }

  /// All pods are a minute old when the policy is carried out.
  @Test(arguments: [(30, 2), (90, 0)]) func lifeTime(_ seconds: Int, _ count: Int) throws {
    let rig = try Rig()
    try rig.node("n1")
    try rig.pod("one", on: "n1")
    try rig.pod("two", on: "n1")
    _ = rig.names
    let args = "{maxPodLifeTimeSeconds: \(seconds)}"
    #expect(try rig.run(plugin("PodLifeTime", args: args, at: "deschedule")).count == count)
  }

  @Test func failedPods() throws {
    let rig = try Rig()
    try rig.node("n1")
    try rig.pod("failed", on: "n1", status: "{phase: Failed, reason: NodeAffinity}")
    try rig.pod("evicted", on: "n1", status: "{phase: Failed, reason: Evicted}")
    try rig.pod("running", on: "n1")
    _ = rig.names
    #expect(
      try rig.run(plugin("RemoveFailedPods", args: "{reasons: [NodeAffinity]}", at: "deschedule"))
        == ["failed"])
  }

  /// Which of these the evictor lets go where all are too old.
  @Test(arguments: [
    ("{}", "", ["plain"]),
    ("{evictDaemonSetPods: true}", "", ["daemon", "plain"]),
    ("{evictLocalStoragePods: true}", "", ["local", "plain"]),
    ("{labelSelector: {matchLabels: {app: other}}}", "", []),
    ("{priorityThreshold: {value: 0}}", "", []),
    ("{minReplicas: 9}", "", []),
    ("{ignorePodsWithoutPDB: true}", "", []),
    // Nowhere else to go.
    ("{nodeFit: true}", "", []),
    ("{evictLocalStoragePods: true}", "maxNoOfPodsToEvictTotal: 1", ["local"]),
    ("{evictLocalStoragePods: true}", "maxNoOfPodsToEvictPerNode: 0", []),
    ("{evictLocalStoragePods: true}", "maxNoOfPodsToEvictPerNamespace: 0", []),
    ("{}", "nodeSelector: disk=fast", []),
  ])
  func evictor(_ args: String, _ limits: String, _ expected: [String]) throws {
    let rig = try Rig()
    try rig.node("n1")
    try rig.pod("bare", on: "n1", owner: "")
    try rig.pod("daemon", on: "n1", owner: "DaemonSet")
    try rig.pod("local", on: "n1", more: "  volumes: [{name: data, emptyDir: {}}]")
    try rig.pod("plain", on: "n1")
    _ = rig.names
    #expect(
      try rig.run(
        plugin("PodLifeTime", args: "{maxPodLifeTimeSeconds: 10}", at: "deschedule"),
        evictor: args, more: limits) == expected)
  }

  /// A budget that allows nothing keeps all pods.
  @Test func budgets() throws {
    let rig = try Rig()
    try rig.node("n1")
    try rig.pod("plain", on: "n1")
    try rig.cluster.apply(
      """
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: {name: web, namespace: default}
      spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
      """)
    _ = rig.names
    #expect(
      try rig.run(plugin("PodLifeTime", args: "{maxPodLifeTimeSeconds: 10}", at: "deschedule"))
        .isEmpty)
  }

  /// Three nodes with 1, 2 and 2 of pods that take a quarter of a node: two nodes are enough, and
  /// emptying the first takes one eviction.
  @Test func compaction() throws {
    let rig = try Rig()
    for name in ["n1", "n2", "n3"] { try rig.node(name) }
    try rig.pod("a1", on: "n1", cpu: "1")
    for name in ["b1", "b2"] { try rig.pod(name, on: "n2", cpu: "1") }
    for name in ["c1", "c2"] { try rig.pod(name, on: "n3", cpu: "1") }
    _ = rig.names
    #expect(try rig.run(plugin("CompactByPacking", at: "balance")) == ["a1"])
    let node = try #require(try rig.cluster.object(.nodes, "n1", as: Node.self))
    #expect(node.fields.taint(CompactByPacking.taint)?.effect == "PreferNoSchedule")
    let decision = try #require(
      try rig.cluster.user.list(.capacityDecisions, ListOptions()).items.first
        .flatMap { CapacityDecision($0) })
    #expect(decision.message == "3 nodes could be 2, at least 2; 1 evictions save 1 node")
    #expect(decision.nodes.filter(\.goes).map(\.node) == ["n1"])
  }

  /// Two nodes that are full cannot be one.
  @Test func nothingToCompact() throws {
    let rig = try Rig()
    for name in ["n1", "n2"] { try rig.node(name) }
    for number in 1...3 {
      try rig.pod("a\(number)", on: "n1", cpu: "1")
      try rig.pod("b\(number)", on: "n2", cpu: "1")
    }
    _ = rig.names
    #expect(try rig.run(plugin("CompactByPacking", at: "balance")).isEmpty)
  }

  @Test(arguments: [
    "profiles: [{name: a, plugins: {balance: {enabled: [PodLifeTime]}}}]",
    "profiles: [{name: a, plugins: {deschedule: {enabled: [Unknown]}}}]",
    "profiles: [{name: a, plugins: {deschedule: {enabled: [PodLifeTime]}}}]",
    "profiles: [{name: a, pluginConfig: [{name: DefaultEvictor, args: {nodeFits: true}}]}]",
    "apiVersion: descheduler/v1alpha1", "maxNoOfPodsToEvictTotal: many", "unknown: 1",
  ])
  func badPolicies(_ text: String) throws {
    let value = try YAMLReader.value(of: MemorySource(text))
    #expect(throws: FieldFault.self) {
      try DeschedulerPolicy(reading: DocumentField(value, at: ""))
    }
  }
}
