// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// What files containers have of ConfigMaps, Secrets and their pod.
@Suite struct VolumeFilesTests {
  static let web = ObjectKey(namespace: "default", name: "web")

  static let objects = """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: app}
    data: {mode: old, other: "1"}
    binaryData: {raw: AP8=}
    ---
    apiVersion: v1
    kind: Secret
    metadata: {name: keys}
    data: {password: c2VzYW1l}
    """

  static func rig(
    _ volumes: String, mounts: String, _ behaviors: [Behavior] = [], objects: String = objects,
    configuration: KubeletConfiguration = KubeletConfiguration()
  ) throws -> NodeRig {
    let rig = try NodeRig(behaviors, configuration: configuration)
    if !objects.isEmpty { try rig.cluster.apply(objects) }
    try rig.apply(
      NodeRig.pod("web", spec: "volumes:\n" + volumes, container: "volumeMounts:\n" + mounts))
    rig.run(1)
    return rig
  }

  private func text(_ rig: NodeRig, _ path: String) -> String? {
    rig.machine.read(path, of: Self.web, container: "main")
  }

  @Test func configMapsAndSecretsBecomeFiles() throws {
    let rig = try Self.rig(
      """
      - {name: all, configMap: {name: app}}
      - {name: some, configMap: {name: app, defaultMode: 256, items: [{key: mode, path: deep/m}, {key: other, path: o, mode: 511}]}}
      - {name: keys, secret: {secretName: keys}}
      - {name: none, secret: {secretName: nobody, optional: true}}
      """,
      mounts: """
        - {name: all, mountPath: /all}
        - {name: some, mountPath: /some/}
        - {name: keys, mountPath: /keys}
        - {name: none, mountPath: /none}
        """)
    #expect(text(rig, "/all/mode") == "old")
    #expect(text(rig, "/all/other") == "1")
    #expect(rig.machine.bytes(of: "/all/raw", of: Self.web, container: "main") == [0, 255])
    #expect(text(rig, "/some/deep/m") == "old")
    #expect(text(rig, "/some/mode") == nil)
    #expect(rig.machine.mode(of: "/all/mode", of: Self.web, container: "main") == 0o644)
    #expect(rig.machine.mode(of: "/some/deep/m", of: Self.web, container: "main") == 0o400)
    #expect(rig.machine.mode(of: "/some/o", of: Self.web, container: "main") == 0o777)
    #expect(text(rig, "/keys/password") == "sesame")
    #expect(text(rig, "/none/password") == nil)
  }

  @Test func severalSourcesMakeOneVolume() throws {
    let rig = try Self.rig(
      """
      - name: mixed
        projected:
          sources:
          - configMap: {name: app, items: [{key: mode, path: mode}]}
          - secret: {name: keys}
          - serviceAccountToken: {path: token, audience: vault}
          - downwardAPI:
              items:
              - {path: labels, fieldRef: {fieldPath: metadata.labels}}
              - {path: cpu, resourceFieldRef: {containerName: main, resource: limits.cpu}}
      """, mounts: "- {name: mixed, mountPath: /etc/mixed}")
    #expect(text(rig, "/etc/mixed/mode") == "old")
    #expect(text(rig, "/etc/mixed/password") == "sesame")
    #expect(text(rig, "/etc/mixed/labels") == "app=\"web\"")
    #expect(text(rig, "/etc/mixed/cpu") == "4")
    #expect(
      text(rig, "/etc/mixed/token")
        == "placeholder of system:serviceaccount:default:default for vault")
  }

  struct Missing: Sendable {
    var volume: String
    var message: String
  }

  @Test(arguments: [
    Missing(volume: "configMap: {name: late}", message: "configmap \"late\" not found"),
    Missing(volume: "secret: {secretName: late}", message: "secret \"late\" not found"),
    Missing(
      volume: "configMap: {name: app, items: [{key: new, path: new}]}",
      message: "configmap references non-existent config key: new"),
    Missing(
      volume: "secret: {secretName: keys, items: [{key: new, path: new}]}",
      message: "references non-existent secret key: new"),
    Missing(
      volume: "projected: {sources: [{configMap: {name: late}}, {secret: {name: late}}]}",
      message: "[configmap \"late\" not found, secret \"late\" not found]"),
  ])
  func missingVolumesAreWaitedFor(_ missing: Missing) throws {
    let rig = try Self.rig(
      "- {name: v, \(missing.volume)}", mounts: "- {name: v, mountPath: /v}")
    let waiting = try rig.pod("web")?.status.containerStatuses.first?.state.waiting
    #expect(waiting?.reason == "ContainerCreating")
    #expect(
      try rig.events("web").contains(
        "FailedMount MountVolume.SetUp failed for volume \"v\" : \(missing.message)"))
    #expect(try rig.pod("web")?.status.podIP == nil)
    #expect(try rig.condition("web", "PodReadyToStartContainers")?.status == "False")
    rig.run(10)
    for (type, name) in [(ResourceType.configMaps, "app"), (.secrets, "keys")] {
      try rig.cluster.user.change(
        type, ObjectKey(namespace: "default", name: name), uid: nil
      ) { object in
        object.modify("data") { $0["new"] = "bmV3" }
        return true
      }
    }
    try rig.cluster.apply(
      """
      --- {apiVersion: v1, kind: ConfigMap, metadata: {name: late}, data: {new: bmV3}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: late}, data: {new: bmV3}}
      """)
    // It is tried again after half a second, one, two, and so on.
    rig.run(20)
    #expect(try rig.pod("web")?.status.phase == "Running")
    #expect(text(rig, "/v/new")?.isEmpty == false)
  }

  /// What the kubelet makes, a program cannot change.
  @Test func theFilesAreNotWritten() throws {
    var behavior = Behavior(name: "writer")
    behavior.writes = [
      ContainerPlan.Write(path: "/all/mode", text: "mine"),
      ContainerPlan.Write(path: "/all/new", text: "mine"),
      ContainerPlan.Write(path: "/tmp/x", text: "mine"),
    ]
    let rig = try Self.rig(
      "- {name: all, configMap: {name: app}}", mounts: "- {name: all, mountPath: /all}",
      [behavior])
    #expect(text(rig, "/all/mode") == "old")
    #expect(text(rig, "/all/new") == nil)
    #expect(text(rig, "/tmp/x") == "mine")
  }
}
