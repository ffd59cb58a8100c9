// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// No way leads from a Secret's data into any output.
@Suite struct RedactionTests {
  /// What is planted and looked for.
  private static let canaries = ["canary-alpha-7391", "canary-bravo-7392", "canary-carol-7393"]

  private func leaks(_ text: String) -> [String] {
    Self.canaries.flatMap { [$0, Base64Text.encode(Array($0.utf8))] }.filter { text.contains($0) }
  }

  private func encoded(_ text: String) -> Value { .string(Base64Text.encode(Array(text.utf8))) }

  @Test(arguments: [
    ("say sesame", "say \(SecretValues.mark)"), ("\"sesame\"", "\"\(SecretValues.mark)\""),
    ("sesames and open-sesame", "sesames and open-sesame"), ("c2VzYW1l", SecretValues.mark),
    ("xlong-enough-to-be-sure9", "x\(SecretValues.mark)9"), ("ab", "ab"), ("", ""),
    ("two\\nlines", SecretValues.mark),
  ])
  func texts(_ text: String, _ redacted: String) {
    var values = SecretValues()
    values.add(secret: [
      "data": ["a": "c2VzYW1l", "b": encoded("long-enough-to-be-sure"), "c": encoded("ab")],
      "stringData": ["d": "two\nlines"],
    ])
    #expect(values.redacted(text) == redacted)
  }

  /// Whatever is wrong with a write of a Secret, the answer quotes nothing of it.
  @Test func errorsOfWrites() throws {
    let cluster = try TestCluster()
    let key = ObjectKey(namespace: "default", name: "s")
    let (alpha, bravo) = (Self.canaries[0], Self.canaries[1])
    try cluster.user.create(
      .secrets, ["metadata": ["name": "s"], "data": ["a": encoded(alpha)], "immutable": true])
    var said: [String] = []
    func attempt(_ body: () throws(APIStatus) -> Void) {
      do throws(APIStatus) {
        try body()
      } catch {
        said.append(JSONWriter().text(.object(error.fields)))
      }
    }
    let patches: [Patch] = [
      .merge(["data": ["a": encoded(bravo)]]), .merge(["data": .string(bravo)]),
      .merge(["data": ["a": .string(bravo)]]), .merge(["stringData": ["a b": .string(bravo)]]),
      .merge(["data": ["a": ["x": .string(bravo)]]]),
      .merge(["data": ["a": [.string(bravo)]]]),
      .strategic(["data": ["$patch": .string(bravo)]]),
      .strategic(["data": ["$retainKeys": .string(bravo)]]),
      .strategic(["$patch": .string(bravo), "data": ["a": .string(bravo)]]),
      .json([["op": "test", "path": "/data/a", "value": .string(bravo)]]),
      .json([["op": "replace", "path": "/data", "value": .string(bravo)]]),
      .json([["op": "replace", "path": "/data/a/b", "value": .string(bravo)]]),
      .json([["op": "copy", "path": "/metadata/name", "from": "/data/a"]]),
      .json([["op": "copy", "path": "/type", "from": "/data/a"]]),
      .json([["op": "add", "path": "/metadata/labels", "value": ["x": "y z"]]]),
      .apply([
        "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s"],
        "data": ["a": encoded(bravo)],
      ]),
      .apply([
        "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s"],
        "data": [.string(bravo)],
      ]),
      .apply([
        "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s"],
        "stringData": ["a": [.string(bravo)]],
      ]),
    ]
    for patch in patches {
      attempt { () throws(APIStatus) in try cluster.user.patch(.secrets, key, patch) }
    }
    let objects: [Fields] = [
      ["metadata": ["name": "n"], "data": ["a": .string(bravo)]],
      ["metadata": ["name": "n"], "data": ["a b": encoded(bravo)]],
      ["metadata": ["name": "n"], "data": .string(bravo)],
      ["metadata": ["name": "n"], "stringData": ["k": ["a": .string(bravo)]]],
      [
        "metadata": ["name": "n"], "type": "kubernetes.io/dockerconfigjson",
        "data": [".dockerconfigjson": encoded(bravo)],
      ],
      ["metadata": ["name": "n"], "type": "kubernetes.io/tls", "data": ["x": encoded(bravo)]],
      ["metadata": ["name": "s"], "data": ["a": encoded(bravo)]],
    ]
    for object in objects {
      attempt { () throws(APIStatus) in try cluster.user.create(.secrets, object) }
    }
    attempt { () throws(APIStatus) in
      var secret = try cluster.user.get(.secrets, key)
      secret["data"] = ["a": encoded(bravo)]
      try cluster.user.update(.secrets, secret)
    }
    #expect(said.count >= 18, "\(said.count)")
    for text in said { #expect(leaks(text).isEmpty, "\(text)") }
  }

  /// The one place in which the API repeats an applied manifest has no values of Secrets.
  @Test func lastAppliedConfiguration() throws {
    let cluster = try TestCluster()
    let key = ObjectKey(namespace: "default", name: "s")
    let name = LastApplied.annotation
    try cluster.user.create(
      .secrets,
      [
        "metadata": ["name": "s", "annotations": [name: "{}"]],
        "data": ["a": encoded(Self.canaries[0])],
      ])
    var options = WriteOptions(fieldManager: "kubectl")
    options.force = true
    let secret = try cluster.user.patch(
      .secrets, key,
      .apply([
        "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s"],
        "data": ["a": encoded(Self.canaries[1])],
      ]), subresource: nil, options)
    let text = secret.annotation(name) ?? ""
    #expect(text.contains("\"a\""))
    #expect(leaks(text).isEmpty, "\(text)")
    let managers = JSONWriter().text(secret.metadata["managedFields"] ?? .null)
    #expect(managers.contains("f:a"))
    #expect(leaks(managers).isEmpty, "\(managers)")
    #expect(secret["data"] == ["a": encoded(Self.canaries[1])])
  }

  @Test func printedObjects() {
    let name = LastApplied.annotation
    let secret: Fields = [
      "kind": "Secret", "data": ["a": encoded(Self.canaries[0])],
      "stringData": ["b": .string(Self.canaries[1])],
      "metadata": ["name": "s", "annotations": [name: .string(Self.canaries[2]), "x": "y"]],
    ]
    let text = JSONWriter().text(.object(secret.redacted))
    #expect(leaks(text).isEmpty, "\(text)")
    #expect(text.contains("\"x\":\"y\""))
    let map: Fields = ["kind": "ConfigMap", "data": ["a": "b"]]
    #expect(map.redacted == map)
  }

  /// Secrets in all the machinery of a scenario: what it writes into logs, events, statuses and
  /// results has nothing of them.
  @Test func everyOutputOfAScenario() throws {
    let text = """
      apiVersion: stevedore.dev/v1
      kind: Scenario
      metadata: {name: canary}
      spec:
        horizon: 15m
        nodes: [{name: node, count: 2, capacity: {cpu: 4, memory: 8Gi}}]
        behaviors:
          - metadata: {name: crash}
            spec:
              when: {env: {PASSWORD: "\(Self.canaries[1])"}}
              exits: [{after: 1s, code: 1}]
          - metadata: {name: private}
            spec: {selector: {image: "registry.example.org/*"}, image: {credentials: "robot:\(Self.canaries[2])"}}
        timeline:
          - at: 0s
            apply:
              - {apiVersion: v1, kind: Secret, metadata: {name: keys}, stringData: {password: \(Self.canaries[0]), "1bad": \(Self.canaries[2])}}
              - apiVersion: v1
                kind: Secret
                metadata: {name: registry}
                type: kubernetes.io/dockerconfigjson
                stringData: {.dockerconfigjson: '{"auths": {"registry.example.org": {"username": "robot", "password": "\(Self.canaries[1])"}}}'}
              - apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, annotations: {stevedore.dev/rollout-on-change: "true", stevedore.dev/rollback-on-failure: "true"}}
                spec:
                  replicas: 2
                  progressDeadlineSeconds: 60
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      containers:
                        - name: web
                          image: web:1
                          envFrom: [{secretRef: {name: keys}}]
                          env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: keys, key: password}}}]
                          volumeMounts: [{name: keys, mountPath: /keys}]
                      volumes: [{name: keys, secret: {secretName: keys}}]
              - apiVersion: v1
                kind: Pod
                metadata: {name: stranger, labels: {app: stranger}}
                spec: {imagePullSecrets: [{name: registry}], containers: [{name: c, image: "registry.example.org/c:1"}]}
          - {at: 2m, patch: secret/keys, change: {stringData: {password: \(Self.canaries[1])}}}
          - {at: 4m, patch: secret/keys, change: {data: {password: \(Self.canaries[2])}}}
          - {at: 5m, patch: secret/keys, change: {data: [\(Self.canaries[2])]}}
          - {at: 6m, fault: {type: APIServerRestart, for: 20s, compacted: true}}
          - {at: 8m, delete: secret/keys}
          - at: 9m
            apply: {apiVersion: v1, kind: Secret, metadata: {name: keys}, stringData: {other: \(Self.canaries[0])}}
        expect:
          - {that: A., at: 1m, object: secret/keys, fields: {data.password: x}}
          - {that: B., at: 1m, containers: app=web, file: /keys/password, is: \(Self.canaries[1])}
          - {that: C., at: 1m, containers: app=web, env: PASSWORD, is: x}
      """
    let file = ScenarioFile { _, _ throws(ReadingError) in [] }
    let scenario = try file.read("canary.yaml") { MemorySource(text, name: "canary.yaml") }
    let log = EventLog()
    var options = Simulation.Options()
    options.sink = log
    let simulation = try Simulation(scenario, options)
    let result = simulation.run()
    #expect(log.entries.count > 50)
    for entry in log.entries {
      let line = JSONWriter().text(.object(entry.fields))
      #expect(leaks(line).isEmpty, "\(line)")
    }
    #expect(result.refusals.count >= 2, "\(result.refusals)")
    for message in result.refusals.keys { #expect(leaks(message).isEmpty, "\(message)") }
    #expect(result.expectations.count == 3)
    for expectation in result.expectations {
      #expect(!expectation.isMet)
      let line = expectation.found + expectation.expected
      #expect(leaks(line).isEmpty, "\(line)")
    }
    // And of all objects in the API, only Secrets know their data.
    for type in simulation.machinery.catalogue.types where type != .secrets {
      for object in try simulation.machinery.every(type) {
        let line = JSONWriter().text(.object(object))
        #expect(leaks(line).isEmpty, "\(line)")
      }
    }
    let secrets = try simulation.machinery.every(.secrets)
    #expect(!secrets.isEmpty)
  }
}
