// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// What `kubectl get pods -w` shows of pods, step by step.
@Suite struct PodLifeTests {
  /// One pod, how it behaves, and what is shown of it.
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var behavior: @Sendable (inout Behavior) -> Void = { _ in }
    var spec = ""
    var container = ""
    /// When it is deleted, in seconds.
    var deletion: Double?
    var grace: Int64?
    /// Until when it is looked at, in seconds.
    var end: Double = 60
    var lines: [String]
    var testDescription: String { name }
  }

  static let second: Int64 = 1_000_000

  static let cases: [Case] = [
    Case(
      name: "runs and ends", deletion: 5,
      lines: [
        "0 web 0/1 Pending 0", "0 web 1/1 Running 0", "5 web 1/1 Terminating 0",
        "5 web 0/1 Completed 0", "5 web gone",
      ]),
    Case(
      name: "takes its time to start", behavior: { $0.startDelay = .constant(3 * second) },
      lines: [
        "0 web 0/1 Pending 0", "0 web 0/1 ContainerCreating 0", "3 web 1/1 Running 0",
      ]),
    Case(
      name: "takes its time to be ready", behavior: { $0.readyDelay = .constant(7 * second) },
      lines: ["0 web 0/1 Pending 0", "0 web 0/1 Running 0", "7 web 1/1 Running 0"]),
    Case(
      name: "fetches an image",
      behavior: { $0.image.size = 500_000_000 },
      lines: [
        "0 web 0/1 Pending 0", "0 web 0/1 ContainerCreating 0", "5 web 1/1 Running 0",
      ]),
    Case(
      name: "is ready by a probe",
      behavior: { behavior in
        behavior.probeFailures = [
          .init(.readiness, after: .constant(0), duration: .constant(12 * second))
        ]
      },
      container: """
        readinessProbe:
          httpGet: {path: /, port: 80}
          initialDelaySeconds: 5
          periodSeconds: 5
        """,
      lines: ["0 web 0/1 Pending 0", "0 web 0/1 Running 0", "15 web 1/1 Running 0"]),
    Case(
      name: "is unready for a while",
      behavior: { behavior in
        behavior.probeFailures = [
          .init(.readiness, after: .constant(20 * second), duration: .constant(60 * second))
        ]
      },
      container: """
        readinessProbe:
          httpGet: {path: /, port: 80}
        """, end: 200,
      lines: [
        "0 web 0/1 Pending 0", "0 web 1/1 Running 0", "40 web 0/1 Running 0",
        "80 web 1/1 Running 0",
      ]),
    Case(
      name: "crashes again and again",
      behavior: { $0.exits = [.init(after: .constant(2 * second), code: 1)] }, end: 120,
      lines: [
        "0 web 0/1 Pending 0", "0 web 1/1 Running 0", "2 web 0/1 Error 0",
        "3 web 1/1 Running 1", "5 web 0/1 Error 1", "6 web 0/1 CrashLoopBackOff 1",
        "15 web 1/1 Running 2", "17 web 0/1 Error 2", "18 web 0/1 CrashLoopBackOff 2",
        "37 web 1/1 Running 3", "39 web 0/1 Error 3", "40 web 0/1 CrashLoopBackOff 3",
        "79 web 1/1 Running 4", "81 web 0/1 Error 4", "82 web 0/1 CrashLoopBackOff 4",
      ]),
    Case(
      name: "does its work", behavior: { $0.exits = [.init(after: .constant(10 * second))] },
      spec: "restartPolicy: Never",
      lines: ["0 web 0/1 Pending 0", "0 web 1/1 Running 0", "10 web 0/1 Completed 0"]),
    Case(
      name: "fails for good",
      behavior: { $0.exits = [.init(after: .constant(10 * second), code: 3)] },
      spec: "restartPolicy: Never",
      lines: ["0 web 0/1 Pending 0", "0 web 1/1 Running 0", "10 web 0/1 Error 0"]),
    Case(
      name: "fails once and does its work then",
      behavior: { behavior in
        behavior.exits = [
          .init(after: .constant(4 * second), code: 1, weight: 1_000_000, attempts: 1),
          .init(after: .constant(5 * second), code: 0, weight: 0.001),
        ]
      },
      spec: "restartPolicy: OnFailure",
      lines: [
        "0 web 0/1 Pending 0", "0 web 1/1 Running 0", "4 web 0/1 Error 0", "5 web 1/1 Running 1",
        "10 web 0/1 Completed 1",
      ]),
    Case(
      name: "uses more memory than it may",
      behavior: { behavior in
        behavior.memory = [.init(at: 0, 0), .init(at: 20 * second, 200 << 20)]
      },
      container: "resources: {limits: {memory: 100Mi}}", end: 12,
      lines: [
        "0 web 0/1 Pending 0", "0 web 1/1 Running 0", "10.000001 web 0/1 OOMKilled 0",
        "11.000001 web 1/1 Running 1",
      ]),
    Case(
      name: "ends slowly", behavior: { $0.termination = .init(delay: .constant(4 * second)) },
      deletion: 5,
      lines: [
        "0 web 0/1 Pending 0", "0 web 1/1 Running 0", "5 web 1/1 Terminating 0",
        "9 web 0/1 Completed 0", "9 web gone",
      ]),
    Case(
      name: "does not listen and is killed", behavior: { $0.termination = .init(delay: nil) },
      deletion: 5,
      lines: [
        "0 web 0/1 Pending 0", "0 web 1/1 Running 0", "5 web 1/1 Terminating 0",
        "35 web 0/1 Error 0", "35 web gone",
      ]),
    Case(
      name: "runs its hook before it ends",
      behavior: { behavior in
        behavior.preStop = .constant(6 * second)
        behavior.termination = .init(delay: .constant(second), code: 143)
      },
      container: "lifecycle: {preStop: {exec: {command: [drain]}}}", deletion: 5,
      lines: [
        "0 web 0/1 Pending 0", "0 web 1/1 Running 0", "5 web 1/1 Terminating 0",
        "12 web 0/1 Error 0", "12 web gone",
      ]),
    Case(
      name: "is killed after a hook that takes too long",
      behavior: { $0.termination = .init(delay: nil) },
      container: "lifecycle: {preStop: {sleep: {seconds: 60}}}", deletion: 5, grace: 10,
      lines: [
        "0 web 0/1 Pending 0", "0 web 1/1 Running 0", "5 web 1/1 Terminating 0",
        "17 web 0/1 Error 0", "17 web gone",
      ]),
    Case(
      name: "is not ready before its first hook is done",
      behavior: { $0.postStart = .constant(4 * second) },
      container: "lifecycle: {postStart: {exec: {command: [warm]}}}",
      lines: [
        "0 web 0/1 Pending 0", "0 web 0/1 ContainerCreating 0", "4 web 1/1 Running 0",
      ]),
    Case(
      name: "is started again where its liveness probe fails",
      behavior: { behavior in
        behavior.probeFailures = [.init(.liveness, after: .constant(30 * second))]
      },
      container: "livenessProbe: {tcpSocket: {port: 80}, periodSeconds: 5}", end: 60,
      lines: [
        "0 web 0/1 Pending 0", "0 web 1/1 Running 0", "40 web 0/1 Completed 0",
        "41 web 1/1 Running 1",
      ]),
    Case(
      name: "is given time to start",
      behavior: { behavior in
        behavior.probeFailures = [
          .init(.startup, after: .constant(0), duration: .constant(25 * second))
        ]
      },
      container: """
        startupProbe: {exec: {command: [up]}, periodSeconds: 10, failureThreshold: 6}
        readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 4}
        """,
      lines: ["0 web 0/1 Pending 0", "0 web 0/1 Running 0", "32 web 1/1 Running 0"]),
    Case(
      name: "takes longer to start than it may",
      behavior: { behavior in
        behavior.probeFailures = [.init(.startup, after: .constant(0))]
        behavior.termination = .init(delay: .constant(0), code: 143)
      },
      container: "startupProbe: {exec: {command: [up]}, periodSeconds: 5, failureThreshold: 2}",
      end: 12,
      lines: [
        "0 web 0/1 Pending 0", "0 web 0/1 Running 0", "5 web 0/1 Error 0", "6 web 0/1 Running 1",
        "11 web 0/1 Error 1", "12 web 0/1 CrashLoopBackOff 1",
      ]),
    Case(
      name: "has a deadline", spec: "activeDeadlineSeconds: 20", end: 60,
      lines: [
        "0 web 0/1 Pending 0", "0 web 1/1 Running 0", "20 web 0/1 Completed 0",
      ]),
    Case(
      name: "finds no image",
      behavior: { $0.image.failure = "not found" }, end: 35,
      lines: [
        "0 web 0/1 Pending 0", "0 web 0/1 ErrImagePull 0", "1 web 0/1 ImagePullBackOff 0",
        "10 web 0/1 ErrImagePull 0", "11 web 0/1 ImagePullBackOff 0", "30 web 0/1 ErrImagePull 0",
        "31 web 0/1 ImagePullBackOff 0",
      ]),
    Case(
      name: "may not fetch its image", container: "imagePullPolicy: Never", end: 35,
      lines: ["0 web 0/1 Pending 0", "0 web 0/1 ErrImageNeverPull 0"]),
    Case(
      name: "does not fit", container: "resources: {requests: {cpu: 5}}", end: 35,
      lines: ["0 web 0/1 Pending 0", "0 web 0/1 OutOfcpu 0"]),
  ]

  @Test(arguments: cases) func isShown(_ example: Case) throws {
    var behavior = Behavior(name: "test")
    example.behavior(&behavior)
    let rig = try NodeRig([behavior])
    try rig.apply(NodeRig.pod("web", spec: example.spec, container: example.container))
    if let deletion = example.deletion {
      rig.run(deletion)
      try rig.delete("web", grace: example.grace)
    }
    rig.run(example.end - rig.elapsed)
    #expect(rig.lines == example.lines)
  }

  /// Init containers one after another, sidecars beside the others: started before, ended after.
  @Test func containersHaveAnOrder() throws {
    var first = Behavior(name: "init")
    first.selector.container = GlobPattern("prepare")
    first.exits = [.init(after: .constant(4 * Self.second))]
    var proxy = Behavior(name: "proxy")
    proxy.selector.container = GlobPattern("proxy")
    proxy.startDelay = .constant(2 * Self.second)
    proxy.termination = .init(delay: .constant(3 * Self.second))
    var main = Behavior(name: "main")
    main.termination = .init(delay: .constant(5 * Self.second))
    let rig = try NodeRig([first, proxy, main])
    try rig.apply(
      NodeRig.pod(
        "web",
        spec: """
          initContainers:
            - {name: prepare, image: tool:1}
            - {name: proxy, image: proxy:1, restartPolicy: Always}
          """))
    rig.run(20)
    try rig.delete("web")
    rig.run(20)
    #expect(
      rig.lines == [
        "0 web 0/2 Pending 0", "0 web 0/2 Init:0/2 0", "4 web 0/2 Init:1/2 0",
        "6 web 2/2 Running 0", "20 web 2/2 Terminating 0", "25 web 1/2 Terminating 0",
        "28 web 0/2 Completed 0", "28 web gone",
      ])
  }

  @Test func anInitContainerThatFailsKeepsThePodPending() throws {
    var first = Behavior(name: "init")
    first.selector.container = GlobPattern("prepare")
    first.exits = [.init(after: .constant(Self.second), code: 1)]
    let rig = try NodeRig([first])
    let initial = "initContainers: [{name: prepare, image: tool:1}]"
    try rig.apply(NodeRig.pod("web", spec: initial))
    try rig.apply(NodeRig.pod("job", spec: initial + "\nrestartPolicy: Never"))
    rig.run(10)
    #expect(
      rig.lines.filter { $0.contains("web") } == [
        "0 web 0/1 Pending 0", "0 web 0/1 Init:0/1 0", "1 web 0/1 Init:Error 0",
        "2 web 0/1 Init:0/1 0", "3 web 0/1 Init:Error 0", "4 web 0/1 Init:CrashLoopBackOff 0",
      ])
    #expect(try rig.pod("web")?.status.phase == "Pending")
    #expect(try rig.pod("job")?.status.phase == "Failed")
    let condition = try rig.condition("web", "Initialized")
    #expect(condition?.status == "False")
    #expect(condition?.message == "containers with incomplete status: [prepare]")
  }
}
