// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// What variables containers have.
@Suite struct EnvironmentTests {
  /// References to variables in texts, by the rules of `expansion` in Kubernetes.
  @Test(arguments: [
    ("plain", "plain"), ("$(A)", "1"), ("x$(A)y$(B)z", "x1y2z"), ("$$(A)", "$(A)"),
    ("$(MISSING)", "$(MISSING)"), ("$(A", "$(A"), ("$A", "$A"), ("a$", "a$"), ("$$", "$"),
    ("$(A)$(A)", "11"), ("$$$(A)", "$1"), ("$()", "$()"),
  ])
  func references(_ text: String, _ expanded: String) {
    #expect(EnvironmentBuilder.expanded(text, ["A": "1", "B": "2"]) == expanded)
  }

  @Test(arguments: [
    ("A", true), ("a.b-c_d", true), ("_x", true), ("1a", false), ("", false), ("..", false),
    (".", false), ("..a", false), ("a b", false), ("ä", false),
  ])
  func names(_ text: String, _ isName: Bool) {
    #expect(EnvironmentBuilder.isName(text) == isName)
  }

  private static let objects = """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: one}
    data: {A: "1", B: "1", 9bad: x}
    binaryData: {RAW: aGk=}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: two}
    data: {B: "2", C: "2"}
    ---
    apiVersion: v1
    kind: Secret
    metadata: {name: keys}
    data: {PASSWORD: c2VzYW1l}
    """

  private func environment(
    _ container: String, objects: String = EnvironmentTests.objects
  ) throws -> (values: [String: String]?, rig: NodeRig) {
    let rig = try NodeRig()
    try rig.cluster.apply(objects)
    try rig.apply(NodeRig.pod("web", container: container))
    rig.run(1)
    let key = ObjectKey(namespace: "default", name: "web")
    return (rig.machine.environment(of: key, container: "main"), rig)
  }

  @Test func laterSourcesAndVariablesWin() throws {
    let (values, rig) = try environment(
      """
      envFrom:
      - configMapRef: {name: one}
      - configMapRef: {name: two}
      - prefix: S_
        secretRef: {name: keys}
      - configMapRef: {name: none, optional: true}
      env:
      - {name: C, value: "3"}
      - {name: D, value: "$(A)$(B)$(C)$(LATER)"}
      - {name: LATER, value: "x"}
      - name: P
        valueFrom: {secretKeyRef: {name: keys, key: PASSWORD}}
      - name: Q
        valueFrom: {configMapKeyRef: {name: one, key: nothing, optional: true}}
      """)
    #expect(
      values == [
        "A": "1", "B": "2", "C": "3", "D": "123$(LATER)", "LATER": "x", "S_PASSWORD": "sesame",
        "P": "sesame",
      ])
    #expect(
      try rig.events("web").contains(
        "InvalidEnvironmentVariableNames Keys [9bad] from the EnvFrom configMap default/one were "
          + "skipped since they are considered invalid environment variable names."))
  }

  @Test func thePodDescribesItself() throws {
    let (values, _) = try environment(
      """
      resources: {limits: {memory: 100Mi}, requests: {cpu: 1200m}}
      env:
      - {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
      - {name: SPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
      - {name: LABEL, valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}}
      - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
      - {name: HOST, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}
      - {name: OWN, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
      - {name: CPUS, valueFrom: {resourceFieldRef: {resource: requests.cpu}}}
      - {name: MILLIS, valueFrom: {resourceFieldRef: {resource: requests.cpu, divisor: 1m}}}
      - {name: MIB, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}
      - {name: ALL, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
      """)
    #expect(
      values == [
        "NAME": "web", "SPACE": "default", "LABEL": "web", "NODE": "node-1",
        "HOST": "172.16.0.1", "OWN": "10.244.0.2", "CPUS": "2", "MILLIS": "1200", "MIB": "100",
        "ALL": "4",
      ])
  }

  /// Containers whose variables stand in the pod keep nothing of their own.
  @Test func plainVariablesCostNothing() throws {
    let (values, rig) = try environment("env: [{name: A, value: x}, {name: B, value: $(A)y}]")
    #expect(values == ["A": "x", "B": "xy"])
    let sandbox = try #require(rig.machine.knownSandboxes.first)
    #expect(sandbox.latest("main")?.configuration == nil)
    #expect(sandbox.made == nil)
    #expect(rig.kubelet.workers.values.allSatisfy { $0.configuration == nil })
    #expect(rig.kubelet.configurations.watchCount == 0)
  }

  struct Missing: Sendable {
    var variable: String
    var message: String
    var remedy: String
  }

  /// What is missing keeps a container from being made, until it is there.
  @Test(arguments: [
    Missing(
      variable: "configMapKeyRef: {name: late, key: k}", message: "configmap \"late\" not found",
      remedy: "--- {apiVersion: v1, kind: ConfigMap, metadata: {name: late}, data: {k: v}}"),
    Missing(
      variable: "secretKeyRef: {name: late, key: k}", message: "secret \"late\" not found",
      remedy: "--- {apiVersion: v1, kind: Secret, metadata: {name: late}, data: {k: dg==}}"),
    Missing(
      variable: "configMapKeyRef: {name: one, key: k}",
      message: "couldn't find key k in ConfigMap default/one", remedy: ""),
    Missing(
      variable: "secretKeyRef: {name: keys, key: k}",
      message: "couldn't find key k in Secret default/keys", remedy: ""),
  ])
  func missingReferences(_ missing: Missing) throws {
    let (values, rig) = try environment("env: [{name: V, valueFrom: {\(missing.variable)}}]")
    #expect(values == nil)
    let state = try rig.pod("web")?.status.containerStatuses.first?.state.waiting
    #expect(state?.reason == "CreateContainerConfigError")
    #expect(state?.message == missing.message)
    #expect(try rig.events("web").contains("Failed Error: \(missing.message)"))
    #expect(try rig.pod("web")?.status.phase == "Pending")
    rig.run(100)
    if missing.remedy.isEmpty {
      for (type, name) in [(ResourceType.configMaps, "one"), (.secrets, "keys")] {
        let key = ObjectKey(namespace: "default", name: name)
        try rig.cluster.user.change(type, key, uid: nil) { object in
          object.modify("data") { $0["k"] = "dg==" }
          return true
        }
      }
    } else {
      try rig.cluster.apply(missing.remedy)
    }
    rig.run(11)
    let key = ObjectKey(namespace: "default", name: "web")
    let value = rig.machine.environment(of: key, container: "main")?["V"]
    #expect(value == "v" || value == "dg==")
    #expect(try rig.pod("web")?.status.phase == "Running")
  }
}
