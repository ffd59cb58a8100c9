// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Faults that are made in a fleet of two nodes.
@Suite struct FaultInjectorTests {
  private static let second: Int64 = 1_000_000

  /// Two nodes, one pod on each.
  private final class Rig {
    let cluster: TestCluster
    let fleet: KubeletFleet
    let injector: FaultInjector

    init(container: String = "") throws {
      cluster = try TestCluster()
      fleet = KubeletFleet(
        nodes: [NodeRig.node("node-1"), NodeRig.node("node-2")], cluster.environment("kubelet"))
      fleet.start()
      injector = FaultInjector(fleet, clock: cluster.clock)
      cluster.run(seconds: 1)
      for (name, node) in [("a", "node-1"), ("b", "node-2")] {
        for object in try cluster.apply(NodeRig.pod(name, container: container)) {
          try cluster.user.bind(ObjectKey(object), uid: object.uid, to: node)
        }
      }
      cluster.run(seconds: 1)
    }

    func line(_ name: String) throws -> String {
      let key = ObjectKey(namespace: "default", name: name)
      return NodeRig.line(try cluster.user.get(.pods, key))
    }

    func inject(_ spec: String) throws {
      let text = "apiVersion: stevedore.dev/v1\nkind: Fault\nspec: {\(spec)}\n"
      for fault in try BehaviorDocuments(reading: text, name: "fault.yaml").faults {
        injector.inject(fault)
      }
    }
  }

  @Test func podsHaveAddressesOfTheirNodes() throws {
    let rig = try Rig()
    let pods = try rig.cluster.all(.pods, as: Pod.self)
    #expect(pods.map { $0.status.podIP ?? "" } == ["10.1.0.2", "10.1.1.2"])
    #expect(pods.map { $0.status.hostIP ?? "" } == ["172.16.0.2", "172.16.0.3"])
  }

  @Test func aNodeCrashesAndComesBack() throws {
    let rig = try Rig()
    try rig.inject("type: NodeCrash, node: node-1, rebootAfter: 60s, after: 5s")
    rig.cluster.run(seconds: 4)
    #expect(rig.fleet["node-1"]?.machine.isOn == true)
    rig.cluster.run(seconds: 2)
    #expect(rig.fleet["node-1"]?.machine.isOn == false)
    #expect(rig.fleet["node-2"]?.machine.isOn == true)
    rig.cluster.run(seconds: 70)
    #expect(try rig.line("a") == "1/1 Running 1")
    #expect(try rig.line("b") == "1/1 Running 0")
  }

  @Test func partitionsMayOverlap() throws {
    let rig = try Rig()
    try rig.inject("type: Partition, node: node-1, for: 30s")
    try rig.inject("type: Partition, node: 'node-*', for: 60s, after: 10s")
    rig.cluster.run(seconds: 40)
    #expect(rig.fleet["node-1"]?.machine.isConnected == false)
    rig.cluster.run(seconds: 31)
    #expect(rig.fleet["node-1"]?.machine.isConnected == true)
    #expect(rig.fleet["node-2"]?.machine.isConnected == true)
  }

  @Test func containersCrashForAWhile() throws {
    let rig = try Rig()
    try rig.inject("type: CrashLoop, selector: {pod: a}, crashesAfter: 2s, code: 7, for: 30s")
    rig.cluster.run(seconds: 5)
    #expect(try rig.line("a") == "0/1 CrashLoopBackOff 1")
    rig.cluster.run(seconds: 100)
    #expect(try rig.line("a") == "1/1 Running 3")
    #expect(try rig.line("b") == "1/1 Running 0")
  }

  @Test func aProbeFailsForAWhile() throws {
    let rig = try Rig(container: "readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 5}")
    try rig.inject("type: ProbeFailure, selector: {pod: a}, probe: readiness, for: 60s")
    rig.cluster.run(seconds: 20)
    #expect(try rig.line("a") == "0/1 Running 0")
    #expect(try rig.line("b") == "1/1 Running 0")
    rig.cluster.run(seconds: 50)
    #expect(try rig.line("a") == "1/1 Running 0")
  }

  @Test func imagesCannotBeFetchedAndStartsAreSlow() throws {
    let rig = try Rig()
    try rig.inject("type: ImagePullFailure, selector: {image: 'web:*'}, for: 15s")
    try rig.inject("type: SlowStart, selector: {pod: c}, by: 20s")
    let yaml = NodeRig.pod("c").split(separator: "web:1").joined(separator: "web:9")
    for object in try rig.cluster.apply(yaml) {
      try rig.cluster.user.bind(ObjectKey(object), uid: object.uid, to: "node-1")
    }
    rig.cluster.run(seconds: 5)
    #expect(try rig.line("c") == "0/1 ImagePullBackOff 0")
    rig.cluster.run(seconds: 30)
    #expect(try rig.line("c") == "0/1 ContainerCreating 0")
    rig.cluster.run(seconds: 20)
    #expect(try rig.line("c") == "1/1 Running 0")
  }

  @Test func aSlowAPIDelaysWhatAKubeletHears() throws {
    let rig = try Rig()
    try rig.inject("type: APILatency, node: node-1, latency: 3s, for: 60s")
    for object in try rig.cluster.apply(NodeRig.pod("c")) {
      try rig.cluster.user.bind(ObjectKey(object), uid: object.uid, to: "node-1")
    }
    rig.cluster.run(seconds: 2)
    #expect(try rig.line("c") == "0/1 Pending 0")
    rig.cluster.run(seconds: 2)
    #expect(try rig.line("c") == "1/1 Running 0")
  }

  @Test func kubeletsAreAwayForAWhile() throws {
    let rig = try Rig()
    try rig.inject("type: KubeletRestart, node: node-1, for: 20s")
    rig.cluster.run(seconds: 1)
    #expect(rig.fleet["node-1"]?.isRunning == false)
    rig.cluster.run(seconds: 30)
    #expect(rig.fleet["node-1"]?.isRunning == true)
    #expect(try rig.line("a") == "1/1 Running 0")
  }
}
