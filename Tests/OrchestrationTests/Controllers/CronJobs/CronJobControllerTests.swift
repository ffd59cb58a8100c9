// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite struct CronJobControllerTests {
  let cluster: TestCluster
  let controller: CronJobController
  /// Minutes from the first of January 1970 to the beginning of the tests.
  let epochMinutes = 1_767_225_600 / 60

  init() throws {
    cluster = try TestCluster()
    controller = CronJobController(cluster.repeatingEnvironment("cronjob-controller"))
  }

  func make(_ schedule: String, _ spec: Fields = [:]) throws {
    var spec = spec
    spec["schedule"] = .string(schedule)
    spec["jobTemplate"] = [
      "metadata": ["labels": ["app": "report"]], "spec": ["completions": 1],
    ]
    try cluster.user.create(.cronJobs, ["metadata": ["name": "report"], "spec": .object(spec)])
  }

  var key: ObjectKey { ObjectKey(namespace: "default", name: "report") }

  func change(_ body: @escaping (inout Fields) -> Void) throws {
    try cluster.user.change(.cronJobs, key, uid: nil) { object in
      object.modify("spec") { body(&$0) }
      return true
    }
  }

  /// For which minutes, counted from the beginning, there are jobs.
  func minutes() throws -> [Int] {
    try cluster.user.list(.jobs, ListOptions()).items.compactMap { job in
      Int(ObjectKey(job).name.dropFirst(7)).map { $0 - epochMinutes }
    }.sorted()
  }

  func active() throws -> Int {
    try cluster.user.get(.cronJobs, key).observed["active"]?.array?.count ?? 0
  }

  /// Ends the job of a minute.
  func finish(_ minute: Int, _ type: String = "Complete") throws {
    let now = cluster.clock.now.wholeSecond.value
    let name = "report-\(epochMinutes + minute)"
    try cluster.user.change(
      .jobs, ObjectKey(namespace: "default", name: name), uid: nil, subresource: .status
    ) { job in
      job.setJobCondition(type, "True", "Test", "", at: now)
      job.modify("status") {
        $0["startTime"] = now
        if type == "Complete" { $0["completionTime"] = now }
      }
      return true
    }
  }

  @Test func jobsAreMadeOnTime() throws {
    controller.start()
    try make("*/10 * * * *")
    cluster.run(seconds: 599)
    #expect(try minutes() == [])
    cluster.run(seconds: 2)
    #expect(try minutes() == [10])
    let job = try #require(try cluster.user.list(.jobs, ListOptions()).items.first)
    #expect(job.labelMap == ["app": "report"])
    #expect(
      job.annotation("batch.kubernetes.io/cronjob-scheduled-timestamp")
        == "2026-01-01T00:10:00Z")
    #expect(job.controllerReference?["name"] == "report")
    #expect(job.wanted["completions"] == 1)
    let status = try cluster.user.get(.cronJobs, key).observed
    #expect(status["lastScheduleTime"] == "2026-01-01T00:10:00Z")
    #expect(try active() == 1)
    try finish(10)
    cluster.run(seconds: 1)
    #expect(try active() == 0)
    #expect(
      try cluster.user.get(.cronJobs, key).observed["lastSuccessfulTime"] != nil)
    cluster.run(seconds: 1_300)
    #expect(try minutes() == [10, 20, 30])
    #expect(
      try cluster.events(of: "report").contains {
        $0.hasPrefix("SawCompletedJob Saw completed job: report-")
      })
  }

  @Test(arguments: [
    ("Allow", [1, 2, 3], 3), ("Forbid", [1], 1), ("Replace", [3], 1),
  ])
  func jobsMayOverlapOrNot(_ policy: String, _ expected: [Int], _ count: Int) throws {
    controller.start()
    try make("* * * * *", ["concurrencyPolicy": .string(policy)])
    cluster.run(seconds: 181)
    #expect(try minutes() == expected)
    #expect(try active() == count)
  }

  @Test func forbiddenTimesAreMadeUpForOnce() throws {
    controller.start()
    try make("* * * * *", ["concurrencyPolicy": "Forbid"])
    cluster.run(seconds: 200)
    try finish(1)
    cluster.run(seconds: 1)
    // The third minute has come, and nothing else runs.
    #expect(try minutes() == [1, 3])
  }

  @Test func missedTimesAreMadeUpForByOneJob() throws {
    try make("* * * * *")
    controller.start()
    cluster.run(seconds: 61)
    controller.stop()
    cluster.run(seconds: 600)
    controller.start()
    cluster.run(seconds: 1)
    #expect(try minutes() == [1, 11])
  }

  @Test func manyMissedTimesAreTold() throws {
    try make("* * * * *")
    cluster.run(seconds: 200 * 60 + 1)
    controller.start()
    cluster.run(seconds: 1)
    #expect(try minutes() == [200])
    #expect(
      try cluster.events(of: "report").contains { $0.hasPrefix("TooManyMissedTimes ") })
  }

  @Test func jobsThatAreTooLateAreLeftOut() throws {
    try make("0 * * * *", ["startingDeadlineSeconds": 100])
    cluster.run(seconds: 3_600 + 120)
    controller.start()
    cluster.run(seconds: 1)
    #expect(try minutes() == [])
    cluster.run(seconds: 3_600)
    #expect(try minutes() == [120])
  }

  @Test func suspendedOnesMakeNone() throws {
    controller.start()
    try make("* * * * *", ["suspend": true])
    cluster.run(seconds: 200)
    #expect(try minutes() == [])
    try change { $0["suspend"] = false }
    cluster.run(seconds: 1)
    #expect(try minutes() == [3])
  }

  @Test func theClockOfTheZoneCounts() throws {
    controller.start()
    try make("0 9 * * *", ["timeZone": "Asia/Tokyo"])
    cluster.run(seconds: 25 * 3_600)
    #expect(try minutes() == [24 * 60])
    let job = try #require(try cluster.user.list(.jobs, ListOptions()).items.first)
    #expect(
      job.annotation("batch.kubernetes.io/cronjob-scheduled-timestamp")
        == "2026-01-02T09:00:00+09:00")
  }

  @Test(
    arguments: [
      (
        "nonsense", nil, "UnparseableSchedule unparseable schedule: \"nonsense\" : expected exactly"
      ),
      ("* * * * *", "Moon", "UnknownTimeZone invalid timeZone: \"Moon\": unknown time zone Moon"),
      ("0 0 31 2 *", nil, "InvalidSchedule invalid schedule: 0 0 31 2 * : "),
    ] as [(String, String?, String)])
  func whatIsWrongIsTold(_ schedule: String, _ zone: String?, _ expected: String) throws {
    controller.start()
    try make(schedule, zone.map { ["timeZone": .string($0)] } ?? [:])
    cluster.run(seconds: 100)
    #expect(try minutes() == [])
    #expect(try cluster.events(of: "report").contains { $0.hasPrefix(expected) })
  }

  @Test func fewOldJobsAreKept() throws {
    controller.start()
    try make("* * * * *", ["successfulJobsHistoryLimit": 2, "failedJobsHistoryLimit": 1])
    for minute in 1...8 {
      cluster.run(seconds: 60.2)
      try finish(minute, minute % 2 == 0 ? "Complete" : "Failed")
    }
    cluster.run(seconds: 1)
    #expect(try minutes() == [6, 7, 8])
  }

  /// Wherever the controller stops, no time is served twice, and the latest is made up for.
  @Test(arguments: 1...10)
  func restartsDoNotCount(_ seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    try make("* * * * *", ["successfulJobsHistoryLimit": 1_000])
    var made: [String] = []
    let watch = try cluster.user.watch(.jobs, WatchOptions()) { events in
      made += events.filter { $0.kind == .added }.map(\.key.name)
    }
    defer { watch.cancel() }
    controller.start()
    for _ in 0..<30 {
      for _ in 0..<random.below(20) {
        _ = cluster.clock.step(until: cluster.clock.now.advanced(by: 90_000_000))
      }
      controller.stop()
      cluster.run(seconds: Double(random.below(150)))
      controller.start()
    }
    cluster.run(seconds: 1)
    #expect(Set(made).count == made.count)
    let now = Int(cluster.clock.now.microseconds / 60_000_000) - epochMinutes
    #expect(try minutes().last == now || minutes().last == now - 1)
    #expect(try active() == made.count)
  }
}
