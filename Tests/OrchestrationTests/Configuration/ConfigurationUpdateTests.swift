// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// What becomes of running pods when what they are configured by changes.
@Suite struct ConfigurationUpdateTests {
  private let app = ObjectKey(namespace: "default", name: "app")

  private func rig(
    _ behaviors: [Behavior] = [], immutable: Bool = false,
    configuration: KubeletConfiguration = KubeletConfiguration(), container: String = ""
  ) throws -> NodeRig {
    let rig = try NodeRig(behaviors, configuration: configuration)
    try rig.cluster.apply(
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: app}
      data: {mode: old}
      immutable: \(immutable)
      """)
    try rig.apply(
      NodeRig.pod(
        "web",
        spec: """
          volumes:
          - {name: app, configMap: {name: app}}
          - {name: me, downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}}
          """,
        container: """
          env: [{name: MODE, valueFrom: {configMapKeyRef: {name: app, key: mode}}}]
          volumeMounts:
          - {name: app, mountPath: /app}
          - {name: app, mountPath: /etc/mode, subPath: mode}
          - {name: me, mountPath: /me}
          \(container)
          """))
    rig.run(1)
    return rig
  }

  private func set(_ rig: NodeRig, _ mode: String) throws {
    try rig.cluster.user.change(.configMaps, app, uid: nil) { map in
      map["data"] = ["mode": .string(mode)]
      return true
    }
  }

  private func seen(_ rig: NodeRig) -> [String?] {
    let web = VolumeFilesTests.web
    return [
      rig.machine.environment(of: web, container: "main")?["MODE"],
      rig.machine.read("/app/mode", of: web, container: "main"),
      rig.machine.read("/etc/mode", of: web, container: "main"),
    ]
  }

  @Test func filesChangeVariablesAndPartsDoNot() throws {
    let rig = try rig()
    #expect(seen(rig) == ["old", "old", "old"])
    let identity = try rig.pod("web")?.status.containerStatuses.first?.containerID
    try set(rig, "new")
    rig.run(90)
    #expect(seen(rig) == ["old", "new", "old"])
    let status = try rig.pod("web")?.status.containerStatuses.first
    #expect(status?.restartCount == 0)
    #expect(status?.containerID == identity)
    // A container that starts again gets everything anew.
    rig.machine.crashContainer(VolumeFilesTests.web, "main")
    rig.run(30)
    #expect(seen(rig) == ["new", "new", "new"])
    #expect(try rig.pod("web")?.status.containerStatuses.first?.restartCount == 1)
  }

  /// A restart brings what is latest, also where the files were not due yet.
  @Test func aRestartIsAheadOfTheFiles() throws {
    var configuration = KubeletConfiguration()
    configuration.configurationDelay = 600_000_000
    let rig = try rig(configuration: configuration)
    try set(rig, "new")
    rig.run(100)
    #expect(seen(rig) == ["old", "old", "old"])
    rig.machine.crashContainer(VolumeFilesTests.web, "main")
    rig.run(30)
    #expect(seen(rig) == ["new", "new", "new"])
  }

  /// The time until files change lies between nothing and one and a half periods, and is spread.
  @Test func filesChangeWithinOneAndAHalfPeriods() throws {
    var waits: [Int] = []
    let rig = try rig()
    for round in 1...40 {
      try set(rig, "\(round)")
      var wait = 0
      while seen(rig)[1] != "\(round)", wait < 200 {
        rig.run(1)
        wait += 1
      }
      waits.append(wait)
    }
    #expect(waits.max() ?? 0 <= 91)
    #expect(waits.max() ?? 0 > 50)
    #expect(waits.min() ?? 0 < 20)
  }

  @Test func aChangeOfThePodBringsFilesAtOnce() throws {
    let rig = try rig()
    try set(rig, "new")
    try rig.cluster.user.change(.pods, VolumeFilesTests.web, uid: nil) { pod in
      pod.modify("metadata") { $0["labels"] = ["app": "web", "tier": "front"] }
      return true
    }
    rig.run(0.1)
    #expect(seen(rig) == ["old", "new", "old"])
    #expect(
      rig.machine.read("/me/labels", of: VolumeFilesTests.web, container: "main")
        == "app=\"web\"\ntier=\"front\"")
  }

  @Test func whatIsDeletedStaysInTheFiles() throws {
    let rig = try rig()
    _ = try rig.cluster.user.delete(.configMaps, app, DeleteOptions())
    rig.run(100)
    #expect(seen(rig) == ["old", "old", "old"])
    #expect(
      try rig.events("web").contains(
        "FailedMount MountVolume.SetUp failed for volume \"app\" : configmap \"app\" not found"))
    try rig.cluster.apply(
      "--- {apiVersion: v1, kind: ConfigMap, metadata: {name: app}, data: {mode: new}}")
    rig.run(90)
    #expect(seen(rig) == ["old", "new", "old"])
  }

  @Test func immutableObjectsAreNotWatched() throws {
    let mutable = try rig()
    #expect(mutable.kubelet.configurations.watchCount == 1)
    let rig = try rig(immutable: true)
    #expect(rig.kubelet.configurations.watchCount == 0)
    #expect(seen(rig) == ["old", "old", "old"])
    rig.machine.crashContainer(VolumeFilesTests.web, "main")
    rig.run(30)
    #expect(seen(rig) == ["old", "old", "old"])
  }

  /// Only what pods of the node use is watched, and not longer than they do.
  @Test func onlyWhatIsUsedIsWatched() throws {
    let rig = try rig()
    try rig.cluster.apply(
      """
      --- {apiVersion: v1, kind: ConfigMap, metadata: {name: other}, data: {a: b}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: other}, data: {a: Yg==}}
      """)
    try rig.apply(
      NodeRig.pod(
        "second",
        container: "env: [{name: M, valueFrom: {configMapKeyRef: {name: app, key: mode}}}]"
      ))
    rig.run(1)
    #expect(rig.kubelet.configurations.watchCount == 1)
    try rig.delete("web", grace: 0)
    rig.run(1)
    #expect(rig.kubelet.configurations.watchCount == 1)
    try rig.delete("second", grace: 0)
    rig.run(1)
    #expect(rig.kubelet.configurations.watchCount == 0)
  }

  @Test func aKubeletThatBeginsAgainGoesOn() throws {
    let rig = try rig()
    rig.kubelet.stop()
    #expect(rig.kubelet.configurations.watchCount == 0)
    try set(rig, "new")
    rig.run(100)
    #expect(seen(rig) == ["old", "old", "old"])
    rig.kubelet.start()
    rig.run(91)
    #expect(seen(rig) == ["old", "new", "old"])
    #expect(try rig.pod("web")?.status.containerStatuses.first?.restartCount == 0)
  }

  @Test func aMachineThatBootsGetsTheLatest() throws {
    let rig = try rig()
    rig.machine.crash()
    try set(rig, "new")
    rig.run(10)
    rig.machine.boot()
    rig.run(60)
    #expect(seen(rig) == ["new", "new", "new"])
  }

  @Test func filesOfAMachineThatIsCutOffStay() throws {
    let rig = try rig()
    rig.machine.disconnect()
    try set(rig, "new")
    rig.run(200)
    #expect(seen(rig) == ["old", "old", "old"])
    rig.machine.connect()
    rig.run(121)
    #expect(seen(rig) == ["old", "new", "old"])
  }

  // MARK: Programs

  private func behavior(_ when: String, _ rest: String) throws -> Behavior {
    let documents = try BehaviorDocuments(
      reading: """
        apiVersion: stevedore.dev/v1
        kind: Behavior
        metadata: {name: test}
        spec:
          when: \(when)
          \(rest)
        """, name: "test.yaml")
    return try #require(documents.behaviors.first)
  }

  @Test func aProgramCrashesByItsVariables() throws {
    let behavior = try behavior("{env: {MODE: \"bro*\"}}", "exits: [{after: 1s, code: 2}]")
    let rig = try rig([behavior])
    rig.run(100)
    #expect(try rig.pod("web")?.status.containerStatuses.first?.restartCount == 0)
    try set(rig, "broken")
    rig.run(200)
    #expect(try rig.pod("web")?.status.containerStatuses.first?.restartCount == 0)
    rig.machine.crashContainer(VolumeFilesTests.web, "main")
    rig.run(120)
    let status = try rig.pod("web")?.status.containerStatuses.first
    #expect(status?.restartCount ?? 0 > 2)
    #expect(status?.lastState.terminated?.exitCode == 2)
    try set(rig, "fine")
    rig.run(400)
    #expect(try rig.pod("web")?.status.phase == "Running")
    #expect(try rig.condition("web", "Ready")?.status == "True")
  }

  @Test func aProgramThatReadsAgainCrashes() throws {
    let behavior = try behavior(
      "{files: {/app/mode: broken}, reload: true}", "exits: [{after: 5s, code: 3}]")
    let rig = try rig([behavior])
    rig.run(100)
    try set(rig, "broken")
    rig.run(96)
    let status = try rig.pod("web")?.status.containerStatuses.first
    #expect(status?.restartCount ?? 0 >= 1 || status?.state.terminated?.exitCode == 3)
  }

  @Test func aProgramThatReadsAgainIsNotReadyForAWhile() throws {
    let behavior = try behavior(
      "{files: {/app/mode: \"*broken*\"}, reload: true}",
      "probes: [{probe: readiness, failsAfter: 2s, message: bad configuration}]")
    let rig = try rig(
      [behavior],
      container: "readinessProbe: {periodSeconds: 1, failureThreshold: 1, httpGet: {port: 80}}")
    rig.run(30)
    #expect(try rig.condition("web", "Ready")?.status == "True")
    try set(rig, "broken")
    rig.run(94)
    #expect(try rig.condition("web", "Ready")?.status == "False")
    #expect(try rig.events("web").contains("Unhealthy Readiness probe failed: bad configuration"))
    #expect(try rig.pod("web")?.status.containerStatuses.first?.restartCount == 0)
    try set(rig, "fine")
    rig.run(94)
    #expect(try rig.condition("web", "Ready")?.status == "True")
    #expect(try rig.pod("web")?.status.containerStatuses.first?.restartCount == 0)
  }

  @Test func aProgramThatReadsOnceIsNotHarmed() throws {
    let behavior = try behavior("{files: {/app/mode: broken}}", "exits: [{after: 5s, code: 3}]")
    let rig = try rig([behavior])
    try set(rig, "broken")
    rig.run(300)
    #expect(try rig.pod("web")?.status.containerStatuses.first?.restartCount == 0)
    rig.machine.crashContainer(VolumeFilesTests.web, "main")
    rig.run(60)
    #expect(try rig.pod("web")?.status.containerStatuses.first?.restartCount ?? 0 > 1)
  }

  @Test(arguments: [
    ("{}", "exits: [{after: 1s}]", "'env' or 'files'"),
    ("{env: {A: b}, reload: true}", "exits: [{after: 1s}]", "files that are read again"),
    ("{env: {A: b}}", "image: {size: 1Gi}", "nothing where 'when' is given"),
    ("{env: {A: [b]}}", "exits: [{after: 1s}]", "text"),
    (
      "{files: {/a: b}, reload: true}",
      "probes: [{probe: liveness, failsAfter: 1s, for: 1s, every: 5s}]", "read again"
    ),
  ])
  func whatMakesNoSense(_ when: String, _ rest: String, _ expected: String) {
    do {
      _ = try behavior(when, rest)
      Issue.record("It is read.")
    } catch {
      #expect("\(error)".contains(expected), "\(error)")
    }
  }
}
