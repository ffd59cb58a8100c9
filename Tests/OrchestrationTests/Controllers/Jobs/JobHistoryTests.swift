// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Jobs whose pods fail and are deleted at random while the controller is stopped and started at any
/// step: every pod that was ever made is counted once, as succeeded or as failed.
@Suite struct JobHistoryTests {
  @Test(arguments: 1...30)
  func everyPodIsCountedOnce(_ seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let cluster = try TestCluster(seed: seed)
    // The controller may hear of changes late, later than it looks at a job again.
    let environment =
      switch random.below(3) {
      case 0: cluster.repeatingEnvironment("job-controller")
      case 1: cluster.environment("job-controller")
      default:
        ComponentEnvironment(
          client: cluster.machinery.client(named: "job-controller", latency: 2_500_000),
          clock: cluster.clock)
      }
    let controller = JobController(environment)
    let salt = random.below(1_000)
    // What becomes of a pod is a matter of its name.
    func end(_ pod: Fields) -> (delay: Int64, exitCode: Int64)? {
      let sum = ObjectKey(pod).name.utf8.reduce(salt) { ($0 * 31 + Int($1)) % 1_009 }
      return (Int64(sum % 20) * 1_000_000, sum % 3 == 0 ? 1 : 0)
    }
    let node = InstantNode(cluster.environment("node"), endsAfter: end)
    var made: Set<String> = []
    let watch = try cluster.user.watch(.pods, WatchOptions()) { events in
      for event in events where event.kind == .added { made.insert(event.object.uid) }
    }
    defer { watch.cancel() }
    let isIndexed = random.below(2) == 0
    try cluster.user.create(
      .jobs,
      [
        "metadata": ["name": "work"],
        "spec": [
          "completions": 12, "parallelism": .integer(Int64(1 + random.below(6))),
          "backoffLimit": 1_000, "completionMode": isIndexed ? "Indexed" : "NonIndexed",
          "template": [
            "spec": ["restartPolicy": "Never", "containers": [["name": "m", "image": "i"]]]
          ],
        ],
      ])
    controller.start()
    node.start()
    for _ in 0..<40 {
      switch random.below(6) {
      case 0:
        let pods = try cluster.user.list(.pods, ListOptions()).items.filter(\.isActivePod)
        if !pods.isEmpty {
          try cluster.user.deleteIfPresent(.pods, ObjectKey(pods[random.below(pods.count)]))
        }
      case 1, 2:
        for _ in 0..<random.below(25) {
          _ = cluster.clock.step(until: cluster.clock.now.advanced(by: 5_000_000))
        }
        controller.stop()
        cluster.run(seconds: Double(random.below(5)))
        controller.start()
      default: cluster.run(seconds: Double(random.below(20_000)) / 1_000)
      }
    }
    controller.start()
    cluster.run(seconds: 20_000)
    let job = try #require(try cluster.object(.jobs, "work", as: Job.self))
    #expect(job.fields.conditionStatus("Complete") == "True")
    #expect(job.status.active ?? 0 == 0)
    #expect(job.status.fields["uncountedTerminatedPods"] == .object([:]))
    if isIndexed {
      #expect(job.status.completedIndexes == "0-11")
    }
    // Of an index that was run twice, one success counts.
    let counted = (job.status.succeeded ?? 0) + (job.status.failed ?? 0)
    #expect(isIndexed ? counted <= made.count : counted == made.count)
    #expect(job.status.succeeded == 12)
    let pods = try cluster.user.list(.pods, ListOptions()).items
    #expect(pods.allSatisfy { !$0.isTracked && !$0.isTerminating })
  }
}
