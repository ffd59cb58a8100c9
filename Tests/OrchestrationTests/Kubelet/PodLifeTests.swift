// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// What `kubectl get pods -w` shows of pods, step by step.
@Suite struct PodLifeTests {
  private func behavior(_ set: (inout Behavior) -> Void) -> [Behavior] {
    var behavior = Behavior(name: "test")
    set(&behavior)
    return [behavior]
  }

  @Test func aPodRunsAndEnds() throws {
    let rig = try NodeRig()
    try rig.apply(NodeRig.pod("web"))
    rig.run(5)
    let pod = try #require(try rig.pod("web"))
    #expect(pod.status.phase == "Running")
    #expect(pod.status.podIP == "10.244.0.2")
    #expect(pod.status.hostIP == "172.16.0.1")
    #expect(
      pod.status.conditions.map { "\($0.type ?? "")=\($0.status ?? "")" } == [
        "PodReadyToStartContainers=True", "Initialized=True", "Ready=True", "ContainersReady=True",
        "PodScheduled=True",
      ])
    try rig.delete("web")
    rig.run(5)
    #expect(
      rig.lines == [
        "0 web 0/1 Pending 0", "0 web 1/1 Running 0", "5 web 1/1 Terminating 0",
        "5 web 0/1 Completed 0", "5 web gone",
      ])
    #expect(rig.machine.runningCount == 0)
    #expect(rig.machine.knownSandboxes.isEmpty)
  }
}
