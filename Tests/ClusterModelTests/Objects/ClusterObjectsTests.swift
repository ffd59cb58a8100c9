// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Objects of a cluster")
struct ClusterObjectsTests {
  private static func object(
    _ apiVersion: Value, _ kind: Value, _ name: Value, namespace: Value? = nil
  ) -> Fields {
    var metadata: Fields = ["name": name]
    metadata["namespace"] = namespace
    return ["apiVersion": apiVersion, "kind": kind, "metadata": .object(metadata)]
  }

  @Test("each go to their kind")
  func kinds() throws {
    var objects = ClusterObjects()
    #expect(try objects.add(Self.object("v1", "Node", "n1")))
    #expect(try objects.add(Self.object("apps/v1", "Deployment", "web")))
    #expect(try objects.add(Self.object("autoscaling/v2", "HorizontalPodAutoscaler", "web")))
    #expect(try objects.add(Self.object("events.k8s.io/v1", "Event", "e")))
    #expect(try objects.add(Self.object("policy/v1beta1", "PodDisruptionBudget", "web")))
    #expect(objects.nodes.map(\.metadata.name) == ["n1"])
    #expect(objects.deployments.count == 1)
    #expect(objects.horizontalPodAutoscalers.count == 1)
    #expect(objects.events.count == 1)
    #expect(objects.podDisruptionBudgets.count == 1)
    #expect(objects.unknownKinds.isEmpty)
  }

  @Test("of other kinds are counted")
  func unknown() throws {
    var objects = ClusterObjects()
    for name in ["a", "b"] {
      let monitor: Value = .string(name)
      #expect(try !objects.add(Self.object("monitoring.coreos.com/v1", "PodMonitor", monitor)))
    }
    #expect(try !objects.add(Self.object("example.com/v1", "Deployment", "web")))
    #expect(try !objects.add(Self.object("autoscaling/v1", "HorizontalPodAutoscaler", "web")))
    #expect(
      objects.unknownKinds == [
        "monitoring.coreos.com/v1 PodMonitor": 2, "example.com/v1 Deployment": 1,
        "autoscaling/v1 HorizontalPodAutoscaler": 1,
      ])
  }

  @Test("come out of lists, whose items may leave out their kind")
  func lists() throws {
    var objects = ClusterObjects()
    let items: Value = [
      ["metadata": ["name": "a"]], .object(Self.object("v1", "Pod", "b", namespace: "x")),
    ]
    #expect(try objects.add(["apiVersion": "v1", "kind": "PodList", "items": items]))
    let mixed: Value = [
      .object(Self.object("v1", "Node", "n")), .object(Self.object("v1", "Thing", "t")),
    ]
    #expect(try !objects.add(["apiVersion": "v1", "kind": "List", "items": mixed]))
    #expect(objects.pods.map(\.metadata.name) == ["a", "b"])
    #expect(objects.pods[0].kind == "Pod")
    #expect(objects.nodes.count == 1)
    #expect(objects.unknownKinds == ["v1 Thing": 1])
  }

  @Test("are there once")
  func duplicates() throws {
    var objects = ClusterObjects()
    try objects.add(Self.object("v1", "Pod", "a"), from: "one.yaml:1")
    try objects.add(Self.object("v1", "Pod", "a", namespace: "x"), from: "one.yaml:9")
    try objects.add(Self.object("v1", "Service", "a"), from: "one.yaml:17")
    let error = #expect(throws: DuplicateObject.self) {
      try objects.add(Self.object("v1", "Pod", "a", namespace: "default"), from: "two.yaml:3")
    }
    #expect(
      error?.description.hasPrefix("Pod default/a is there twice: at one.yaml:1 and at two.yaml:3")
        == true)
    try objects.add(Self.object("v1", "Node", "n", namespace: "x"), from: "three.yaml:1")
    #expect(throws: DuplicateObject.self) { try objects.add(Self.object("v1", "Node", "n")) }
    #expect(objects.pods.count == 2)
  }

  @Test("lose nothing that no view names")
  func unnamed() throws {
    var pod = Pod(fields: [
      "kind": "Pod", "x": 1, "spec": ["y": ["z": true], "containers": [["name": "a", "w": 2]]],
    ])
    pod.spec.containers[0].resources.requests = ["cpu": try Quantity("0.5")]
    pod.spec.nodeName = "n1"
    #expect(pod.fields["x"] == 1)
    #expect(pod.value[path: "spec", "y", "z"] == true)
    let container = pod.spec.containers[0]
    #expect(container.fields["w"] == 2)
    #expect(container.value[path: "resources", "requests", "cpu"] == "500m")
    pod.spec.containers[0].resources.requests = [:]
    #expect(pod.spec.containers[0].fields["resources"] == nil)
  }
}
