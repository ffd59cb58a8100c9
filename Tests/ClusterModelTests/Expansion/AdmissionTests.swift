// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Pods are filled in as a server does")
struct AdmissionTests {
  private static let range = """
    ---
    apiVersion: v1
    kind: LimitRange
    metadata: {name: usual, namespace: test}
    spec:
      limits:
      - type: Container
        default: {cpu: 500m}
        defaultRequest: {cpu: 100m, memory: 64Mi}
        max: {memory: 1Gi}

    """

  private func requests(_ yaml: String, _ options: ExpansionOptions = ExpansionOptions()) throws
    -> [String: String]
  {
    let pod = try #require(try objects(yaml).expanded(options).objects.pods.first)
    return pod.spec.containers[0].resources.requests.mapValues(\.description)
  }

  @Test("a limit is the request of what has none")
  func limits() throws {
    let resources = ", resources: {requests: {cpu: 100m}, limits: {cpu: 1, memory: 1Gi}}"
    let yaml = workload("Pod", "a", container: resources)
    #expect(try requests(yaml) == ["cpu": "100m", "memory": "1Gi"])
    let whole = workload(
      "Pod", "a", template: ", resources: {limits: {cpu: 2}}")
    let pod = try objects(whole).expanded().objects.pods[0]
    #expect(pod.spec.resources?.requests["cpu"]?.description == "2")
  }

  @Test("a LimitRange gives what is missing, in its namespace, before anything is called missing")
  func limitRange() throws {
    let yaml = Self.range + workload("Deployment", "a", spec: ", replicas: 2")
    let expansion = try objects(yaml).expanded()
    let resources = expansion.objects.pods[0].spec.containers[0].resources
    #expect(resources.requests.mapValues(\.description) == ["cpu": "100m", "memory": "64Mi"])
    #expect(resources.limits.mapValues(\.description) == ["cpu": "500m", "memory": "1Gi"])
    #expect(
      expansion.texts(.limitRangeDefault) == [
        "2 containers got requests or limits from the LimitRange usual"
      ])
    #expect(expansion.texts(.missingRequest).isEmpty)
    let elsewhere = Self.range.replacing("namespace: test", with: "namespace: other")
    #expect(try requests(elsewhere + workload("Pod", "a")).isEmpty)
    let taken = workload("Pod", "a", metadata: ", uid: x")
    #expect(try requests(Self.range + taken).isEmpty)
  }

  @Test(
    "what a LimitRange forbids is stated",
    arguments: [
      (
        "Container", "max: {memory: 1Gi}", "requests: {memory: 2Gi}",
        "more than 1Gi of memory is allowed"
      ),
      (
        "Pod", "max: {memory: 1Gi}", "requests: {memory: 1Gi}",
        "a limit of memory of at most 1Gi is needed"
      ),
      ("Pod", "min: {cpu: 1}", "requests: {cpu: 999m}", "less than 1 of cpu is requested"),
      ("Pod", "min: {cpu: 1}", "requests: {memory: 1}", "at least 1 of cpu has to be requested"),
      (
        "Container", "maxLimitRequestRatio: {cpu: 2}", "requests: {cpu: 400m}, limits: {cpu: 1}",
        "the limit of cpu is more than 2 times the request"
      ),
    ])
  func breaches(_ type: String, _ rule: String, _ resources: String, _ breach: String) throws {
    let range = """
      ---
      apiVersion: v1
      kind: LimitRange
      metadata: {name: tight, namespace: test}
      spec: {limits: [{type: \(type), \(rule)}]}

      """
    let pod = workload("Pod", "a", container: ", resources: {\(resources)}")
    let texts = try objects(range + pod).expanded().texts(.limitRangeViolated)
    #expect(texts.count == 1 && texts[0].hasSuffix("which a server would refuse: " + breach))
  }

  @Test("missing requests are counted, and never silently nothing")
  func missingRequests() throws {
    let yaml =
      workload("Deployment", "a", spec: ", replicas: 3")
      + workload("Pod", "b", container: ", resources: {requests: {cpu: 1}}")
    let stated = try objects(yaml).expanded()
    #expect(
      stated.texts(.missingRequest) == [
        "3 containers have no cpu request; each counts as requesting nothing",
        "4 containers have no memory request; each counts as requesting nothing",
      ])
    #expect(stated.assumptions.first { $0.kind == .missingRequest }?.count == 3)
    let options = ExpansionOptions(
      defaultRequests: ["cpu": try Quantity("100m"), "memory": try Quantity("128Mi")])
    let given = try objects(yaml).expanded(options)
    #expect(
      given.texts(.missingRequest) == [
        "3 containers have no cpu request; each is given 100m",
        "4 containers have no memory request; each is given 128Mi",
      ])
    let requests = given.objects.pods.map {
      $0.spec.containers[0].resources.requests.mapValues(\.description)
    }
    #expect(requests[0] == ["cpu": "1", "memory": "128Mi"])
    #expect(requests[1] == ["cpu": "100m", "memory": "128Mi"])
  }

  @Test("explicit zeros and requests of the whole pod are not missing")
  func notMissing() throws {
    let zero = workload("Pod", "a", container: ", resources: {requests: {cpu: 0, memory: 0}}")
    #expect(try objects(zero).expanded().texts(.missingRequest).isEmpty)
    let whole = workload("Pod", "a", template: ", resources: {requests: {cpu: 1, memory: 1Gi}}")
    #expect(try objects(whole).expanded().texts(.missingRequest).isEmpty)
    let ended = workload("Pod", "a") + "status: {phase: Succeeded}\n"
    #expect(try objects(ended).expanded().texts(.missingRequest).isEmpty)
  }

  private static func priorityClass(_ name: String, _ priority: Int, _ more: String = "") -> String
  {
    """
    ---
    apiVersion: scheduling.k8s.io/v1
    kind: PriorityClass
    metadata: {name: \(name)}
    value: \(priority)
    \(more)

    """
  }

  @Test("a class gives its priority, and one of them to those without")
  func priorities() throws {
    let yaml =
      Self.priorityClass("high", 1_000, "preemptionPolicy: Never")
      + Self.priorityClass("usual", 7, "globalDefault: true")
      + workload("Pod", "a", template: ", priorityClassName: high") + workload("Pod", "b")
      + workload("Pod", "c", template: ", priorityClassName: system-node-critical")
      + workload("Pod", "d", template: ", priority: 5")
    let specs = try objects(yaml).expanded().objects.pods.map(\.spec)
    #expect(specs.map(\.priority) == [1_000, 7, 2_000_001_000, 5])
    #expect(
      specs.map(\.preemptionPolicy) == [
        "Never", "PreemptLowerPriority", "PreemptLowerPriority", nil,
      ])
    #expect(specs[1].priorityClassName == "usual")
    #expect(try objects(workload("Pod", "a")).expanded().objects.pods[0].spec.priority == 0)
  }

  @Test("a class that is not there is an error, unless another pod tells its priority")
  func unknownClass() throws {
    let pod = workload("Deployment", "a", template: ", priorityClassName: gold")
    let error = #expect(throws: ExpansionError.self) { try objects(pod).expanded() }
    #expect(
      error?.description == """
        Deployment test/a: field 'spec.priorityClassName': found 'gold', expected one of \
        system-cluster-critical, system-node-critical
        Maybe add the PriorityClass to the input.
        """)
    let other = workload(
      "Pod", "b", template: ", priorityClassName: gold, priority: 9", metadata: ", uid: b")
    let pods = try objects(pod + other).expanded().objects.pods
    #expect(pods.map(\.spec.priority) == [9, 9])
  }

  @Test("a RuntimeClass gives its overhead and its nodes")
  func runtimeClass() throws {
    let runtime = """
      ---
      apiVersion: node.k8s.io/v1
      kind: RuntimeClass
      metadata: {name: kata}
      handler: kata
      overhead: {podFixed: {cpu: 250m}}
      scheduling: {nodeSelector: {kata: 'yes'}, tolerations: [{key: kata, operator: Exists}]}

      """
    let pod = workload("Pod", "a", template: ", runtimeClassName: kata")
    let spec = try objects(runtime + pod).expanded().objects.pods[0].spec
    #expect(spec.overhead["cpu"]?.description == "250m")
    #expect(spec.nodeSelector == ["kata": "yes"])
    #expect(spec.tolerations.map(\.key).contains("kata"))
    #expect(try objects(pod).expanded().texts(.unknownRuntimeClass).count == 1)
  }

  @Test("on the node's network, ports are ports of the node")
  func hostPorts() throws {
    let ports = ", ports: [{containerPort: 80}, {containerPort: 81, hostPort: 82}]"
    let yaml =
      workload("Pod", "a", container: ports, template: ", hostNetwork: true")
      + workload("Pod", "b", container: ports)
    let pods = try objects(yaml).expanded().objects.pods
    #expect(pods[0].spec.containers[0].ports.map(\.hostPort) == [80, 82])
    #expect(pods[1].spec.containers[0].ports.map(\.hostPort) == [nil, 82])
  }

  @Test("claims that name no class are of the default one")
  func storageClass() throws {
    func storageClass(_ name: String, _ isDefault: Bool) -> String {
      """
      ---
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata: {name: \(name), annotations: {storageclass.kubernetes.io/is-default-class: \
      '\(isDefault)'}}
      provisioner: none

      """
    }
    func claim(_ name: String, _ spec: String) -> String {
      """
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: \(name)}
      spec: {\(spec)}

      """
    }
    let yaml =
      storageClass("slow", false) + storageClass("fast", true) + storageClass("other", true)
      + claim("a", "") + claim("b", "storageClassName: ''") + claim("c", "volumeName: v")
    let claims = try objects(yaml).expanded().objects.persistentVolumeClaims
    #expect(claims.map(\.spec.storageClassName) == ["fast", "", nil])
  }

  @Test("that their node does not answer is borne for five minutes")
  func tolerations() throws {
    let pods = try objects(
      workload("Pod", "a")
        + workload(
          "Pod", "b",
          template: ", tolerations: [{key: node.kubernetes.io/not-ready, operator: Exists}]")
        + workload("Pod", "c", template: ", tolerations: [{operator: Exists}]")
        + workload("Pod", "d", metadata: ", uid: d")
    ).expanded().objects.pods
    #expect(pods.map(\.spec.tolerations.count) == [2, 2, 1, 0])
    #expect(pods[0].spec.tolerations.map(\.tolerationSeconds) == [300, 300])
    #expect(pods[1].spec.tolerations[1].key == "node.kubernetes.io/unreachable")
  }

  @Test("nodes that offer more than they have, or do not say, are stated")
  func nodes() throws {
    let yaml =
      node("a", status: "capacity: {cpu: 4, memory: 8Gi}, allocatable: {cpu: 5, memory: 8192Mi}")
      + node("b", status: "capacity: {cpu: 4}")
    let expansion = try objects(yaml).expanded()
    let above = expansion.assumptions.filter { $0.kind == .allocatableAboveCapacity }
    #expect(
      above.map(\.description) == [
        "1 node with more allocatable cpu than capacity: allocatable counts (a: 5 of 4)"
      ])
    #expect(expansion.texts(.allocatableFromCapacity).count == 1)
    #expect(expansion.objects.nodes[1].status.allocatable["cpu"]?.description == "4")
  }
}
