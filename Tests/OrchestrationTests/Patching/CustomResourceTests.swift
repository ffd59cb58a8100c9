// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite("Server-side apply, custom resources")
struct CustomResourceTests {
  private static let schema =
    """
    {type: object, properties: {
      spec: {type: object, properties: {
        replicas: {type: integer},
        port: {x-kubernetes-int-or-string: true},
        ports: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [port, protocol],
          items: {type: object, properties: {port: {type: integer},
            protocol: {type: string, default: TCP}, name: {type: string}}}},
        tags: {type: array, x-kubernetes-list-type: set, items: {type: string}},
        args: {type: array, items: {type: string}},
        labels: {type: object, additionalProperties: {type: string}},
        selector: {type: object, x-kubernetes-map-type: atomic, additionalProperties: {type: string}},
        any: {x-kubernetes-preserve-unknown-fields: true},
        open: {type: object, x-kubernetes-preserve-unknown-fields: true,
          properties: {a: {type: string}}}}},
      status: {type: object, additionalProperties: true}}}
    """

  private func apply() throws -> ServerSideApply<CustomResourceTypes> {
    ServerSideApply(
      types: CustomResourceTypes(openAPIV3Schema: try PatchText.fields(Self.schema)))
  }

  private func thing(_ yaml: String) throws -> Fields {
    var fields = try PatchText.fields(yaml)
    fields["apiVersion"] = "example.com/v1"
    fields["kind"] = "Thing"
    return fields
  }

  private func fields(_ object: Fields, _ manager: String) throws -> String {
    let managed = try ManagedFields(of: object)
    let entry = try #require(managed.entries.first { $0.identity.manager == manager })
    return entry.fields.description
  }

  @Test(
    "goes by the schema of the definition",
    arguments: [
      ("{spec: {replicas: 1, port: http}}", ".spec.port\n.spec.replicas"),
      (
        "{spec: {ports: [{port: 80, name: a}]}}",
        ".spec.ports[port=80,protocol=\"TCP\"]\n.spec.ports[port=80,protocol=\"TCP\"].name\n"
          + ".spec.ports[port=80,protocol=\"TCP\"].port"
      ),
      ("{spec: {tags: [b, a]}}", ".spec.tags[=\"a\"]\n.spec.tags[=\"b\"]"),
      ("{spec: {args: [a]}}", ".spec.args"),
      ("{spec: {labels: {a: x}, selector: {b: y}}}", ".spec.selector\n.spec.labels.a"),
      ("{spec: {any: {a: [1], b: {c: 2}}}}", ".spec.any.a\n.spec.any.b\n.spec.any.b.c"),
      ("{spec: {open: {a: x, b: {c: 1}}}}", ".spec.open.a\n.spec.open.b\n.spec.open.b.c"),
      (
        "{metadata: {finalizers: [f], labels: {a: x}}}",
        ".metadata.finalizers[=\"f\"]\n.metadata.labels.a"
      ),
      ("{status: {x: [1]}}", ".status.x"),
    ])
  func schema(_ yaml: String, _ expected: String) throws {
    let outcome = try apply().apply(try thing(yaml), to: nil, manager: "one")
    #expect(try fields(outcome.object, "one") == expected)
  }

  @Test("merges by the schema, and refuses what it does not have")
  func merging() throws {
    let apply = try apply()
    let first = try apply.apply(
      try thing("{spec: {ports: [{port: 80, name: a}], tags: [x], args: [p]}}"), to: nil,
      manager: "one")
    let second = try apply.apply(
      try thing("{spec: {ports: [{port: 80, protocol: UDP}], tags: [y]}}"), to: first.object,
      manager: "two")
    #expect(
      second.object["spec"]
        == .object(
          try PatchText.fields(
            "{ports: [{port: 80, name: a}, {port: 80, protocol: UDP}], tags: [x, y], args: [p]}")))
    #expect(throws: PatchError.self) {
      try apply.apply(try thing("{spec: {args: [q]}}"), to: first.object, manager: "two")
    }
    let error = #expect(throws: PatchError.self) {
      try apply.apply(try thing("{spec: {nothing: 1}}"), to: nil, manager: "one")
    }
    #expect(error?.message.hasSuffix(".spec.nothing: field not declared in schema") == true)
  }

  @Test("without a schema every list counts as a whole and every object is merged")
  func guessed() throws {
    let apply = ServerSideApply(types: GuessedTypes())
    let first = try apply.apply(
      try thing("{spec: {list: [{name: a}], map: {a: 1, b: {c: 2}}, empty: {}}}"), to: nil,
      manager: "one")
    #expect(
      try fields(first.object, "one")
        == ".spec\n.spec.empty\n.spec.list\n.spec.map\n.spec.map.a\n.spec.map.b\n.spec.map.b.c")
    let second = try apply.apply(
      try thing("{spec: {map: {d: 3}}}"), to: first.object, manager: "two")
    #expect(
      second.object["spec"]
        == .object(
          try PatchText.fields("{list: [{name: a}], map: {a: 1, b: {c: 2}, d: 3}, empty: {}}")))
    let error = #expect(throws: PatchError.self) {
      try apply.apply(
        try thing("{spec: {list: [{name: b}]}}"), to: second.object, manager: "two")
    }
    #expect(
      error?.message == "Apply failed with 1 conflict: conflict with \"one\": .spec.list")
    let third = try apply.apply(
      try thing("{spec: {map: {a: 1}}}"), to: first.object, manager: "one")
    #expect(third.object["spec"] == ["map": ["a": 1]])
  }

  @Test("fields of a custom resource that is created include the objects that they are in")
  func create() throws {
    let managed = try apply().update(
      from: nil, to: try thing("{metadata: {name: x, labels: {a: x}}, spec: {replicas: 1}}"),
      manager: "hand")
    #expect(
      managed.entries.first?.fields.description
        == ".spec\n.metadata.labels\n.metadata.labels.a\n.spec.replicas")
  }

  @Test("a value that changes its kind is modified, and what was in it is gone")
  func kinds() {
    let merge = StructuredMerge(GuessedTypes())
    let comparison = merge.compare(["a": ["b": 1]], ["a": 2])
    #expect(comparison.modified.description == ".a")
    #expect(comparison.removed.description == ".a.b")
    let back = merge.compare(["a": 2], ["a": ["b": 1]])
    #expect(back.modified.description == ".a")
    #expect(back.added.description == ".a.b")
  }
}
