// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Texts, conditions and data of pods.
@Suite struct PodDetailTests {
  private static let second: Int64 = 1_000_000

  @Test func waitingContainersSayWhy() throws {
    var crash = Behavior(name: "crash")
    crash.selector.pod = GlobPattern("crash")
    crash.exits = [.init(after: .constant(Self.second), code: 1)]
    var missing = Behavior(name: "missing")
    missing.selector.pod = GlobPattern("missing")
    missing.image.failure = "not found"
    let rig = try NodeRig([crash, missing])
    try rig.apply(NodeRig.pod("crash"))
    try rig.apply(NodeRig.pod("missing").replacing("web:1", with: "web:2"))
    rig.run(5)
    let uid = try #require(try rig.pod("crash")).fields.uid
    let waiting = try rig.pod("crash")?.status.containerStatuses.first?.state.waiting
    #expect(
      waiting?.message
        == "back-off 10s restarting failed container=main pod=crash_default(\(uid))")
    let image = try rig.pod("missing")?.status.containerStatuses.first?.state.waiting
    #expect(image?.message == "Back-off pulling image \"web:2\": ErrImagePull: not found")
    #expect(
      try rig.events("missing") == [
        "Pulling Pulling image \"web:2\"", "Failed Failed to pull image \"web:2\": not found",
        "Failed Error: ErrImagePull", "BackOff Back-off pulling image \"web:2\"",
        "Failed Error: ImagePullBackOff",
      ])
    #expect(
      try rig.events("crash").last
        == "BackOff Back-off restarting failed container main in pod crash_default(\(uid))")
  }

  @Test func eventsTellAPodsLife() throws {
    var behavior = Behavior(name: "image")
    behavior.image.size = 250_000_000
    let rig = try NodeRig([behavior])
    try rig.apply(NodeRig.pod("web"))
    rig.run(5)
    try rig.delete("web")
    rig.run(5)
    #expect(
      try rig.events("web") == [
        "Pulling Pulling image \"web:1\"",
        "Pulled Successfully pulled image \"web:1\" in 2.5s (2.5s including waiting). "
          + "Image size: 250000000 bytes.",
        "Created Created container: main", "Started Started container main",
        "Killing Stopping container main",
      ])
  }

  @Test func imagesAreFetchedOneAfterAnother() throws {
    func times(_ isSerial: Bool) throws -> [String] {
      var behavior = Behavior(name: "image")
      behavior.image.size = 200_000_000
      var configuration = KubeletConfiguration()
      configuration.serializesImagePulls = isSerial
      let rig = try NodeRig([behavior], configuration: configuration)
      try rig.apply(NodeRig.pod("a"))
      try rig.apply(NodeRig.pod("b").replacing("web:1", with: "web:2"))
      try rig.apply(NodeRig.pod("c"))
      rig.run(10)
      return rig.lines.filter { $0.contains("Running") }
    }
    #expect(try times(true) == ["2 a 1/1 Running 0", "4 b 1/1 Running 0", "4 c 1/1 Running 0"])
    // Three share the bandwidth: the same image twice and another one.
    #expect(try times(false) == ["6 a 1/1 Running 0", "6 b 1/1 Running 0", "6 c 1/1 Running 0"])
  }

  @Test func unreadyContainersAreNamed() throws {
    var behavior = Behavior(name: "slow")
    behavior.readyDelay = .constant(9 * Self.second)
    let rig = try NodeRig([behavior])
    try rig.apply(NodeRig.pod("web"))
    rig.run(5)
    for type in ["Ready", "ContainersReady"] {
      let condition = try rig.condition("web", type)
      #expect(condition?.reason == "ContainersNotReady")
      #expect(condition?.message == "containers with unready status: [main]")
      #expect(condition?.lastTransitionTime == rig.start)
    }
    rig.run(5)
    let ready = try rig.condition("web", "Ready")
    #expect(ready?.status == "True")
    #expect(ready?.reason == nil)
    #expect(ready?.lastTransitionTime == rig.start.advanced(by: 9 * Self.second))
    #expect(try rig.condition("web", "PodReadyToStartContainers")?.lastTransitionTime == rig.start)
  }

  @Test func readinessGatesAreWaitedFor() throws {
    let rig = try NodeRig()
    try rig.apply(
      NodeRig.pod("web", spec: "readinessGates: [{conditionType: example.com/open}]"))
    rig.run(1)
    let ready = try rig.condition("web", "Ready")
    #expect(ready?.reason == "ReadinessGatesNotReady")
    #expect(
      ready?.message
        == "corresponding condition of pod readiness gate \"example.com/open\" does not exist.")
    #expect(try rig.condition("web", "ContainersReady")?.status == "True")
    var pod = try rig.cluster.user.get(.pods, ObjectKey(namespace: "default", name: "web"))
    pod.modify("status") { status in
      status["conditions"] = .array(
        (status["conditions"]?.array ?? []) + [["type": "example.com/open", "status": "True"]])
    }
    try rig.cluster.user.updateStatus(.pods, pod)
    rig.run(1)
    #expect(try rig.condition("web", "Ready")?.status == "True")
  }

  @Test func donePodsSayThatTheyAre() throws {
    var behavior = Behavior(name: "work")
    behavior.exits = [.init(after: .constant(Self.second))]
    let rig = try NodeRig([behavior])
    try rig.apply(NodeRig.pod("job", spec: "restartPolicy: Never"))
    rig.run(5)
    for type in ["Ready", "ContainersReady"] {
      #expect(try rig.condition("job", type)?.reason == "PodCompleted")
    }
    #expect(try rig.condition("job", "Initialized")?.status == "True")
    #expect(try rig.condition("job", "PodReadyToStartContainers")?.status == "False")
    let status = try #require(try rig.pod("job")).status.containerStatuses.first
    #expect(status?.state.terminated?.reason == "Completed")
    #expect(status?.ready == false)
  }

  @Test func refusedPodsSayWhy() throws {
    let rig = try NodeRig()
    try rig.apply(NodeRig.pod("first", container: "resources: {requests: {cpu: 3}}"))
    try rig.apply(NodeRig.pod("second", container: "resources: {requests: {cpu: 1500m}}"))
    rig.run(1)
    let status = try #require(try rig.pod("second")).status
    #expect(status.phase == "Failed")
    #expect(status.reason == "OutOfcpu")
    #expect(
      status.message
        == "Pod was rejected: Node didn't have enough resource: cpu, requested: 1500, "
        + "used: 3000, capacity: 4000")
  }

  @Test func aDeadlineIsSaid() throws {
    let rig = try NodeRig()
    try rig.apply(NodeRig.pod("web", spec: "activeDeadlineSeconds: 20"))
    rig.run(30)
    let status = try #require(try rig.pod("web")).status
    #expect(status.phase == "Failed")
    #expect(status.reason == "DeadlineExceeded")
    #expect(status.message == "Pod was active on the node longer than the specified deadline")
  }

  /// Three pods use more and more; the one that exceeds its request most goes first.
  @Test func podsAreEvictedWhereMemoryRunsShort() throws {
    func behavior(_ name: String, _ start: Int64, _ end: Int64) -> Behavior {
      var behavior = Behavior(name: name)
      behavior.selector.pod = GlobPattern(name)
      behavior.memory = [.init(at: 0, start << 20), .init(at: 100 * Self.second, end << 20)]
      return behavior
    }
    let rig = try NodeRig(
      [behavior("greedy", 100, 600), behavior("modest", 300, 300), behavior("bought", 300, 500)],
      memory: "1100Mi")
    try rig.apply(NodeRig.pod("greedy", container: "resources: {requests: {memory: 50Mi}}"))
    try rig.apply(NodeRig.pod("modest", container: "resources: {requests: {memory: 300Mi}}"))
    try rig.apply(NodeRig.pod("bought", container: "resources: {requests: {memory: 600Mi}}"))
    rig.run(30)
    #expect(try rig.pod("greedy")?.status.phase == "Running")
    rig.run(20)
    let status = try #require(try rig.pod("greedy")).status
    #expect(status.phase == "Failed")
    #expect(status.reason == "Evicted")
    #expect(
      status.message
        == "The node was low on resource: memory. Threshold quantity: 100Mi, available: "
        + "102396Ki. Container main was using 321828Ki, request is 50Mi, has larger consumption of "
        + "memory. ")
    #expect(try rig.condition("greedy", "DisruptionTarget")?.reason == "TerminationByKubelet")
    #expect(try rig.pod("modest")?.status.phase == "Running")
    func pressure() throws -> String? {
      try rig.cluster.object(.nodes, "node-1", as: Node.self)?.status.conditions.first {
        $0.type == "MemoryPressure"
      }?.status
    }
    #expect(try pressure() == "True")
    try rig.apply(NodeRig.pod("late"))
    rig.run(1)
    #expect(try rig.pod("late")?.status.message?.contains("MemoryPressure") == true)
    rig.run(310)
    #expect(try pressure() == "False")
  }

  /// A pod is written when it is bound, runs, is to end and has ended, and never besides.
  @Test func aPodIsWrittenSeldom() throws {
    let rig = try NodeRig()
    var kinds: [WatchEvent.Kind] = []
    let watch = try rig.cluster.user.watch(.pods, WatchOptions()) { events in
      kinds += events.map(\.kind)
    }
    defer { watch.cancel() }
    try rig.apply(
      NodeRig.pod(
        "web",
        container: """
          startupProbe: {tcpSocket: {port: 80}}
          readinessProbe: {tcpSocket: {port: 80}}
          livenessProbe: {tcpSocket: {port: 80}}
          """))
    rig.run(10)
    #expect(kinds == [.added, .modified, .modified])
    let steps = rig.cluster.clock.stepCount
    rig.run(86_400)
    #expect(rig.cluster.clock.stepCount == steps)
    try rig.delete("web")
    rig.run(10)
    #expect(kinds == [.added, .modified, .modified, .modified, .modified, .deleted])
  }

  /// What a template has in common lies in memory once, and is read once.
  @Test func podsOfATemplateShareTheirShape() throws {
    let template: Fields = ["containers": [["name": "main", "image": "web:1"]]]
    var (first, second) = (template, template)
    first["nodeName"] = "node-1"
    second["nodeName"] = "node-2"
    let shapes = PodShapes()
    #expect(shapes.shape(of: first) === shapes.shape(of: second))
    let other: Fields = ["containers": [["name": "main", "image": "web:2"]]]
    #expect(shapes.shape(of: first) !== shapes.shape(of: other))
    first["overhead"] = ["cpu": "1"]
    #expect(shapes.shape(of: first).requests.first?.amount == 1_000)
  }

  /// What is on no volume is lost when a container starts again, and what is on a local one when the
  /// pod does.
  @Test func containersAreStateless() throws {
    var behavior = Behavior(name: "writer")
    behavior.writes = ["/scratch", "/cache/count", "/data/count"].map {
      .init(path: $0, text: "x", isAppended: true)
    }
    let rig = try NodeRig([behavior])
    let yaml = NodeRig.pod(
      "web",
      spec: """
        volumes:
          - {name: cache, emptyDir: {}}
          - {name: data, persistentVolumeClaim: {claimName: data}}
        """,
      container: """
        volumeMounts:
          - {name: cache, mountPath: /cache}
          - {name: data, mountPath: /data}
        """)
    let key = ObjectKey(namespace: "default", name: "web")
    func files() -> [String?] {
      ["/scratch", "/cache/count", "/data/count"].map {
        rig.machine.read($0, of: key, container: "main")
      }
    }
    try rig.bindClaim("data")
    try rig.apply(yaml)
    rig.run(1)
    #expect(files() == ["x", "x", "x"])
    rig.machine.crashContainer(key, "main")
    rig.run(2)
    #expect(files() == ["x", "xx", "xx"])
    rig.machine.crash()
    rig.machine.boot()
    rig.run(5)
    rig.run(30)
    #expect(files() == ["x", "xxx", "xxx"])
    try rig.delete("web")
    rig.run(1)
    try rig.apply(yaml)
    rig.run(1)
    #expect(files() == ["x", "x", "xxxx"])
  }
}

extension String {
  fileprivate func replacing(_ text: String, with other: String) -> String {
    split(separator: text, omittingEmptySubsequences: false).joined(separator: other)
  }
}
