// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

extension ClientConformance {
  /// What is beneath objects.
  static let subresources: [ClientConformance] = [
    ClientConformance("pods are bound once") { api in
      let created = try api.client.create(.pods, pod("one"))
      try api.client.bind(key("one"), uid: created.uid, to: "node-1")
      let bound = try api.client.get(.pods, key("one"))
      #expect(bound["spec"]?[path: "nodeName"] == "node-1")
      #expect(
        bound["status"]?[path: "conditions"]?.array?.first?[path: "type"] == "PodScheduled")
      expect(
        .conflict,
        "Operation cannot be fulfilled on pods/binding \"one\": pod one is already assigned to node "
          + "\"node-1\"",
        APIStatus.Details(name: "one", kind: "pods/binding")
      ) { try api.client.bind(key("one"), uid: created.uid, to: "node-2") }
      expect(.notFound, "pods \"two\" not found") {
        try api.client.bind(key("two"), uid: nil, to: "node-1")
      }
    },
    ClientConformance("evictions ask disruption budgets") { api in
      let client = api.client
      for name in ["one", "two"] {
        var object = try client.create(.pods, pod(name, labels: ["app": "web"]))
        try client.bind(key(name), uid: nil, to: "node-1")
        object = try client.get(.pods, key(name))
        object.modify("status") {
          $0["phase"] = "Running"
          $0["conditions"] = [["type": "Ready", "status": "True"]]
        }
        try client.updateStatus(.pods, object)
      }
      var budget = try client.create(
        .podDisruptionBudgets,
        [
          "metadata": ["name": "web", "namespace": "default"],
          "spec": ["minAvailable": 1, "selector": ["matchLabels": ["app": "web"]]],
        ])
      budget["status"] = [
        "observedGeneration": 1, "disruptionsAllowed": 1, "currentHealthy": 2,
        "desiredHealthy": 1, "expectedPods": 2,
      ]
      try client.updateStatus(.podDisruptionBudgets, budget)
      try client.evict(key("one"))
      let ending = try client.get(.pods, key("one"))
      #expect(ending.metadata["deletionTimestamp"] != nil)
      let left = try client.get(.podDisruptionBudgets, key("web"))
      #expect(left["status"]?[path: "disruptionsAllowed"] == 0)
      #expect(left["status"]?[path: "disruptedPods", "one"] != nil)
      expect(
        .tooManyRequests, "Cannot evict pod as it would violate the pod's disruption budget.",
        APIStatus.Details(
          causes: [
            APIStatus.Cause(
              reason: "DisruptionBudget",
              message: "The disruption budget web needs 1 healthy pods and has 2 currently")
          ])
      ) { try client.evict(key("two")) }
    },
    ClientConformance("scales set replicas") { api in
      try api.client.create(.deployments, deployment("web"))
      var scale = try api.client.get(.deployments, key("web"), subresource: .scale)
      #expect(scale["kind"] == "Scale" && scale["apiVersion"] == "autoscaling/v1")
      #expect(scale["spec"] == ["replicas": 2])
      #expect(scale["status"] == ["replicas": 0, "selector": "app=web"])
      scale["spec"] = ["replicas": 5]
      let scaled = try api.client.update(
        .deployments, scale, subresource: .scale, WriteOptions())
      #expect(scaled["spec"] == ["replicas": 5])
      let patched = try api.client.patch(
        .deployments, key("web"), .merge(["spec": ["replicas": 6]]), subresource: .scale)
      #expect(patched["spec"] == ["replicas": 6])
      let object = try api.client.get(.deployments, key("web"))
      #expect(object["spec"]?[path: "replicas"] == 6)
      #expect(object.metadata["generation"] == 3)
      let refused = status {
        _ = try api.client.get(.configMaps, key("web"), subresource: .scale)
      }
      #expect(refused?.reason == .notFound || refused?.reason == .methodNotAllowed)
    },
  ]

  /// How objects are changed by differences.
  static let patches: [ClientConformance] = [
    ClientConformance("four kinds of patches change objects") { api in
      let client = api.client
      try client.create(.deployments, deployment("web"))
      let path = "/spec/replicas"
      var object = try client.patch(
        .deployments, key("web"),
        .json([["op": "replace", "path": .string(path), "value": 3]]))
      #expect(object["spec"]?[path: "replicas"] == 3)
      object = try client.patch(
        .deployments, key("web"), .merge(["metadata": ["labels": ["a": "b"]]]))
      #expect(object.metadata["labels"] == ["a": "b"])
      object = try client.patch(
        .deployments, key("web"),
        .strategic([
          "spec": [
            "template": [
              "spec": ["containers": [["name": "main", "image": "nginx:1.26"]]]
            ]
          ]
        ]))
      let containers = object["spec"]?[path: "template", "spec", "containers"]?.array ?? []
      #expect(containers.count == 1)
      #expect(containers.first?[path: "image"] == "nginx:1.26")
      #expect(containers.first?[path: "imagePullPolicy"] == "IfNotPresent")
      #expect(object.metadata["generation"] == 3)
      let failed = status {
        try client.patch(
          .deployments, key("web"), .json([["op": "remove", "path": "/spec/nothing"]]))
      }
      #expect(failed?.reason == .invalid)
      #expect(
        failed?.message == "the server rejected our request due to an error in our request")
    },
    ClientConformance("patches keep to the rules of updates") { api in
      let client = api.client
      let created = try client.create(.configMaps, configMap("one", ["a": "1"]))
      try client.patch(.configMaps, key("one"), .merge(["data": ["b": "2"]]))
      let refused = status {
        try client.patch(
          .configMaps, key("one"),
          .merge([
            "metadata": ["resourceVersion": created.metadata["resourceVersion"] ?? nil],
            "data": ["c": "3"],
          ]))
      }
      #expect(refused?.reason == .conflict)
      expect(.notFound, "configmaps \"two\" not found") {
        try client.patch(.configMaps, key("two"), .merge([:]))
      }
      expect(
        .invalid,
        "ConfigMap \"one\" is invalid: metadata.name: Invalid value: \"x\": field is immutable"
      ) {
        try client.patch(.configMaps, key("one"), .merge(["metadata": ["name": "x"]]))
      }
      let dry = try client.patch(
        .configMaps, key("one"), .merge(["data": ["a": nil]]), subresource: nil,
        WriteOptions(isDryRun: true))
      #expect(dry["data"] == ["b": "2"])
      #expect(try client.get(.configMaps, key("one"))["data"] == ["a": "1", "b": "2"])
    },
    ClientConformance("what is applied is created, owned and disputed") { api in
      let client = api.client
      func wanted(_ value: String) -> Fields {
        [
          "apiVersion": "v1", "kind": "ConfigMap",
          "metadata": ["name": "one", "namespace": "default"],
          "data": ["a": .string(value)],
        ]
      }
      func apply(_ value: String, _ manager: String, force: Bool = false) throws -> Fields {
        try client.patch(
          .configMaps, key("one"), .apply(wanted(value)), subresource: nil,
          WriteOptions(fieldManager: manager, force: force))
      }
      let created = try apply("1", "first")
      #expect(created["data"] == ["a": "1"])
      let entry = created.metadata["managedFields"]?.array?.first
      #expect(entry?[path: "manager"] == "first" && entry?[path: "operation"] == "Apply")
      #expect(entry?[path: "fieldsV1"] == ["f:data": ["f:a": .object([:])]])
      let again = try apply("1", "first")
      #expect(again == created)
      expect(
        .conflict, "Apply failed with 1 conflict: conflict with \"first\": .data.a",
        APIStatus.Details(
          causes: [
            APIStatus.Cause(
              reason: "FieldManagerConflict", message: "conflict with \"first\"",
              field: ".data.a")
          ])
      ) { _ = try apply("2", "second") }
      let forced = try apply("2", "second", force: true)
      #expect(forced["data"] == ["a": "2"])
      #expect(
        (forced.metadata["managedFields"]?.array ?? []).map { $0[path: "manager"] } == ["second"])
      let updated = try client.patch(
        .configMaps, key("one"), .merge(["data": ["b": "3"]]), subresource: nil,
        WriteOptions(fieldManager: "third"))
      let managers = (updated.metadata["managedFields"]?.array ?? []).map { $0[path: "manager"] }
      #expect(managers == ["second", "third"])
    },
  ]
}
