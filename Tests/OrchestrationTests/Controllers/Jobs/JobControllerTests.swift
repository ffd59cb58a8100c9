// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite struct JobControllerTests {
  let cluster: TestCluster
  let controller: JobController

  init() throws {
    cluster = try TestCluster()
    controller = JobController(cluster.environment("job-controller"))
  }

  /// Runs jobs whose pods end after ten seconds with an exit code.
  func start(exitCode: @escaping (Fields) -> Int64? = { _ in 0 }) -> InstantNode {
    let node = InstantNode(
      cluster.environment("node"), endsAfter: { pod in exitCode(pod).map { (10_000_000, $0) } })
    controller.start()
    node.start()
    return node
  }

  func make(_ spec: Fields) throws {
    var spec = spec
    spec["template"] = [
      "spec": ["restartPolicy": "Never", "containers": [["name": "main", "image": "busybox"]]]
    ]
    try cluster.user.create(.jobs, ["metadata": ["name": "work"], "spec": .object(spec)])
  }

  func job() throws -> Job { try #require(try cluster.object(.jobs, "work", as: Job.self)) }

  /// `active/succeeded/failed` and the conditions that hold.
  func state() throws -> String {
    let job = try job()
    let status = job.status
    let conditions = status.conditions.filter { $0.status == "True" }.map {
      "\($0.type ?? "")=\($0.reason ?? "")"
    }
    let counts = "\(status.active ?? 0)/\(status.succeeded ?? 0)/\(status.failed ?? 0)"
    return ([counts] + conditions).joined(separator: " ")
  }

  func pods() throws -> [Fields] { try cluster.user.list(.pods, ListOptions()).items }

  @Test func aJobRunsItsPods() throws {
    let node = start()
    try make(["completions": 5, "parallelism": 2])
    cluster.run(seconds: 5)
    #expect(try state() == "2/0/0")
    #expect(try pods().allSatisfy { $0.isTracked && $0.controllerReference?["kind"] == "Job" })
    cluster.run(seconds: 60)
    #expect(
      try state() == "0/5/0 SuccessCriteriaMet=CompletionsReached Complete=CompletionsReached")
    let job = try job()
    #expect(job.status.completionTime != nil)
    #expect(job.status.fields["uncountedTerminatedPods"] == .object([:]))
    #expect(try pods().count == 5)
    #expect(try pods().allSatisfy { !$0.isTracked })
    #expect(try cluster.events(of: "work").last == "Completed Job completed")
    node.stop()
  }

  @Test(
    arguments: [
      // The first success of a job without a number is enough; others may go on to their end.
      (
        ["parallelism": 3],
        "0/3/0 SuccessCriteriaMet=CompletionsReached Complete=CompletionsReached"
      ),
      ([:], "0/1/0 SuccessCriteriaMet=CompletionsReached Complete=CompletionsReached"),
      (
        ["completions": 0],
        "0/0/0 SuccessCriteriaMet=CompletionsReached Complete=CompletionsReached"
      ),
    ] as [(Fields, String)])
  func numbersOfCompletions(_ spec: Fields, _ expected: String) throws {
    let node = start()
    try make(spec)
    cluster.run(seconds: 60)
    #expect(try state() == expected)
    node.stop()
  }

  @Test func failuresAreTriedAgainLaterAndLater() throws {
    let node = start { _ in 1 }
    try make(["backoffLimit": 3])
    var created: [Int] = []
    for second in 0..<200 {
      let count = try pods().count
      while created.count < count { created.append(second) }
      cluster.run(seconds: 1)
    }
    // Ten seconds of work, and a wait of ten, twenty and forty seconds.
    #expect(created.count == 4)
    let pauses = zip(created.dropFirst(), created).map { $0 - $1 }
    #expect(zip(pauses, [20, 30, 50]).allSatisfy { abs($0 - $1) <= 2 })
    #expect(
      try state()
        == "0/0/4 FailureTarget=BackoffLimitExceeded Failed=BackoffLimitExceeded")
    #expect(
      try cluster.events(of: "work").last
        == "BackoffLimitExceeded Job has reached the specified backoff limit")
    node.stop()
  }

  @Test func indexedJobsRunEveryIndexOnce() throws {
    let node = start { pod in pod.completionIndex == 2 ? nil : 0 }
    try make(["completions": 5, "parallelism": 3, "completionMode": "Indexed"])
    cluster.run(seconds: 100)
    #expect(try state() == "1/4/0")
    #expect(try job().status.completedIndexes == "0,1,3,4")
    let pods = try pods()
    #expect(Set(pods.compactMap(\.completionIndex)) == [0, 1, 2, 3, 4])
    let third = try #require(pods.first { $0.completionIndex == 2 })
    #expect(ObjectKey(third).name.hasPrefix("work-2-"))
    #expect(third.wanted["hostname"] == "work-2")
    #expect(third.labelMap[JobNames.completionIndex] == "2")
    #expect(
      third.wanted["containers"]?.array?.first?.object?["env"]?.array?.first?.object?["name"]
        == "JOB_COMPLETION_INDEX")
    node.stop()
  }

  @Test func everyIndexHasItsOwnLimit() throws {
    let node = start { pod in (pod.completionIndex ?? 0) % 2 == 0 ? 1 : 0 }
    try make([
      "completions": 4, "parallelism": 4, "completionMode": "Indexed", "backoffLimitPerIndex": 1,
    ])
    cluster.run(seconds: 15)
    #expect(try job().status.completedIndexes == "1,3")
    cluster.run(seconds: 100)
    #expect(try state() == "0/2/4 FailureTarget=FailedIndexes Failed=FailedIndexes")
    #expect(try job().status.failedIndexes == "0,2")
    #expect(try pods().count == 6)
    #expect(try pods().allSatisfy { !$0.isTracked })
    node.stop()
  }

  @Test func tooManyFailedIndexesEndTheJob() throws {
    let node = start { _ in 1 }
    try make([
      "completions": 10, "parallelism": 3, "completionMode": "Indexed",
      "backoffLimitPerIndex": 0, "maxFailedIndexes": 2,
    ])
    cluster.run(seconds: 60)
    #expect(
      try state()
        == "0/0/3 FailureTarget=MaxFailedIndexesExceeded Failed=MaxFailedIndexesExceeded")
    node.stop()
  }

  @Test func exitCodesMayEndTheJobAtOnce() throws {
    let node = start { pod in pod.completionIndex == 1 ? 42 : nil }
    try make([
      "completions": 3, "parallelism": 3, "completionMode": "Indexed",
      "podFailurePolicy": ["rules": [JobRulesTests.onExitCodes("FailJob", "In", [42])]],
    ])
    cluster.run(seconds: 60)
    #expect(try state() == "0/0/3 FailureTarget=PodFailurePolicy Failed=PodFailurePolicy")
    let message = try #require(try job().status.conditions.last?.message)
    #expect(message.hasPrefix("Container main for pod default/work-1-"))
    #expect(message.hasSuffix(" failed with exit code 42 matching FailJob rule at index 0"))
    node.stop()
  }

  @Test func ignoredFailuresDoNotCount() throws {
    let node = start { _ in 7 }
    try make([
      "backoffLimit": 0,
      "podFailurePolicy": ["rules": [JobRulesTests.onExitCodes("Ignore", "In", [7])]],
    ])
    cluster.run(seconds: 100)
    #expect(try state().hasPrefix("0/0/0") || state().hasPrefix("1/0/0"))
    #expect(try pods().count >= 3)
    node.stop()
  }

  @Test func successPoliciesEndTheJobEarly() throws {
    let node = start { pod in pod.completionIndex == 0 ? 0 : nil }
    try make([
      "completions": 5, "parallelism": 3, "completionMode": "Indexed",
      "successPolicy": ["rules": [["succeededIndexes": "0"]]],
    ])
    cluster.run(seconds: 60)
    #expect(try state() == "0/1/0 SuccessCriteriaMet=SuccessPolicy Complete=SuccessPolicy")
    node.stop()
  }

  @Test func timeMayRunOut() throws {
    let node = start { _ in nil }
    try make(["completions": 2, "parallelism": 2, "activeDeadlineSeconds": 30])
    cluster.run(seconds: 29)
    #expect(try state() == "2/0/0")
    cluster.run(seconds: 10)
    #expect(try state() == "0/0/2 FailureTarget=DeadlineExceeded Failed=DeadlineExceeded")
    node.stop()
  }

  @Test func suspendedJobsHaveNoPods() throws {
    let node = start()
    try make(["completions": 2, "parallelism": 2, "suspend": true])
    cluster.run(seconds: 20)
    #expect(try state() == "0/0/0 Suspended=JobSuspended")
    #expect(try job().status.startTime == nil)
    func suspend(_ isSuspended: Bool) throws {
      try cluster.user.change(
        .jobs, ObjectKey(namespace: "default", name: "work"), uid: nil
      ) { job in
        job.modify("spec") { $0["suspend"] = .bool(isSuspended) }
        return true
      }
    }
    try suspend(false)
    cluster.run(seconds: 5)
    #expect(try state() == "2/0/0")
    try suspend(true)
    cluster.run(seconds: 5)
    #expect(try pods().isEmpty)
    #expect(try state() == "0/0/0 Suspended=JobSuspended")
    try suspend(false)
    cluster.run(seconds: 60)
    #expect(
      try state() == "0/2/0 SuccessCriteriaMet=CompletionsReached Complete=CompletionsReached")
    #expect(try cluster.events(of: "work").filter { $0 == "Resumed Job resumed" }.count == 1)
    node.stop()
  }

  @Test(arguments: ["TerminatingOrFailed", "Failed"])
  func deletedPodsAreReplaced(_ policy: String) throws {
    let node = start()
    try make(["completions": 1, "podReplacementPolicy": .string(policy)])
    cluster.run(seconds: 5)
    let first = try #require(try pods().first)
    node.stop()
    try cluster.user.deleteIfPresent(.pods, ObjectKey(first))
    cluster.run(seconds: 30)
    // As long as the pod is ending, another one is only made where that is allowed.
    #expect(try pods().filter(\.isActivePod).count == (policy == "Failed" ? 0 : 1))
    node.start()
    cluster.run(seconds: 60)
    #expect(
      try state() == "0/1/1 SuccessCriteriaMet=CompletionsReached Complete=CompletionsReached")
  }

  @Test func podsOfDeletedJobsAreLetGo() throws {
    let node = start { _ in nil }
    let collector = GarbageCollector(cluster.environment("garbage-collector"))
    collector.start()
    try make(["completions": 3, "parallelism": 3])
    cluster.run(seconds: 5)
    try cluster.user.deleteIfPresent(.jobs, ObjectKey(namespace: "default", name: "work"))
    cluster.run(seconds: 5)
    #expect(try pods().isEmpty)
    node.stop()
  }

  @Test func fewerPodsRunWhereLessIsWanted() throws {
    let node = start { _ in nil }
    try make(["completions": 10, "parallelism": 5])
    cluster.run(seconds: 5)
    try cluster.user.change(
      .jobs, ObjectKey(namespace: "default", name: "work"), uid: nil
    ) { job in
      job.modify("spec") { $0["parallelism"] = 2 }
      return true
    }
    cluster.run(seconds: 5)
    #expect(try state() == "2/0/0")
    #expect(try pods().count == 2)
    node.stop()
  }

  @Test func finishedJobsAreDeletedAfterTheirTime() throws {
    let ttl = TTLAfterFinishedController(cluster.environment("ttl-after-finished-controller"))
    let collector = GarbageCollector(cluster.environment("garbage-collector"))
    ttl.start()
    collector.start()
    let node = start()
    try make(["ttlSecondsAfterFinished": 100])
    cluster.run(seconds: 100)
    #expect(try state().contains("Complete"))
    ttl.stop()
    cluster.run(seconds: 5)
    ttl.start()
    cluster.run(seconds: 20)
    #expect(try cluster.object(.jobs, "work", as: Job.self) == nil)
    #expect(try pods().isEmpty)
    node.stop()
  }
}
