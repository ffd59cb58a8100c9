// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Expanders, on options whose scores are worked out by hand.
@Suite struct ExpanderTests {
  /// Nodes of 4 CPU and 16 GiB, or of 16 CPU and 64 GiB, for pods of 1 CPU and 1 GiB.
  private var options: [ScaleUpOption] {
    func option(
      _ group: String, _ nodes: Int, pods: Int, cpu: Double, memory: Double, price: Double
    ) -> ScaleUpOption {
      var option = ScaleUpOption(nodes: [group: nodes], pods: Array(0..<pods))
      option.available = (cpu * Double(nodes), memory * Double(nodes))
      option.requested = (1_000 * Double(pods), Double(pods) * 1_073_741_824)
      option.costPerHour = price * Double(nodes)
      return option
    }
    let gibibyte = 1_073_741_824.0
    return [
      // CPU: (12 - 10) / 12 = 1/6; memory: (48 - 10) / 48 = 19/24; together 23/24 = 0.958.
      option("small", 3, pods: 10, cpu: 4_000, memory: 16 * gibibyte, price: 0.2),
      // CPU: (16 - 10) / 16 = 3/8; memory: (64 - 10) / 64 = 27/32; together 39/32 = 1.219.
      option("large", 1, pods: 10, cpu: 16_000, memory: 64 * gibibyte, price: 0.7),
      // CPU: (4 - 4) / 4 = 0; memory: (16 - 4) / 16 = 3/4; together 0.75.
      option("spot", 1, pods: 4, cpu: 4_000, memory: 16 * gibibyte, price: 0.05),
    ]
  }

  private func choose(_ expander: any Expander) -> [String] {
    var options = options
    return expander.best(of: &options).flatMap { options[$0].groups }
  }

  @Test func mostPods() { #expect(choose(MostPodsExpander()) == ["small", "large"]) }

  @Test func leastWaste() {
    #expect(choose(LeastWasteExpander()) == ["spot"])
    var options = options
    _ = LeastWasteExpander().best(of: &options)
    let scores = options.map { $0.scores["least-waste"] ?? -1 }
    for (found, expected) in zip(scores, [23.0 / 24, 39.0 / 32, 0.75]) {
      #expect(abs(found - expected) < 1e-12)
    }
  }

  @Test func leastNodes() { #expect(choose(LeastNodesExpander()) == ["large", "spot"]) }

  /// Of those that help the most pods, the cheapest: 3 * 0.2 = 0.6 before 0.7.
  @Test func optimal() { #expect(choose(OptimalExpander()) == ["small"]) }

  @Test func priorities() throws {
    let expander = try PriorityExpander(reading: "10: [.*]\n50: [spot.*]\n20: [large]\n")
    #expect(choose(expander) == ["spot"])
    let other = try PriorityExpander(reading: "10: [.*]\n20: [la.ge]\n")
    #expect(choose(other) == ["large"])
    let none = try PriorityExpander(reading: "10: [nothing]\n")
    #expect(choose(none) == ["small", "large", "spot"])
    #expect(throws: FieldFault.self) { try PriorityExpander(reading: "high: [a]") }
  }

  /// The worth of a pod is its share of what groups cost on average.
  @Test func price() throws {
    let groups = try [("small", "4", "16Gi", 0.2), ("large", "16", "64Gi", 0.7)].map {
      var pool = Scenario.NodePool(
        name: $0.0, count: 0,
        capacity: ["cpu": try Quantity($0.1), "memory": try Quantity($0.2)])
      pool.price = $0.3
      return NodeGroup(fields: Scenario.NodeGroup(pool: pool, maximum: 3).object)
    }
    let expander = PriceExpander(groups)
    // Half the price over the amounts, the mean of both groups:
    // CPU (0.1 / 4,000 + 0.35 / 16,000) / 2 = 2.34375e-5 a thousandth.
    #expect(abs(expander.unit.cpu - 2.34375e-5) < 1e-15)
    // Spot: 0.05 for a worth of 0.117 is far below 1; small is 0.6 for 0.293, large 0.7 for that.
    #expect(choose(expander) == ["spot"])
  }

  @Test func randomIsTheSameForAMoment() {
    let one = choose(RandomExpander(seed: 1, moment: "5"))
    #expect(one == choose(RandomExpander(seed: 1, moment: "5")))
    let all = Set((0..<40).flatMap { choose(RandomExpander(seed: 1, moment: "\($0)")) })
    #expect(all == ["small", "large", "spot"])
  }

  @Test(arguments: [
    // The smallest gets the next one, the first of equals: 1,1,3 and four more give 3,3,3.
    (4, [("a", 1, 9), ("b", 1, 9), ("c", 3, 9)], ["a": 2, "b": 2]),
    // b is full at 2.
    (4, [("a", 1, 9), ("b", 1, 2), ("c", 3, 9)], ["a": 3, "b": 1]),
    (1, [("b", 0, 5), ("a", 0, 5)], ["a": 1]),
    // Nobody has room for the third.
    (3, [("a", 0, 1), ("b", 0, 1)], ["a": 1, "b": 1]),
  ])
  func balance(
    _ count: Int, _ groups: [(String, Int, Int)], _ expected: [String: Int]
  ) {
    let plan = NodeGroupBalance.spread(
      count, over: groups.map { (name: $0.0, size: $0.1, most: $0.2) })
    #expect(plan == expected)
  }

  /// 5 min, 10 min, 20 min, 30 min at most; as new after three hours.
  @Test func backoff() {
    let options = ClusterAutoscalerOptions()
    var now = Timestamp(seconds: 0)
    var backoff: NodeGroupBackoff?
    var waits: [Int64] = []
    for _ in 0..<5 {
      let next = NodeGroupBackoff.next(backoff, at: now, options)
      waits.append((next.until.microseconds - now.microseconds) / 60_000_000)
      backoff = next
      now = next.until
    }
    #expect(waits == [5, 10, 20, 30, 30])
    now = now.advanced(by: options.backoffReset)
    let next = NodeGroupBackoff.next(backoff, at: now, options)
    #expect(next.until == now.advanced(by: 300_000_000))
  }

  @Test func flags() throws {
    let flags: Fields = [
      "expander": "priority, least-waste", "scale-down-unneeded-time": "5m",
      "scale-down-utilization-threshold": "0.7", "max-nodes-total": "12",
      "balance-similar-node-groups": "true",
    ]
    let options = try ClusterAutoscalerOptions(reading: DocumentField(.object(flags), at: ""))
    #expect(options.expanders == ["priority", "least-waste"])
    #expect(options.scaleDownUnneededTime == 300_000_000)
    #expect(options.scaleDownUtilizationThreshold == 0.7)
    #expect(options.maxNodesTotal == 12 && options.balancesSimilarNodeGroups)
    for wrong: Fields in [["expander": "best"], ["scan-interval": "soon"], ["unknown": "1"]] {
      #expect(throws: FieldFault.self) {
        try ClusterAutoscalerOptions(reading: DocumentField(.object(wrong), at: ""))
      }
    }
  }

  /// What stands in an object is what was decided.
  @Test func decisionsAreReadAsWritten() throws {
    var decision = CapacityDecision(.scaleUp, at: Timestamp(seconds: 5), by: "somebody")
    decision.changes = [.init(group: "a", from: 1, to: 3, most: 9)]
    decision.pods = ["default/web-1"]
    decision.chosenBy = "optimal"
    decision.options = [
      .init(nodes: ["a": 2], pods: 1, costPerHour: 0.25, scores: ["price": 1], isChosen: true)
    ]
    decision.bound = .init(costPerHour: 0.125, nodes: 1, method: "clique")
    decision.refusals = [.init(pod: "default/b", group: "a", reason: "Insufficient cpu")]
    decision.nodes = [
      .init(node: "n", group: "a", goes: true, reason: "Empty", utilization: 0.5)
    ]
    decision.message = "so it is"
    #expect(CapacityDecision(decision.object(named: "one")) == decision)
    #expect(CapacityDecision(Fields()) == nil)
  }
}
