// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@Suite("Scores of room (section 3.5)")
struct RoomScoreTests {
  @Test("NodeResourcesFit", arguments: least + most + ratio)
  func fit(row: ScoreRow) { row.check() }

  @Test("NodeResourcesBalancedAllocation", arguments: improvement + balance)
  func balanced(row: ScoreRow) { row.check() }

  /// A node with 4 CPU and 16 GiB.
  static let four = node("n1")
  static let three = node("n1").cpu("3")
  static let quarter = pod("p").cpu("1").memory("4Gi")
  static let gpu = "example.com/gpu"

  private static func row(
    _ rule: String, _ node: Node, _ pods: [Pod], _ pod: Pod, _ score: Int64
  ) -> ScoreRow {
    row(rule, node, pods, pod, { _ in }, score)
  }

  private static func row(
    _ rule: String, _ node: Node, _ pods: [Pod], _ pod: Pod,
    _ change: (inout OracleProfile) -> Void, _ score: Int64
  ) -> ScoreRow {
    ScoreRow(
      rule, "NodeResourcesFit", [node], pods, pod, profile: change, raw: [score], [score])
  }

  static let least: [ScoreRow] = [
    row("least: (4000 - 1000) of 4000 and 12 of 16", four, [], quarter, 75),
    row("least: each share and the mean are cut off: 66 and 75", three, [], quarter, 70),
    row("least: no requests are 100m and 200 MiB: 97 and 98", four, [], pod("p"), 97),
    row("least: per container: 95 and 97", four, [], pod("p").container(), 96),
    row("least: also of pods that are there", four, [pod("a").on("n1")], pod("p"), 96),
    row("least: zero is zero: 100 and 98", four, [], pod("p").cpu("0"), 99),
    row("least: a limit is a request: 50 and 98", four, [], pod("p").limit("cpu", "2"), 74),
    row(
      "least: init containers without requests count, too: 97 and 98", four, [],
      pod("p").cpu("50m").memory("0").initContainer(), 97),
    row(
      "least: without the init container 98 and 100", four, [],
      pod("p").cpu("50m").memory("0"), 99),
    row("least: overhead: 50 and 75", four, [], quarter.overhead(["cpu": "1"]), 62),
    row(
      "least: more than there is: 0 and 100", node("n1").cpu("1"),
      [pod("a").cpu("2").memory("0").on("n1")], pod("p").cpu("1").memory("0"), 50),
    row(
      "least: weights: (3 * 50 + 75) / 4", four, [], pod("p").cpu("2").memory("4Gi"),
      { $0.scoredResources = [.init("cpu", weight: 3), .init("memory", weight: 1)] }, 56),
    row(
      "least: a resource that the node lacks is skipped", four.without("memory"), [], quarter,
      75),
    row(
      "least: a device that the node lacks is skipped", four, [], quarter.request(gpu, "1"),
      { $0.scoredResources = [.init("cpu"), .init(gpu)] }, 75),
    row(
      "least: a device that is asked for counts: 75 and 50", four.allocatable(gpu, "2"), [],
      quarter.request(gpu, "1"), { $0.scoredResources = [.init("cpu"), .init(gpu)] }, 62),
    row(
      "least: a device that is not asked for is skipped", four.allocatable(gpu, "2"),
      [pod("a").cpu("0").request(gpu, "2").on("n1")], quarter,
      { $0.scoredResources = [.init("cpu"), .init(gpu)] }, 75),
    row(
      "least: ephemeral storage has no default", four.allocatable("ephemeral-storage", "10Gi"),
      [], pod("p"), { $0.scoredResources = [.init("ephemeral-storage")] }, 100),
    row(
      "least: nothing to score is 0", four, [], quarter,
      { $0.scoredResources = [.init(gpu)] }, 0),
    row(
      "least: pods that have ended do not count", four,
      [pod("a").cpu("3").on("n1").phase("Succeeded")], quarter, 75),
  ]

  static let most: [ScoreRow] = [
    row("most: 1 of 4 and 4 of 16", four, [], quarter, { $0.scoringStrategy = .mostAllocated }, 25),
    row(
      "most: cut off: 33 and 25", three, [], quarter, { $0.scoringStrategy = .mostAllocated }, 29),
    row(
      "most: more than there is counts as all: 100 and 0", node("n1").cpu("2"),
      [pod("a").cpu("3").memory("0").on("n1")], pod("p").cpu("1").memory("0"),
      { $0.scoringStrategy = .mostAllocated }, 50),
    row(
      "most: no requests are 100m and 200 MiB: 2 and 1", four, [], pod("p"),
      { $0.scoringStrategy = .mostAllocated }, 1),
    row(
      "most: weights: (3 * 50 + 25) / 4", four, [], pod("p").cpu("2").memory("4Gi"),
      {
        $0.scoringStrategy = .mostAllocated
        $0.scoredResources = [.init("cpu", weight: 3), .init("memory", weight: 1)]
      }, 43),
  ]

  /// Scores by a line, CPU alone or CPU and memory.
  private static func by(
    _ points: [(Int64, Int64)], _ resources: [String] = ["cpu"]
  ) -> (inout OracleProfile) -> Void {
    { profile in
      profile.scoringStrategy = .requestedToCapacityRatio(
        shape: points.map { .init(utilization: $0.0, score: $0.1) })
      profile.scoredResources = resources.map { .init($0) }
    }
  }

  static let ratio: [ScoreRow] = [
    row("ratio: up: 25 of 100", four, [], quarter, by([(0, 0), (100, 10)]), 25),
    row("ratio: down: 100 - 25", four, [], quarter, by([(0, 10), (100, 0)]), 75),
    row(
      "ratio: the mean of 33 and 26 is rounded", three.memory("15Gi"), [], quarter,
      by([(0, 0), (100, 10)], ["cpu", "memory"]), 30),
    row(
      "ratio: a resource with score 0 does not count", four, [], pod("p").cpu("1").memory("0"),
      by([(0, 0), (100, 10)], ["cpu", "memory"]), 25),
    row(
      "ratio: with nothing above 0 it is 0", four, [], pod("p").cpu("0").memory("0"),
      by([(0, 0), (100, 10)], ["cpu", "memory"]), 0),
    row("ratio: flat before the line", four, [], pod("p").cpu("400m"), by([(20, 2), (80, 8)]), 20),
    row(
      "ratio: flat behind the line", four, [], pod("p").cpu("3600m"), by([(20, 2), (80, 8)]), 80),
    row("ratio: at the first point", four, [], pod("p").cpu("800m"), by([(20, 2), (80, 8)]), 20),
    row("ratio: half way", four, [], pod("p").cpu("2"), by([(20, 2), (80, 8)]), 50),
    row(
      "ratio: cut off going up: 33.3", four, [], pod("p").cpu("400m"),
      by([(0, 0), (30, 10)]), 33),
    row(
      "ratio: the fall is cut off: 100 - 33", four, [], pod("p").cpu("400m"),
      by([(0, 10), (30, 0)]), 67),
    row(
      "ratio: the second piece: 20 + 80 * 25 / 50", four, [], pod("p").cpu("3"),
      by([(0, 0), (50, 2), (100, 10)]), 60),
    row(
      "ratio: more than there is is 100 percent", node("n1").cpu("1"),
      [pod("a").cpu("1").on("n1")], pod("p").cpu("1"), by([(0, 0), (99, 5), (100, 10)]), 100),
    row("ratio: no request is 100m: 2 percent", four, [], pod("p"), by([(0, 0), (100, 10)]), 2),
  ]

  private static func balanced(
    _ rule: String, _ node: Node, _ pods: [Pod], _ pod: Pod, _ score: Int64
  ) -> ScoreRow {
    balanced(rule, node, pods, pod, { _ in }, score)
  }

  private static func balanced(
    _ rule: String, _ node: Node, _ pods: [Pod], _ pod: Pod,
    _ change: (inout OracleProfile) -> Void, _ score: Int64
  ) -> ScoreRow {
    ScoreRow(
      rule, "NodeResourcesBalancedAllocation", [node], pods, pod, profile: change, raw: [score],
      [score])
  }

  static let improvement: [ScoreRow] = [
    balanced("1.36: no change is 75", four, [], quarter, 75),
    balanced(
      "1.36: 0.5 and 0: 50 + (50 + 75 - 100) / 2", four, [],
      pod("p").cpu("2").memory("0"), 62),
    balanced(
      "1.36: mended: 50 + (50 + 100 - 75) / 2", four,
      [pod("a").memory("8Gi").on("n1")], pod("p").cpu("2"), 87),
    balanced("1.36: as bad as can be: 50 + (50 + 50 - 100) / 2", four, [], pod("p").cpu("4"), 50),
    balanced(
      "1.36: no defaults: 0.25 and 0: 50 + (50 + 87 - 100) / 2", four, [],
      pod("p").cpu("1"), 68),
    balanced("1.36: a pod without requests gets 0", four, [], pod("p"), 0),
    balanced(
      "1.36: also where the node is uneven", four, [pod("a").cpu("2").on("n1")], pod("p"),
      0),
    balanced(
      "1.36: one resource is always even", four, [], quarter,
      { $0.balancedResources = ["cpu"] }, 75),
    balanced(
      "1.36: three: 0.5, 0.25, 0 deviate by 0.204: 50 + (50 + 79 - 100) / 2",
      four.allocatable("ephemeral-storage", "10Gi"), [], pod("p").cpu("2").memory("4Gi"),
      { $0.balancedResources = ["cpu", "memory", "ephemeral-storage"] }, 64),
    balanced(
      "1.36: a device that is not asked for is skipped", four.allocatable(gpu, "2"), [],
      quarter, { $0.balancedResources = ["cpu", "memory", gpu] }, 75),
    balanced(
      "1.36: a resource that the node lacks is skipped", four.without("memory"), [],
      pod("p").cpu("4"), 75),
    balanced(
      "1.36: shares are at most 1", four,
      [pod("a").cpu("8").memory("16Gi").on("n1")], pod("p").cpu("1"), 75),
  ]

  static let balance: [ScoreRow] = [
    balanced(
      "1.35: even is 100", four, [], quarter,
      { $0.balancedAllocationVersion = .balance }, 100),
    balanced(
      "1.35: 0.5 and 0 is 75", four, [], pod("p").cpu("2"),
      { $0.balancedAllocationVersion = .balance }, 75),
    balanced(
      "1.35: 0.25 and 0 is 87", four, [], pod("p").cpu("1"),
      { $0.balancedAllocationVersion = .balance }, 87),
    balanced(
      "1.35: with the pod: 0.5 and 0.5", four, [pod("a").memory("8Gi").on("n1")],
      pod("p").cpu("2"), { $0.balancedAllocationVersion = .balance }, 100),
    balanced(
      "1.35: three: 0.5, 0.25, 0", four.allocatable("ephemeral-storage", "10Gi"), [],
      pod("p").cpu("2").memory("4Gi"),
      {
        $0.balancedAllocationVersion = .balance
        $0.balancedResources = ["cpu", "memory", "ephemeral-storage"]
      }, 79),
  ]
}
