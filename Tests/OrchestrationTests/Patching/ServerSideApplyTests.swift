// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite("Server-side apply")
struct ServerSideApplyTests {
  @Test("creates an object whose fields the applier manages")
  func create() throws {
    var web = try AppliedDeployment()
    try web.apply(
      "{metadata: {labels: {a: x}}, spec: {replicas: 3, selector: {matchLabels: {a: x}}, "
        + "template: {spec: {containers: [{name: w, image: i, ports: [{containerPort: 80}]}]}}}}",
      by: "one")
    #expect(web.isChanged)
    #expect(
      web.managers == [
        "one": "{f:metadata:{f:labels:{f:a}},f:spec:{f:replicas,f:selector,f:template:{f:spec:"
          + "{f:containers:{k:{name:w}:{.,f:image,f:name,f:ports:"
          + "{k:{containerPort:80,protocol:TCP}:{.,f:containerPort}}}}}}}} @1"
      ])
  }

  @Test("a second time nothing changes, not even the time")
  func noChange() throws {
    var web = try AppliedDeployment()
    let manifest = "{metadata: {labels: {a: x}}, spec: {replicas: 3}}"
    try web.apply(manifest, by: "one")
    let before = web.object
    try web.apply(manifest, by: "one")
    #expect(web.object == before)
    #expect(!web.isChanged)
  }

  @Test("what is not applied any more goes")
  func removal() throws {
    var web = try AppliedDeployment()
    try web.apply(
      "{metadata: {labels: {a: x, b: y}, finalizers: [f, g]}, spec: {replicas: 3, paused: true, "
        + "template: {spec: {containers: [{name: a, image: i, tty: true}, {name: b}]}}}}",
      by: "one")
    try web.apply(
      "{metadata: {labels: {a: x}, finalizers: [g]}, spec: {replicas: 3, "
        + "template: {spec: {containers: [{name: a, image: i}]}}}}", by: "one")
    #expect(
      try web.content()
        == (try PatchText.fields(
          "{metadata: {labels: {a: x}, finalizers: [g]}, spec: {replicas: 3, "
            + "template: {spec: {containers: [{name: a, image: i}]}}}}")))
    #expect(
      web.managers == [
        "one": "{f:metadata:{f:finalizers:{v:g},f:labels:{f:a}},f:spec:{f:replicas,f:template:"
          + "{f:spec:{f:containers:{k:{name:a}:{.,f:image,f:name}}}}}} @2"
      ])
  }

  @Test("what others manage, too, stays")
  func sharedStays() throws {
    var web = try AppliedDeployment()
    let manifest = "{spec: {replicas: 3, template: {spec: {containers: [{name: a, image: i}]}}}}"
    try web.apply(manifest, by: "one")
    try web.apply(manifest, by: "two")
    #expect(!web.isChanged)
    #expect(web.managers["two"]?.hasSuffix("}") == true)
    try web.apply("{spec: {replicas: 3}}", by: "one")
    #expect(
      try web.content()
        == (try PatchText.fields(manifest)))
    #expect(web.managers["one"] == "{f:spec:{f:replicas}} @1")
    try web.apply("{metadata: {labels: {x: y}}}", by: "two")
    #expect(
      try web.content()
        == (try PatchText.fields("{metadata: {labels: {x: y}}, spec: {replicas: 3}}")))
  }

  @Test("a field of another with another value is a conflict, with the same value it is shared")
  func conflicts() throws {
    var web = try AppliedDeployment()
    try web.apply(
      "{metadata: {labels: {a: x}}, spec: {replicas: 3, template: {spec: {containers: "
        + "[{name: w, image: i, ports: [{containerPort: 80, name: p}]}]}}}}", by: "one")
    let before = web.object
    let error = #expect(throws: PatchError.self) {
      try web.apply(
        "{metadata: {labels: {a: y}}, spec: {replicas: 3, template: {spec: {containers: "
          + "[{name: w, image: j, ports: [{containerPort: 80, name: q}]}]}}}}", by: "two")
    }
    #expect(web.object == before)
    #expect(error?.reason == .conflict)
    #expect(
      error?.message
        == """
        Apply failed with 3 conflicts: conflicts with "one":
        - .metadata.labels.a
        - .spec.template.spec.containers[name="w"].image
        - .spec.template.spec.containers[name="w"].ports[containerPort=80,protocol="TCP"].name
        """)
    guard case .conflicts(let conflicts)? = error else { return }
    #expect(conflicts.map(\.cause.field).count == 3)
    #expect(conflicts[0].cause.reason == "FieldManagerConflict")
    #expect(conflicts[0].cause.message == "conflict with \"one\"")
  }

  @Test("conflicts name updaters with their version, and those of subresources")
  func conflictTexts() throws {
    var web = try AppliedDeployment()
    try web.update("{spec: {replicas: 3, paused: true}}", by: "maker")
    try web.update("{spec: {replicas: 5, paused: true}}", by: "kubectl", subresource: "scale")
    let error = #expect(throws: PatchError.self) {
      try web.apply("{spec: {replicas: 1, paused: false}}", by: "one")
    }
    #expect(
      error?.message
        == """
        Apply failed with 2 conflicts: conflicts with "kubectl" with subresource "scale" using \
        apps/v1:
        - .spec.replicas
        conflicts with "maker" using apps/v1:
        - .spec.paused
        """)
    let single = #expect(throws: PatchError.self) {
      try web.apply("{spec: {replicas: 1}}", by: "one")
    }
    #expect(
      single?.message
        == "Apply failed with 1 conflict: conflict with \"kubectl\" with subresource \"scale\" "
        + "using apps/v1: .spec.replicas")
  }

  @Test("force takes fields from others")
  func force() throws {
    var web = try AppliedDeployment()
    try web.apply("{spec: {replicas: 3, paused: true}}", by: "one")
    try web.apply("{spec: {replicas: 5}}", by: "two", force: true)
    #expect(try web.content() == (try PatchText.fields("{spec: {replicas: 5, paused: true}}")))
    #expect(
      web.managers == ["one": "{f:spec:{f:paused}} @1", "two": "{f:spec:{f:replicas}} @2"])
  }

  @Test("a manager that loses all its fields is gone")
  func losing() throws {
    var web = try AppliedDeployment()
    try web.apply("{spec: {replicas: 3}}", by: "one")
    try web.apply("{spec: {replicas: 5}}", by: "two", force: true)
    #expect(web.managers == ["two": "{f:spec:{f:replicas}} @2"])
  }

  @Test("a manager that applies nothing gives its fields up")
  func nothing() throws {
    var web = try AppliedDeployment()
    try web.update("{metadata: {labels: {k: v}}}", by: "maker")
    try web.apply("{spec: {replicas: 3}}", by: "one")
    try web.apply("{}", by: "one")
    #expect(try web.content() == (try PatchText.fields("{metadata: {labels: {k: v}}}")))
    #expect(web.managers.keys.sorted() == ["maker updates"])
  }

  @Test("an update takes what it changes, and what it takes out belongs to nobody")
  func updates() throws {
    var web = try AppliedDeployment()
    try web.apply("{metadata: {labels: {a: x}}, spec: {replicas: 3, paused: true}}", by: "one")
    try web.update("{metadata: {labels: {a: x, b: y}}, spec: {replicas: 4}}", by: "hand")
    #expect(
      web.managers == [
        "one": "{f:metadata:{f:labels:{f:a}}} @1",
        "hand updates": "{f:metadata:{f:labels:{f:b}},f:spec:{f:replicas}} @2",
      ])
    try web.update("{metadata: {labels: {a: x, b: y}}, spec: {replicas: 4}}", by: "other")
    #expect(web.managers.count == 2)
    try web.update("{metadata: {labels: {a: z, b: y}}, spec: {replicas: 4}}", by: "hand")
    #expect(
      web.managers == [
        "hand updates": "{f:metadata:{f:labels:{f:a,f:b}},f:spec:{f:replicas}} @3"
          .replacing("@3", with: "@4")
      ])
  }

  @Test("updates of a subresource are managed apart")
  func subresources() throws {
    var web = try AppliedDeployment()
    try web.update("{spec: {replicas: 3}}", by: "ctl")
    try web.update("{spec: {replicas: 3}, status: {replicas: 1}}", by: "ctl", subresource: "status")
    #expect(
      web.managers == [
        "ctl updates": "{f:spec:{f:replicas}} @1",
        "ctl updates status": "{f:status:{f:replicas}} @2",
      ])
  }

  @Test("fields that a write does not reach are not managed by it")
  func ignored() throws {
    var web = try AppliedDeployment(ignoring: FieldSet([[.field("status")]]))
    try web.apply("{spec: {replicas: 3}, status: {replicas: 2}}", by: "one")
    #expect(web.managers == ["one": "{f:spec:{f:replicas}} @1"])
  }

  @Test("what was there before the first apply belongs to a manager of its own")
  func beforeFirstApply() throws {
    var web = try AppliedDeployment()
    web.object = try PatchText.fields(
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: default, uid: u}, "
        + "spec: {replicas: 3, paused: true}}")
    try web.update(
      "{spec: {replicas: 4, paused: true}}", by: "ctl")
    #expect(web.managers.isEmpty)
    try web.apply("{spec: {replicas: 4, minReadySeconds: 1}}", by: "one")
    #expect(
      web.managers == [
        "before-first-apply updates": "{f:spec:{f:paused,f:replicas}} @2",
        "one": "{f:spec:{f:minReadySeconds,f:replicas}} @2",
      ])
    #expect(throws: PatchError.self) { try web.apply("{spec: {replicas: 9}}", by: "one") }
  }

  @Test("lists are in the order applied, what others have between them")
  func order() throws {
    var web = try AppliedDeployment()
    func names() throws -> [String] {
      let object = try #require(web.object)
      let spec = Value.object(object)[path: "spec", "template", "spec", "containers"]
      return (spec?.array ?? []).compactMap { $0.object?["name"]?.string }
    }
    func list(_ names: String...) -> String {
      "{spec: {template: {spec: {containers: ["
        + names.map { "{name: \($0)}" }.joined(separator: ", ") + "]}}}}"
    }
    try web.apply(list("a", "b", "c"), by: "one")
    try web.apply(list("x", "b"), by: "two")
    #expect(try names() == ["a", "x", "b", "c"])
    try web.apply(list("c", "a", "b"), by: "one")
    #expect(try names() == ["x", "c", "a", "b"])
    try web.apply(list("a"), by: "one")
    #expect(try names() == ["x", "a", "b"])
    try web.apply("{}", by: "two")
    #expect(try names() == ["a"])
  }

  @Test("atomic values are managed as one")
  func atomic() throws {
    var web = try AppliedDeployment()
    func pod(_ text: String) -> String { "{spec: {template: {spec: {\(text)}}}}" }
    try web.apply(
      pod(
        "nodeSelector: {a: x}, tolerations: [{key: a}], "
          + "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
          + "{nodeSelectorTerms: [{matchFields: []}]}}}"), by: "one")
    #expect(
      web.managers == [
        "one": "{f:spec:{f:template:{f:spec:{f:affinity:{f:nodeAffinity:"
          + "{f:requiredDuringSchedulingIgnoredDuringExecution}},f:nodeSelector,"
          + "f:tolerations}}}} @1"
      ])
    let error = #expect(throws: PatchError.self) {
      try web.apply(pod("nodeSelector: {b: w}, tolerations: [{key: a}]"), by: "two")
    }
    #expect(
      error?.message
        == "Apply failed with 1 conflict: conflict with \"one\": .spec.template.spec.nodeSelector")
    try web.apply(pod("nodeSelector: {b: w}"), by: "two", force: true)
    let selector = Value.object(try web.content())[
      path: "spec", "template", "spec", "nodeSelector"]
    #expect(selector == ["b": "w"])
  }

  @Test("a null takes a plain field out and is managed all the same")
  func null() throws {
    var web = try AppliedDeployment()
    try web.apply("{spec: {replicas: 3}}", by: "one")
    try web.apply("{spec: {replicas: null}}", by: "one")
    #expect(web.managers == ["one": "{f:spec:{f:replicas}} @2"])
    #expect(Value.object(try web.content())[path: "spec", "replicas"] == nil)
  }

  @Test(
    "does not take configurations that are not of the type",
    arguments: [
      ("{spec: {replica: 3}}", ".spec.replica: field not declared in schema"),
      ("{spec: {replicas: {a: 1}}}", ".spec.replicas: expected scalar, got an object"),
      ("{spec: []}", ".spec: expected map, got a list"),
      (
        "{spec: {template: {spec: {containers: a}}}}",
        ".spec.template.spec.containers: expected list, got text"
      ),
      (
        "{spec: {template: {spec: {containers: [{name: a}, {name: a}]}}}}",
        ".spec.template.spec.containers: duplicate entries for key [name=\"a\"]"
      ),
      (
        "{spec: {template: {spec: {containers: [{image: a}]}}}}",
        ".spec.template.spec.containers[0]: associative list with keys has an element that omits "
          + "all key fields [\"name\"] (and doesn't have default values for any key fields)"
      ),
      (
        "{spec: {template: {spec: {containers: [a]}}}}",
        ".spec.template.spec.containers[0]: associative list with keys may not have non-map "
          + "elements"
      ),
      (
        "{metadata: {finalizers: [a, a]}}",
        ".metadata.finalizers: duplicate entries for key [=\"a\"]"
      ),
      ("{metadata: {labels: {a: {b: c}}}}", ".metadata.labels.a: expected scalar, got an object"),
      (
        "{spec: {x: 1, z: 2}}",
        "errors:\n  .spec.x: field not declared in schema\n"
          + "  .spec.z: field not declared in schema"
      ),
    ])
  func untypable(_ manifest: String, _ text: String) throws {
    var web = try AppliedDeployment()
    let error = #expect(throws: PatchError.self) { try web.apply(manifest, by: "one") }
    #expect(
      error?.message
        == "failed to create typed patch object (default/web; apps/v1, Kind=Deployment): " + text)
  }

  @Test("does not take configurations with managed fields, nor objects whose are unreadable")
  func managedFields() throws {
    var web = try AppliedDeployment()
    let error = #expect(throws: PatchError.self) {
      try web.apply("{metadata: {managedFields: []}}", by: "one")
    }
    #expect(error == .managedFieldsApplied)
    #expect(error?.message == "metadata.managedFields must be nil")
    web.object = try PatchText.fields(
      "{metadata: {name: web, managedFields: [{manager: m, operation: Apply, "
        + "fieldsV1: {'x': {}}}]}}")
    let unreadable = #expect(throws: PatchError.self) { try web.apply("{}", by: "one") }
    #expect(unreadable == .badManagedFields(entry: 0, found: "the name `x`"))
  }

  @Test("who updates may say who manages what, or that nobody does")
  func ownManagedFields() throws {
    var web = try AppliedDeployment()
    try web.apply("{spec: {replicas: 3, paused: true}}", by: "one")
    try web.update(
      "{metadata: {managedFields: [{manager: two, operation: Apply, apiVersion: apps/v1, "
        + "fieldsType: FieldsV1, fieldsV1: {'f:spec': {'f:paused': {}}}}]}, "
        + "spec: {replicas: 3, paused: true}}", by: "hand")
    #expect(web.managers == ["two": "{f:spec:{f:paused}}"])
    try web.update(
      "{metadata: {managedFields: [{}]}, spec: {replicas: 3, paused: true}}", by: "hand")
    #expect(web.managers.isEmpty)
    #expect(web.object?["metadata"]?.object?["managedFields"] == nil)
  }

  @Test("the oldest of too many updaters become one")
  func tooManyUpdaters() throws {
    var web = try AppliedDeployment()
    var labels = ""
    for index in 0..<13 {
      labels += "l\(index): x, "
      try web.update("{metadata: {labels: {\(labels)}}}", by: "m\(index)")
    }
    let managed = try ManagedFields(of: try #require(web.object))
    #expect(managed.entries.count == ManagedFields.mostUpdaters)
    let ancient = managed.entries.first { $0.identity.manager == "ancient-changes" }
    #expect(
      ancient?.fields.description
        == ".metadata.labels\n.metadata.labels.l0\n.metadata.labels.l1\n.metadata.labels.l2\n"
        + ".metadata.labels.l3")
    #expect(ancient?.time == Timestamp(seconds: 4))
  }
}
