// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite struct ResourceQuotaControllerTests {
  let cluster: TestCluster
  let controller: ResourceQuotaController

  init() throws {
    cluster = try TestCluster()
    controller = ResourceQuotaController(cluster.repeatingEnvironment("resourcequota-controller"))
  }

  func makeQuota(_ hard: [String], _ spec: Fields = [:], named name: String = "quota") throws {
    var spec = spec
    spec["hard"] = .object(Fields(hard.map { ($0, "1000") }))
    try cluster.user.create(
      .resourceQuotas, ["metadata": ["name": .string(name)], "spec": .object(spec)])
  }

  func used(_ name: String = "quota") throws -> [String: String] {
    let quota = try cluster.user.get(
      .resourceQuotas, ObjectKey(namespace: "default", name: name))
    #expect(quota.observed["hard"] == quota.wanted["hard"])
    return quota.observed["used"].flatMap { [String: String]($0) } ?? [:]
  }

  func makePods() throws {
    try cluster.apply(
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        priorityClassName: high
        overhead: {cpu: 100m}
        initContainers:
        - {name: init, image: i, resources: {requests: {cpu: 2, memory: 100Mi}}}
        - {name: side, image: i, restartPolicy: Always, resources: {requests: {cpu: 250m}}}
        containers:
        - {name: a, image: i, resources: {requests: {cpu: 500m, memory: 1Gi}, limits: {memory: 2Gi}}}
        - {name: b, image: i, resources: {limits: {cpu: 1, memory: 512Mi, example.com/gpu: 2}}}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: plain}
      spec:
        activeDeadlineSeconds: 100
        containers: [{name: a, image: i}]
      """)
  }

  @Test func podsAreAddedUp() throws {
    controller.start()
    try makeQuota([
      "pods", "count/pods", "cpu", "requests.cpu", "limits.cpu", "memory", "requests.memory",
      "limits.memory", "requests.example.com/gpu",
    ])
    try makePods()
    cluster.run(seconds: 1)
    #expect(
      try used() == [
        "pods": "2", "count/pods": "2", "cpu": "2100m", "requests.cpu": "2100m",
        "limits.cpu": "1100m", "memory": "1536Mi", "requests.memory": "1536Mi",
        "limits.memory": "2560Mi", "requests.example.com/gpu": "2",
      ])
    try cluster.user.change(
      .pods, ObjectKey(namespace: "default", name: "web"), uid: nil, subresource: .status
    ) { pod in
      pod.modify("status") { $0["phase"] = "Succeeded" }
      return true
    }
    cluster.run(seconds: 1)
    // A pod that has ended is only counted.
    #expect(try used()["pods"] == "1")
    #expect(try used()["count/pods"] == "2")
    #expect(try used()["cpu"] == "0")
    try cluster.user.deleteIfPresent(.pods, ObjectKey(namespace: "default", name: "plain"))
    cluster.run(seconds: 1)
    #expect(try used()["pods"] == "0")
    #expect(try used()["count/pods"] == "1")
  }

  @Test(
    arguments: [
      (["Terminating"], [], "1"), (["NotTerminating"], [], "1"), (["BestEffort"], [], "1"),
      (["NotBestEffort"], [], "1"), (["NotBestEffort", "Terminating"], [], "0"),
      ([], [("PriorityClass", "In", ["high", "low"])], "1"),
      ([], [("PriorityClass", "In", ["low"])], "0"),
      ([], [("PriorityClass", "NotIn", ["high"])], "1"),
      ([], [("PriorityClass", "Exists", [])], "1"),
      ([], [("PriorityClass", "DoesNotExist", [])], "1"),
      (["CrossNamespacePodAffinity"], [], "0"), ([], [], "2"),
    ] as [([String], [(String, String, [String])], String)])
  func scopesSelectPods(
    _ scopes: [String], _ expressions: [(String, String, [String])], _ expected: String
  ) throws {
    controller.start()
    try makePods()
    var spec: Fields = [:]
    if !scopes.isEmpty { spec["scopes"] = scopes.value }
    if !expressions.isEmpty {
      spec["scopeSelector"] = [
        "matchExpressions": .array(
          expressions.map {
            ["scopeName": .string($0.0), "operator": .string($0.1), "values": $0.2.value]
          })
      ]
    }
    try makeQuota(["pods"], spec)
    cluster.run(seconds: 1)
    #expect(try used() == ["pods": expected])
  }

  @Test func otherObjectsAreCounted() throws {
    try cluster.apply(
      """
      apiVersion: v1
      kind: Service
      metadata: {name: a}
      spec: {type: LoadBalancer, ports: [{port: 80}, {port: 443}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: b}
      spec: {type: NodePort, ports: [{port: 80}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: c}
      spec: {ports: [{port: 80}]}
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: d}
      spec: {storageClassName: fast, resources: {requests: {storage: 10Gi}}}
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: e}
      spec: {resources: {requests: {storage: 5Gi}}}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: f}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: g}
      """)
    controller.start()
    try makeQuota([
      "services", "services.loadbalancers", "services.nodeports", "persistentvolumeclaims",
      "requests.storage", "fast.storageclass.storage.k8s.io/requests.storage",
      "fast.storageclass.storage.k8s.io/persistentvolumeclaims", "configmaps",
      "count/configmaps", "count/deployments.apps", "resourcequotas", "secrets",
    ])
    cluster.run(seconds: 1)
    #expect(
      try used() == [
        "services": "3", "services.loadbalancers": "1", "services.nodeports": "3",
        "persistentvolumeclaims": "2", "requests.storage": "15Gi",
        "fast.storageclass.storage.k8s.io/requests.storage": "10Gi",
        "fast.storageclass.storage.k8s.io/persistentvolumeclaims": "1", "configmaps": "1",
        "count/configmaps": "1", "count/deployments.apps": "1", "resourcequotas": "1",
        "secrets": "0",
      ])
  }

  @Test func podsThatShouldBeGoneDoNotCount() throws {
    controller.start()
    try makeQuota(["pods"])
    try cluster.apply(
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec: {nodeName: node, terminationGracePeriodSeconds: 20, containers: [{name: a, image: i}]}
      """)
    try cluster.user.deleteIfPresent(.pods, ObjectKey(namespace: "default", name: "web"))
    cluster.run(seconds: 39)
    #expect(try used() == ["pods": "1"])
    cluster.run(seconds: 2)
    #expect(try used() == ["pods": "0"])
  }

  /// Random objects and restarts: in the end the status is what a plain count of everything says.
  @Test(arguments: 1...20)
  func whatIsKeptIsWhatThereIs(_ seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    try cluster.user.create(.namespaces, ["metadata": ["name": "other"]])
    controller.start()
    try makeQuota(["pods", "cpu", "count/configmaps"])
    for index in 0..<60 {
      let namespace: Value = random.below(4) == 0 ? "other" : "default"
      let metadata: Value = ["name": .string("object-\(index)"), "namespace": namespace]
      switch random.below(6) {
      case 0: try cluster.user.create(.configMaps, ["metadata": metadata])
      case 1, 2:
        let requests: Value = ["cpu": .string("\(100 * (1 + random.below(3)))m")]
        try cluster.user.create(
          .pods,
          [
            "metadata": metadata,
            "spec": [
              "containers": [
                ["name": "a", "image": "i", "resources": ["requests": requests]]
              ]
            ],
          ])
      case 3:
        let type: ResourceType = random.below(2) == 0 ? .pods : .configMaps
        let all = try cluster.user.list(type, ListOptions()).items
        if !all.isEmpty {
          try cluster.user.deleteIfPresent(type, ObjectKey(all[random.below(all.count)]))
        }
      case 4:
        controller.stop()
        if random.below(2) == 0 { cluster.run(seconds: 1) }
        controller.start()
      default: cluster.run(seconds: Double(random.below(300)) / 1_000)
      }
    }
    cluster.run(seconds: 1)
    let options = ListOptions(namespace: "default")
    let pods = try cluster.user.list(.pods, options).items
    let milli = pods.map { pod in
      Pod(fields: pod).spec.containers.reduce(Int64(0)) { sum, container in
        sum + ((try? container.resources.requests["cpu"]?.value(in: .milli)) ?? 0)
      }
    }.reduce(0, +)
    #expect(
      try used() == [
        "pods": String(pods.count), "cpu": QuantityUnit.milli.format(milli),
        "count/configmaps": String(try cluster.user.list(.configMaps, options).items.count),
      ])
  }
}
