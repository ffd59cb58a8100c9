// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

extension ClientConformance {
  /// How objects are created, read, listed and replaced.
  static let objects: [ClientConformance] = [
    ClientConformance("objects are created, read and replaced") { api in
      let client = api.client
      let created = try client.create(.configMaps, configMap("one", ["a": "1"]))
      #expect(created["kind"] == "ConfigMap" && created["apiVersion"] == "v1")
      #expect(created.uid.count == 36 && created.revision > 0)
      #expect(created.metadata["creationTimestamp"] != nil)
      #expect(try client.get(.configMaps, key("one")) == created)
      var changed = created
      changed["data"] = ["a": "2"]
      let updated = try client.update(.configMaps, changed)
      #expect(updated.revision > created.revision && updated.uid == created.uid)
      // What changes nothing is no change.
      #expect(try client.update(.configMaps, updated) == updated)
      expect(
        .notFound, "configmaps \"two\" not found",
        APIStatus.Details(name: "two", kind: "configmaps")
      ) { _ = try client.get(.configMaps, key("two")) }
      expect(
        .notFound, "deployments.apps \"web\" not found",
        APIStatus.Details(name: "web", group: "apps", kind: "deployments")
      ) { _ = try client.get(.deployments, key("web")) }
      expect(
        .alreadyExists, "configmaps \"one\" already exists",
        APIStatus.Details(name: "one", kind: "configmaps")
      ) { try client.create(.configMaps, configMap("one")) }
      expect(.notFound, "namespaces \"nowhere\" not found") {
        try client.create(
          .configMaps, ["metadata": ["name": "one", "namespace": "nowhere"]])
      }
    },
    ClientConformance("an old version is a conflict") { api in
      let first = try api.client.create(.configMaps, configMap("one", ["a": "1"]))
      var second = first
      second["data"] = ["a": "2"]
      try api.client.update(.configMaps, second)
      expect(
        .conflict,
        "Operation cannot be fulfilled on configmaps \"one\": the object has been modified; please "
          + "apply your changes to the latest version and try again",
        APIStatus.Details(name: "one", kind: "configmaps")
      ) { try api.client.update(.configMaps, second) }
      // Without a version, the last one to write counts.
      second["data"] = ["a": "3"]
      second.modify("metadata") { $0["resourceVersion"] = nil }
      #expect(try api.client.update(.configMaps, second)["data"] == ["a": "3"])
    },
    ClientConformance("names are made up") { api in
      var names: Set<String> = []
      for _ in 0..<20 {
        let created = try api.client.create(
          .configMaps, ["metadata": ["generateName": "some-", "namespace": "default"]])
        let name = ObjectKey(created).name
        #expect(name.hasPrefix("some-") && name.count == 10)
        #expect(created.metadata["generateName"] == "some-")
        names.insert(name)
      }
      #expect(names.count == 20)
      expect(
        .invalid,
        "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required"
      ) { try api.client.create(.configMaps, [:]) }
    },
    ClientConformance("generations count what is wanted") { api in
      let client = api.client
      let created = try client.create(.deployments, deployment("web"))
      #expect(created.metadata["generation"] == 1)
      var changed = created
      changed.modify("spec") { $0["replicas"] = 3 }
      changed["status"] = ["replicas": 9]
      changed = try client.update(.deployments, changed)
      #expect(changed.metadata["generation"] == 2)
      #expect(changed["status"] == .object([:]))
      changed.modify("metadata") { $0["labels"] = ["a": "b"] }
      changed = try client.update(.deployments, changed)
      #expect(changed.metadata["generation"] == 2)
      changed.modify("metadata") { $0["annotations"] = ["a": "b"] }
      changed = try client.update(.deployments, changed)
      #expect(changed.metadata["generation"] == 3)
      changed["status"] = ["replicas": 3]
      changed.modify("metadata") { $0["annotations"] = ["a": "c"] }
      changed.modify("spec") { $0["replicas"] = 7 }
      changed = try client.updateStatus(.deployments, changed)
      #expect(changed.metadata["generation"] == 3)
      #expect(changed.metadata["annotations"] == ["a": "c"])
      #expect(changed["status"] == ["replicas": 3])
      #expect(changed["spec"]?[path: "replicas"] == 3)
    },
    ClientConformance("objects are selected by labels and fields") { api in
      for (name, labels) in [("a", ["x": "1"]), ("b", ["x": "2"]), ("c", [:])] as [(String, Fields)]
      {
        try api.client.create(.pods, pod(name, labels: labels))
      }
      try api.client.bind(key("b"), uid: nil, to: "node-1")
      func names(_ labels: String, _ fields: String) throws -> [String] {
        try api.client.list(
          .pods,
          ListOptions(
            namespace: "default", labels: try LabelSelector(labels),
            fields: try FieldSelector(fields))
        ).items.map { ObjectKey($0).name }
      }
      #expect(try names("x", "") == ["a", "b"])
      #expect(try names("x!=1", "") == ["b", "c"])
      #expect(try names("x in (1,2)", "spec.nodeName=") == ["a"])
      #expect(try names("", "spec.nodeName=node-1,status.phase=Pending") == ["b"])
      #expect(try names("", "metadata.name=c") == ["c"])
      expect(.badRequest, "field label not supported: spec.nothing") {
        _ = try names("", "spec.nothing=1")
      }
    },
    ClientConformance("pages are of one state") { api in
      for name in ["a", "b", "c", "d", "e"] { try api.client.create(.configMaps, configMap(name)) }
      let first = try api.client.list(.configMaps, ListOptions(namespace: "default", limit: 2))
      #expect(first.remaining == 3)
      try api.client.deleteIfPresent(.configMaps, key("d"))
      try api.client.create(.configMaps, configMap("bb"))
      let second = try api.client.list(
        .configMaps, ListOptions(namespace: "default", limit: 2, continuation: first.continuation))
      #expect(second.items.map { ObjectKey($0).name } == ["c", "d"])
      #expect(second.revision == first.revision)
      try api.compact()
      expect(
        .expired,
        "The provided continue parameter is too old to display a consistent list result. You can "
          + "start a new list without the continue parameter."
      ) {
        _ = try api.client.list(
          .configMaps,
          ListOptions(namespace: "default", limit: 2, continuation: second.continuation))
      }
    },
    ClientConformance("dry runs keep nothing") { api in
      let options = WriteOptions(isDryRun: true)
      let made = try api.client.create(.configMaps, configMap("one"), subresource: nil, options)
      #expect(made.uid.isEmpty == false)
      #expect(try api.client.find(.configMaps, key("one")) == nil)
      var kept = try api.client.create(.configMaps, configMap("two", ["a": "1"]))
      kept["data"] = ["a": "2"]
      let changed = try api.client.update(.configMaps, kept, subresource: nil, options)
      #expect(changed["data"] == ["a": "2"])
      _ = try api.client.delete(.configMaps, key("two"), DeleteOptions(isDryRun: true))
      #expect(try api.client.get(.configMaps, key("two"))["data"] == ["a": "1"])
    },
    ClientConformance("kinds that are defined are served") { api in
      let client = api.client
      let definition: Fields = [
        "metadata": ["name": "shifts.example.com"],
        "spec": [
          "group": "example.com", "scope": "Namespaced",
          "names": ["plural": "shifts", "kind": "Shift", "shortNames": ["sh"]],
          "versions": [
            [
              "name": "v1", "served": true, "storage": true,
              "subresources": [
                "status": .object([:]),
                "scale": [
                  "specReplicasPath": ".spec.crew", "statusReplicasPath": ".status.crew",
                ],
              ],
              "schema": [
                "openAPIV3Schema": [
                  "type": "object",
                  "properties": [
                    "spec": [
                      "type": "object", "required": ["dock"],
                      "properties": [
                        "dock": ["type": "string", "pattern": "^[a-z]+$"],
                        "crew": ["type": "integer", "minimum": 1, "default": 4],
                      ],
                    ],
                    "status": [
                      "type": "object", "properties": ["crew": ["type": "integer"]],
                    ],
                  ],
                ]
              ],
            ]
          ],
        ],
      ]
      let defined = try client.create(.customResourceDefinitions, definition)
      let conditions = defined["status"]?[path: "conditions"]?.array ?? []
      #expect(conditions.map { $0[path: "type"] } == ["NamesAccepted", "Established"])
      let shifts = try #require(api.type("example.com/v1", "Shift"))
      func shift(_ name: String, _ spec: Fields) -> Fields {
        [
          "metadata": ["name": .string(name), "namespace": "default"], "spec": .object(spec),
          "status": ["crew": 3],
        ]
      }
      let created = try client.create(shifts, shift("one", ["dock": "a", "other": 1]))
      #expect(created["spec"] == ["dock": "a", "crew": 4])
      #expect(created["status"] == nil && created.metadata["generation"] == 1)
      var counted = created
      counted["status"] = ["crew": 2]
      try client.updateStatus(shifts, counted)
      let scale = try client.get(shifts, key("one"), subresource: .scale)
      #expect(scale["spec"] == ["replicas": 4] && scale["status"] == ["replicas": 2])
      expect(
        .invalid,
        "Shift.example.com \"two\" is invalid: [spec.dock: Invalid value: \"A1\": spec.dock in body "
          + "should match '^[a-z]+$', spec.crew: Invalid value: \"string\": spec.crew in body must be "
          + "of type integer: \"string\"]"
      ) { try client.create(shifts, shift("two", ["dock": "A1", "crew": "4"])) }
      expect(
        .invalid, "Shift.example.com \"two\" is invalid: spec.dock: Required value"
      ) { try client.create(shifts, shift("two", [:])) }
      let patched = try client.patch(shifts, key("one"), .merge(["spec": ["crew": 5]]))
      #expect(patched.metadata["generation"] == 2)
      _ = try client.delete(
        .customResourceDefinitions, ObjectKey(name: "shifts.example.com"), DeleteOptions())
      #expect(api.type("example.com/v1", "Shift") == nil)
      #expect(try client.find(shifts, key("one")) == nil)
    },
  ]
}
