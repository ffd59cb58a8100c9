// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// The bounds of a rollout hold after every step of the clock.
///
/// Settings, delays, scaling, pauses and restarts of the controllers are drawn at random. No pod
/// that was ready fails, as nobody can promise anything then.
@Suite struct RandomRolloutTests {
  struct Draw {
    var random: SeededOrder

    mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

    mutating func amount() -> String {
      below(2) == 0 ? String(below(4)) : "\(below(11) * 10)%"
    }
  }

  @Test(arguments: 0..<8) func boundsHold(block: Int) throws {
    for number in 0..<10 {
      let seed = UInt64(block * 25 + number + 1)
      let found = try Self.violations(seed: seed)
      let isKept = found.isEmpty
      #expect(isKept, "seed \(seed): \(found.prefix(3))")
    }
  }

  static func violations(seed: UInt64) throws -> [String] {
    var draw = Draw(random: SeededOrder(state: seed))
    var setting = RolloutTests.Setting(
      replicas: 1 + draw.below(12), surge: draw.amount(), unavailable: draw.amount(), steps: [])
    setting.minReadySeconds = draw.below(3) * 2
    let cluster = try WorkloadCluster(seed: seed)
    cluster.startDeployments(batchPeriod: Int64(draw.below(3)) * 30_000)
    cluster.readiness["new"] = Int64(draw.below(4_000_000))
    try cluster.cluster.apply(RolloutTests.manifest(setting))
    cluster.run(seconds: 60)

    let watch = try RolloutWatch(
      cluster, newImage: "new", minReadySeconds: setting.minReadySeconds)
    func allow() {
      let limits = RolloutTests.limits(setting)
      watch.most = max(watch.most ?? 0, limits.most)
      watch.least = min(watch.least ?? .max, limits.minAvailable)
    }
    allow()
    try cluster.setImage(.deployments, "web", "new")
    for _ in 0..<12 {
      cluster.run(seconds: Double(draw.below(3_000)) / 1_000)
      switch draw.below(6) {
      case 0:
        let before = setting.replicas
        setting.replicas = 1 + draw.below(12)
        allow()
        // A deployment that shrinks takes pods from all its ReplicaSets in proportion, whether they
        // are available or not, so that nothing is promised about those any more.
        if setting.replicas < before { watch.least = 0 }
        try cluster.setReplicas(.deployments, "web", setting.replicas)
      case 1:
        try cluster.edit(.deployments, "web") { object in
          object.modify("spec") { $0["paused"] = $0["paused"] == true ? nil : true }
        }
      case 2, 3:
        let component = cluster.components[draw.below(2)]
        if component.isRunning { component.stop() } else { component.start() }
      default: break
      }
    }
    for component in cluster.components { component.start() }
    try cluster.edit(.deployments, "web") { $0.modify("spec") { $0["paused"] = nil } }
    cluster.run(seconds: 300)
    var found = watch.violations
    let status = cluster.deployment().status
    if status.availableReplicas != setting.replicas || status.updatedReplicas != setting.replicas {
      found.append("\(setting) ended with \(status.availableReplicas ?? 0) available")
    }
    if cluster.sizes["old"] != 0 { found.append("old pods are left") }
    return found
  }
}
