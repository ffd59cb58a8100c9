// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Schema")
struct SchemaTests {
  private let schema = Schema.kubernetes

  private static let pod: Fields = [
    "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "web", "labels": ["app": "web"]],
    "spec": [
      "containers": [
        [
          "name": "main", "image": "web:1", "ports": [["containerPort": 80]],
          "resources": ["requests": ["cpu": "500m", "memory": 1_048_576]],
          "readinessProbe": ["httpGet": ["port": "http"]],
        ]
      ]
    ],
  ]

  private func faults(
    _ yaml: String, mode: Schema.UnknownFields = .strict
  ) throws -> [String] {
    let records = try ObjectReader().records(of: MemorySource(yaml))
    return records.flatMap { schema.check($0.fields, mode: mode).map(\.description) }
  }

  @Test("knows the kinds, their fields, how they merge and what protobuf calls them")
  func table() throws {
    let index = try #require(schema.type(apiVersion: "v1", kind: "Pod"))
    #expect(schema.types[index].name == "core.v1.Pod")
    let container = schema.types[try #require(schema.type(named: "core.v1.Container"))]
    let ports = container.fields[try #require(container.index(of: "ports"))]
    #expect(ports.merge == .map(keys: ["containerPort", "protocol"]))
    #expect(ports.patchMergeKey == "containerPort")
    #expect(ports.patchStrategies == ["merge"])
    #expect(ports.protobufPath == [6])
    guard case .list(let element) = schema.valueTypes[ports.type] else {
      Issue.record("ports is no list")
      return
    }
    #expect(
      schema.valueTypes[element] == schema.type(named: "core.v1.ContainerPort").map { .object($0) })
    let volume = schema.types[try #require(schema.type(named: "core.v1.Volume"))]
    #expect(volume.fields[try #require(volume.index(of: "emptyDir"))].protobufPath == [2, 2])
    #expect(volume.index(of: "emptyDirs") == nil)
    #expect(schema.type(apiVersion: "node.k8s.io/v1", kind: "RuntimeClass") != nil)
    #expect(schema.type(apiVersion: "v1", kind: "Nothing") == nil)
    for type in schema.types {
      #expect(type.fields.map(\.name) == type.fields.map(\.name).sorted(), "\(type.name)")
      for field in type.fields where schema.valueTypes[field.type] == .anyObject {
        #expect(["data", "fieldsV1", "raw"].contains(field.name), "\(type.name).\(field.name)")
      }
    }
  }

  @Test("finds nothing wrong where nothing is")
  func sound() {
    #expect(schema.check(Self.pod).isEmpty)
    #expect(schema.check(["apiVersion": "example.com/v1", "kind": "Thing", "x": 1]).isEmpty)
    #expect(schema.check(["apiVersion": "v1", "kind": "Namespace"]).isEmpty)
  }

  @Test(
    "names what is wrong, where, and what was expected",
    arguments: [
      (
        "spec: {containers: [{name: a, resources: {requests: {cpu: 1 core}}}]}",
        "field 'spec.containers[0].resources.requests.cpu': found the text '1 core', expected an "
          + "amount such as 500m, 2 or 1.5Gi"
      ),
      (
        "spec: {containers: [{name: a, env: [{name: A, value: 8080}]}]}",
        "field 'spec.containers[0].env[0].value': found the number 8080 (in quotes, \"8080\", it "
          + "would be text), expected text"
      ),
      (
        "spec: {containers: [{name: a, ports: [{containerPort: '80'}]}]}",
        "field 'spec.containers[0].ports[0].containerPort': found the text '80', expected a whole "
          + "number of 32 bits"
      ),
      (
        "spec: {containers: [{name: a}], priority: 3000000000}",
        "field 'spec.priority': found the number 3000000000, expected a whole number of 32 bits"
      ),
      (
        "spec: {containers: {name: a}}",
        "field 'spec.containers': found an object, expected a list"
      ),
      (
        "spec: {containers: [a]}",
        "field 'spec.containers[0]': found the text 'a', expected an object"
      ),
      ("spec: {containers: [null]}", "field 'spec.containers[0]': found null, expected an object"),
      (
        "spec: {hostNetwork: 'yes', containers: []}",
        "field 'spec.hostNetwork': found the text 'yes', expected true or false"
      ),
      ("spec: {}", "field 'spec.containers' is missing, expected a list"),
      ("spec: {containers: null}", "field 'spec.containers' is missing, expected a list"),
      (
        "spec: {containers: [{image: a}]}",
        "field 'spec.containers[0].name' is missing, expected text"
      ),
      (
        "spec: {containers: [{name: a, imag: b}]}",
        "there is no field 'spec.containers[0].imag', maybe 'image' was meant"
      ),
      (
        "spec: {containers: [{name: a}], nodeselector: {}}",
        "there is no field 'spec.nodeselector', maybe 'nodeSelector' was meant"
      ),
      (
        "spec: {containers: [{name: a}], tolerationss: []}",
        "there is no field 'spec.tolerationss', maybe 'tolerations' was meant"
      ),
      (
        "spec: {containers: [{name: a}], replicas: 3}",
        "there is no field 'spec.replicas'"
      ),
      (
        "metadata: {creationTimestamp: yesterday}",
        "field 'metadata.creationTimestamp': found the text 'yesterday', expected a moment such as "
          + "2024-05-01T12:00:00Z"
      ),
      (
        "metadata: {labels: {app.kubernetes.io/name: 1}}",
        "field 'metadata.labels[\"app.kubernetes.io/name\"]': found the number 1 (in quotes, \"1\", "
          + "it would be text), expected text"
      ),
      (
        "metadata: {annotations: [a]}",
        "field 'metadata.annotations': found a list, expected a map of names to values"
      ),
    ])
  func faults(_ part: String, _ message: String) throws {
    #expect(try faults("apiVersion: v1\nkind: Pod\n\(part)") == [message])
  }

  @Test("warns of unknown fields or passes over them, but not over wrong values")
  func modes() throws {
    let yaml = "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: 1, imag: b}]}"
    let fields = try #require(try ObjectReader().records(of: MemorySource(yaml)).first).fields
    let path = "spec.containers[0]"
    #expect(schema.check(fields, mode: .warn).map(\.isWarning) == [false, true])
    #expect(schema.check(fields, mode: .ignore).map(\.path) == [path + ".name"])
    #expect(schema.check(fields, mode: .strict).map(\.path) == [path + ".name", path + ".imag"])
  }

  @Test("does not miss what servers fill in")
  func status() throws {
    #expect(try faults("apiVersion: v1\nkind: Pod\nstatus: {conditions: [{}]}").isEmpty)
    #expect(try faults("apiVersion: v1\nkind: Secret\ndata: {a: aGk=}").isEmpty)
    #expect(
      try faults("apiVersion: v1\nkind: Secret\ndata: {a: 'a b'}")
        == ["field 'data.a': found the text 'a b', expected bytes in Base64"])
  }

  @Test("a checker finds the same for the second object as for the first")
  func sharedShapes() throws {
    let good = #"{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"a"}]}}"#
    let bad = #"{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":null}]}}"#
    var checker = SchemaChecker()
    let records = try ObjectReader().records(of: MemorySource(good + "\n" + bad + "\n" + good))
    let counts = records.map { checker.check($0.fields).count }
    #expect(counts == [0, 1, 0])
  }

  @Test(
    "finds nothing wrong in real manifests",
    .enabled(if: SharedManifests.isAvailable, "needs ../shared/data"),
    arguments: SharedManifests.applications)
  func manifests(_ application: String) throws {
    var checker = SchemaChecker()
    for record in try SharedManifests.records(of: application) {
      var faults = checker.check(record.fields)
      // It has none, which a server refuses.
      if record.position.file.hasSuffix("simple/rs-calico.yaml") {
        #expect(faults.map(\.path) == ["spec.selector"])
        faults = []
      }
      #expect(faults.isEmpty, "\(record.position): \(faults.map(\.description))")
    }
  }
}
