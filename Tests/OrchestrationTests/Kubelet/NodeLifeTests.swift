// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Nodes: how they are registered, and what becomes of them and their pods when something fails.
@Suite struct NodeLifeTests {
  private static let second: Int64 = 1_000_000

  @Test func registersANode() throws {
    let rig = try NodeRig()
    let node = try #require(try rig.cluster.object(.nodes, "node-1", as: Node.self))
    #expect(node.status.capacity["cpu"] == Quantity(4))
    #expect(node.metadata.labels["kubernetes.io/hostname"] == "node-1")
    #expect(
      node.status.conditions.map {
        "\($0.type ?? "")=\($0.status ?? "") \($0.reason ?? ""): \($0.message ?? "")"
      } == [
        "MemoryPressure=False KubeletHasSufficientMemory: kubelet has sufficient memory available",
        "DiskPressure=False KubeletHasNoDiskPressure: kubelet has no disk pressure",
        "PIDPressure=False KubeletHasSufficientPID: kubelet has sufficient PID available",
        "Ready=True KubeletReady: kubelet is posting ready status",
      ])
    #expect(node.status.addresses.first?.address == "172.16.0.1")
  }

  @Test func adoptsANodeThatIsThere() throws {
    let cluster = try TestCluster()
    var known = NodeRig.node("node-1")
    known.modify("metadata") { $0["labels"] = ["zone": "a"] }
    try cluster.user.create(.nodes, known)
    let machine = SimulatedMachine(name: "node-1", clock: cluster.clock)
    let kubelet = Kubelet(
      cluster.environment("kubelet"), node: NodeRig.node("node-1"), machine: machine)
    kubelet.start()
    cluster.run(seconds: 1)
    let node = try #require(try cluster.object(.nodes, "node-1", as: Node.self))
    #expect(node.metadata.labels["zone"] == "a")
    #expect(node.status.conditions.last?.status == "True")
    #expect(node.status.capacity["cpu"] == Quantity(4))
  }

  @Test func putsItsConditionsRight() throws {
    let rig = try NodeRig()
    var node = try rig.cluster.user.get(.nodes, ObjectKey(name: "node-1"))
    node.modify("status") { status in
      status["conditions"] = [["type": "Ready", "status": "Unknown"]]
    }
    try rig.cluster.user.updateStatus(.nodes, node)
    rig.run(11)
    let found = try #require(try rig.cluster.object(.nodes, "node-1", as: Node.self))
    #expect(found.status.conditions.last?.status == "True")
  }

  /// What a controller would see of a node's lease at each second: how long ago it was renewed.
  private func ages(_ heartbeat: KubeletConfiguration.Heartbeat) throws -> [Int] {
    var configuration = KubeletConfiguration()
    configuration.heartbeat = heartbeat
    let rig = try NodeRig(configuration: configuration)
    let clock = rig.cluster.clock
    let events: [(Double, () -> Void)] = [
      (33.5, { rig.machine.disconnect() }), (78.25, { rig.machine.connect() }),
      (121.75, { rig.machine.crash() }), (200.5, { rig.machine.boot() }),
      (255.5, { rig.kubelet.stop() }), (290.5, { rig.kubelet.start() }),
    ]
    for (seconds, action) in events {
      clock.schedule(at: rig.start.advanced(by: Int64(seconds * 1e6))) { action() }
    }
    var ages: [Int] = []
    for _ in 0..<320 {
      rig.run(1)
      let key = ObjectKey(namespace: "kube-node-lease", name: "node-1")
      let lease = Lease(fields: try rig.cluster.user.get(.leases, key))
      var renewed = try #require(lease.spec.renewTime).microseconds
      if lease.metadata.annotations["stevedore.dev/renews-every"] == "10s" {
        renewed += (clock.now.microseconds - renewed) / 10_000_000 * 10_000_000
      }
      ages.append(Int((clock.now.microseconds - renewed) / Self.second))
    }
    return ages
  }

  @Test func aNotedLeaseSaysWhatAWrittenOneDoes() throws {
    let written = try ages(.written)
    #expect(try ages(.noted) == written)
    #expect(written.max() == 81)
  }

  @Test func aNotedLeaseIsWrittenOnce() throws {
    let rig = try NodeRig()
    let key = ObjectKey(namespace: "kube-node-lease", name: "node-1")
    let before = try rig.cluster.user.get(.leases, key)
    let steps = rig.cluster.clock.stepCount
    rig.run(86_400)
    #expect(try rig.cluster.user.get(.leases, key) == before)
    #expect(rig.cluster.clock.stepCount == steps)
  }

  @Test func aRestartOfTheKubeletLeavesContainersAlone() throws {
    let rig = try NodeRig()
    try rig.apply(NodeRig.pod("web"))
    rig.run(5)
    let before = try rig.pod("web")
    rig.kubelet.stop()
    #expect(rig.machine.runningCount == 1)
    rig.run(5)
    rig.kubelet.start()
    rig.run(5)
    #expect(rig.machine.runningCount == 1)
    #expect(try rig.pod("web") == before)
    try rig.delete("web")
    rig.run(1)
    #expect(rig.lines.last == "15 web gone")
  }

  @Test func whatEndedMeanwhileIsSeenAfterARestart() throws {
    var behavior = Behavior(name: "crash")
    behavior.exits = [.init(after: .constant(7 * Self.second), code: 1)]
    let rig = try NodeRig([behavior])
    try rig.apply(NodeRig.pod("web"))
    rig.run(5)
    rig.kubelet.stop()
    rig.run(5)
    rig.kubelet.start()
    rig.run(1)
    #expect(
      rig.lines == [
        "0 web 0/1 Pending 0", "0 web 1/1 Running 0", "10 web 1/1 Running 1",
      ])
  }

  @Test func aCrashOfTheMachineEndsContainersAndTheyRunAgain() throws {
    let rig = try NodeRig()
    try rig.apply(NodeRig.pod("web"))
    try rig.apply(NodeRig.pod("job", spec: "restartPolicy: Never"))
    rig.run(5)
    rig.machine.crash()
    #expect(rig.machine.runningCount == 0)
    rig.run(60)
    #expect(try rig.pod("web")?.status.phase == "Running")
    rig.machine.boot()
    rig.run(60)
    #expect(
      rig.lines == [
        "0 web 0/1 Pending 0", "0 job 0/1 Pending 0", "0 web 1/1 Running 0", "0 job 1/1 Running 0",
        "65 job 0/1 Unknown 0", "65 web 1/1 Running 1",
      ])
    let last = try #require(try rig.pod("web")).status.containerStatuses.first?.lastState
    #expect(last?.terminated?.exitCode == 255)
    #expect(try rig.pod("job")?.status.phase == "Failed")
  }

  @Test func aPartitionLeavesContainersAloneAndOrphansEndAfterIt() throws {
    let rig = try NodeRig()
    try rig.apply(NodeRig.pod("web"))
    try rig.apply(NodeRig.pod("kept"))
    rig.run(5)
    rig.machine.disconnect()
    try rig.delete("web", grace: 0)
    try rig.apply(NodeRig.pod("new"))
    rig.run(60)
    #expect(rig.machine.runningCount == 2)
    rig.machine.connect()
    rig.run(5)
    #expect(
      rig.machine.knownSandboxes.filter { $0.latest("main")?.isRunning == true }.map(\.key.name)
        .sorted() == ["kept", "new"])
  }

  @Test func orphansThatARestartedKubeletFindsAreEnded() throws {
    let rig = try NodeRig()
    try rig.apply(NodeRig.pod("web"))
    rig.run(5)
    rig.kubelet.stop()
    try rig.delete("web", grace: 0)
    rig.run(5)
    #expect(rig.machine.runningCount == 1)
    rig.kubelet.start()
    rig.run(2)
    #expect(rig.machine.runningCount == 0)
    #expect(rig.machine.knownSandboxes.isEmpty)
  }

  @Test func whatCouldNotBeToldIsToldAfterAPartition() throws {
    var behavior = Behavior(name: "work")
    behavior.exits = [.init(after: .constant(20 * Self.second))]
    let rig = try NodeRig([behavior])
    try rig.apply(NodeRig.pod("job", spec: "restartPolicy: Never"))
    rig.run(5)
    rig.machine.disconnect()
    rig.run(55)
    #expect(try rig.pod("job")?.status.phase == "Running")
    rig.machine.connect()
    rig.run(1)
    #expect(try rig.pod("job")?.status.phase == "Succeeded")
    let state = try rig.pod("job")?.status.containerStatuses.first?.state.terminated
    #expect(state?.finishedAt == rig.start.advanced(by: 20 * Self.second))
  }

  @Test func imagesAreTold() throws {
    var behavior = Behavior(name: "image")
    behavior.image.size = 100_000_000
    let rig = try NodeRig([behavior])
    try rig.apply(NodeRig.pod("web"))
    rig.run(15)
    let node = try #require(try rig.cluster.object(.nodes, "node-1", as: Node.self))
    #expect(node.status.images.map(\.names) == [["web:1"]])
    #expect(node.status.images.first?.sizeBytes == 100_000_000)
  }

  @Test func aRebootIsTold() throws {
    let rig = try NodeRig()
    rig.machine.crash()
    rig.machine.boot()
    rig.run(1)
    #expect(try rig.events("node-1").contains { $0.hasPrefix("Rebooted Node node-1 has been") })
  }

  /// Each pod's address is its own, also after the machine was started again.
  @Test func addressesAreNotSharedAfterAReboot() throws {
    let rig = try NodeRig()
    try rig.apply(NodeRig.pod("a"))
    rig.run(1)
    rig.machine.crash()
    rig.machine.boot()
    try rig.apply(NodeRig.pod("b"))
    rig.run(5)
    let addresses = try rig.cluster.all(.pods, as: Pod.self).map { $0.status.podIP ?? "" }
    #expect(Set(addresses).count == 2)
  }

  /// What a kubelet does not know any more after a restart is told as it is then.
  @Test func pressureIsForgottenWithTheKubelet() throws {
    var behavior = Behavior(name: "greedy")
    behavior.memory = [.init(at: 0, 0), .init(at: 10 * Self.second, 2 << 30)]
    let rig = try NodeRig([behavior], memory: "1Gi")
    try rig.apply(NodeRig.pod("web"))
    rig.run(20)
    func pressure() throws -> String? {
      try rig.cluster.object(.nodes, "node-1", as: Node.self)?.status.conditions.first {
        $0.type == "MemoryPressure"
      }?.status
    }
    #expect(try pressure() == "True")
    #expect(try rig.pod("web")?.status.reason == "Evicted")
    rig.kubelet.stop()
    rig.kubelet.start()
    rig.run(1)
    #expect(try pressure() == "False")
  }
}
