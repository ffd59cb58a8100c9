// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// What the rules of a cluster change in objects and refuse.
@Suite struct AdmissionTests {
  let cluster: TestCluster

  init() throws { cluster = try TestCluster() }

  /// A pod of one container, with a part of its spec and the resources of the container.
  func pod(
    _ name: String, spec: String = "{}", resources: String = "{}"
  ) throws -> Fields {
    var spec = try TestCluster.fields(spec)
    spec["containers"] = [
      [
        "name": "main", "image": "nginx:1",
        "resources": .object(try TestCluster.fields(resources)),
      ]
    ]
    return ["metadata": ["name": .string(name)], "spec": .object(spec)]
  }

  func message(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return (error as? APIStatus)?.message
    }
  }

  @Test func classesOfPriorityAreNumbers() throws {
    try cluster.apply(
      """
      apiVersion: scheduling.k8s.io/v1
      kind: PriorityClass
      metadata: {name: high}
      value: 1000
      preemptionPolicy: Never
      """)
    let high = try cluster.user.create(.pods, pod("a", spec: "{priorityClassName: high}"))
    #expect(high["spec"]?[path: "priority"] == 1_000)
    #expect(high["spec"]?[path: "preemptionPolicy"] == "Never")
    let system = try cluster.user.create(
      .pods, pod("b", spec: "{priorityClassName: system-node-critical}"))
    #expect(system["spec"]?[path: "priority"] == 2_000_001_000)
    #expect(
      message { try cluster.user.create(.pods, pod("c", spec: "{priorityClassName: none}")) }
        == "pods \"c\" is forbidden: no PriorityClass with name none was found")
    #expect(
      message { try cluster.user.create(.pods, pod("c", spec: "{priority: 7}")) }
        == "pods \"c\" is forbidden: the integer value of priority (7) must not be provided in pod "
        + "spec; priority admission controller computed 0 from the given PriorityClass name")
  }

  @Test func theClassForAllIsGivenToPodsWithoutOne() throws {
    let yaml = """
      apiVersion: scheduling.k8s.io/v1
      kind: PriorityClass
      metadata: {name: usual}
      value: 5
      globalDefault: true
      """
    try cluster.apply(yaml)
    let created = try cluster.user.create(.pods, pod("a"))
    #expect(created["spec"]?[path: "priorityClassName"] == "usual")
    #expect(created["spec"]?[path: "priority"] == 5)
    #expect(
      message {
        try cluster.user.create(
          .priorityClasses,
          ["metadata": ["name": "other"], "value": 1, "globalDefault": true])
      }
        == "priorityclasses.scheduling.k8s.io \"other\" is forbidden: PriorityClass usual is already "
        + "marked as default. Only one default can exist")
    try cluster.user.deleteIfPresent(.priorityClasses, ObjectKey(name: "usual"))
    let later = try cluster.user.create(.pods, pod("b"))
    #expect(later["spec"]?[path: "priority"] == 0)
  }

  @Test func limitRangesGiveAndForbid() throws {
    try cluster.apply(
      """
      apiVersion: v1
      kind: LimitRange
      metadata: {name: range}
      spec:
        limits:
        - {type: Container, default: {cpu: 500m}, defaultRequest: {cpu: 100m}, max: {cpu: "1"}}
        - {type: Pod, max: {memory: 1Gi}}
      """)
    let limited = "{limits: {memory: 128Mi}}"
    let created = try cluster.user.create(.pods, pod("a", resources: limited))
    let container = created["spec"]?[path: "containers"]?.array?.first
    #expect(
      container?[path: "resources"] == [
        "limits": ["memory": "128Mi", "cpu": "500m"],
        "requests": ["memory": "128Mi", "cpu": "100m"],
      ])
    #expect(
      created.metadata["annotations"] == [
        "kubernetes.io/limit-ranger":
          "LimitRanger plugin set: cpu request for container main; cpu limit for container main"
      ])
    #expect(
      message {
        try cluster.user.create(
          .pods, pod("b", resources: "{limits: {cpu: 2, memory: 1Mi}, requests: {cpu: 100m}}"))
      }
        == "pods \"b\" is forbidden: maximum cpu usage per Container is 1, but limit is 2")
    #expect(
      message {
        try cluster.user.create(
          .pods, pod("b", resources: "{limits: {cpu: 2, memory: 2Gi}}"))
      }
        == "pods \"b\" is forbidden: [maximum cpu usage per Container is 1, but limit is 2, "
        + "maximum memory usage per Pod is 1Gi, but limit is 2Gi]")
  }

  @Test func quotasAreChargedAndRefuse() throws {
    try cluster.apply(
      """
      apiVersion: v1
      kind: ResourceQuota
      metadata: {name: q}
      spec: {hard: {cpu: "2", pods: "3", count/configmaps: "1"}}
      """)
    let one = "{requests: {cpu: 1}}"
    #expect(
      message { try cluster.user.create(.pods, pod("a", resources: one)) }
        == "pods \"a\" is forbidden: status unknown for quota: q, resources: cpu,pods")
    let key = ObjectKey(namespace: "default", name: "q")
    var quota = try cluster.user.get(.resourceQuotas, key)
    quota["status"] = [
      "hard": quota["spec"]?[path: "hard"] ?? nil,
      "used": ["cpu": "0", "pods": "0", "count/configmaps": "0"],
    ]
    try cluster.user.updateStatus(.resourceQuotas, quota)
    #expect(
      message { try cluster.user.create(.pods, pod("a")) }
        == "pods \"a\" is forbidden: failed quota: q: must specify cpu for: main")
    for name in ["a", "b"] { try cluster.user.create(.pods, pod(name, resources: one)) }
    #expect(
      message { try cluster.user.create(.pods, pod("x", resources: one)) }
        == "pods \"x\" is forbidden: exceeded quota: q, requested: cpu=1, used: cpu=2, limited: "
        + "cpu=2")
    try cluster.user.create(.configMaps, ["metadata": ["name": "one"]])
    #expect(
      message { try cluster.user.create(.configMaps, ["metadata": ["name": "two"]]) }
        == "configmaps \"two\" is forbidden: exceeded quota: q, requested: count/configmaps=1, "
        + "used: count/configmaps=1, limited: count/configmaps=1")
    let used = try cluster.user.get(.resourceQuotas, key)["status"]?[path: "used"]
    #expect(used == ["cpu": "2", "pods": "2", "count/configmaps": "1"])
  }

  @Test func quotasWithScopesCountSomePods() throws {
    try cluster.apply(
      """
      apiVersion: v1
      kind: ResourceQuota
      metadata: {name: high}
      spec:
        hard: {pods: "0"}
        scopeSelector:
          matchExpressions: [{scopeName: PriorityClass, operator: In, values: [high]}]
      ---
      apiVersion: scheduling.k8s.io/v1
      kind: PriorityClass
      metadata: {name: high}
      value: 1
      """)
    let key = ObjectKey(namespace: "default", name: "high")
    var quota = try cluster.user.get(.resourceQuotas, key)
    quota["status"] = ["hard": ["pods": "0"], "used": ["pods": "0"]]
    try cluster.user.updateStatus(.resourceQuotas, quota)
    try cluster.user.create(.pods, pod("a"))
    #expect(
      message { try cluster.user.create(.pods, pod("b", spec: "{priorityClassName: high}")) }
        == "pods \"b\" is forbidden: exceeded quota: high, requested: pods=1, used: pods=0, "
        + "limited: pods=0")
  }

  @Test func runtimeClassesHaveOverhead() throws {
    try cluster.apply(
      """
      apiVersion: node.k8s.io/v1
      kind: RuntimeClass
      metadata: {name: vm}
      handler: vm
      overhead: {podFixed: {memory: 64Mi}}
      scheduling: {nodeSelector: {vm: "true"}}
      """)
    let created = try cluster.user.create(.pods, pod("a", spec: "{runtimeClassName: vm}"))
    #expect(created["spec"]?[path: "overhead"] == ["memory": "64Mi"])
    #expect(created["spec"]?[path: "nodeSelector"] == ["vm": "true"])
    #expect(
      message { try cluster.user.create(.pods, pod("b", spec: "{runtimeClassName: none}")) }
        == "pods \"b\" is forbidden: pod rejected: RuntimeClass \"none\" not found")
  }

  @Test func newNodesTakeNoPodsYet() throws {
    let node = try cluster.user.create(
      .nodes,
      ["metadata": ["name": "n"], "status": ["capacity": ["cpu": "4"]]])
    #expect(
      node["spec"]?[path: "taints"] == [
        ["key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"]
      ])
    #expect(node["status"]?[path: "allocatable"] == ["cpu": "4"])
  }

  @Test func claimsWithoutAClassGetTheUsualOne() throws {
    func claim(_ name: String) -> Fields {
      [
        "metadata": ["name": .string(name)],
        "spec": [
          "accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]],
        ],
      ]
    }
    let before = try cluster.user.create(.persistentVolumeClaims, claim("a"))
    #expect(before["spec"]?[path: "storageClassName"] == nil)
    try cluster.apply(
      """
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: fast
        annotations: {storageclass.kubernetes.io/is-default-class: "true"}
      provisioner: example.com/fast
      """)
    let after = try cluster.user.create(.persistentVolumeClaims, claim("b"))
    #expect(after["spec"]?[path: "storageClassName"] == "fast")
  }
}
