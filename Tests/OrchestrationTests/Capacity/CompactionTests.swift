// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Compaction of random clusters.
@Suite struct CompactionTests {
  /// Services of random sizes on eight nodes, of which some go: budgets are kept, no pod is left
  /// without a place, no decision uses more nodes than before, and none goes below the bound.
  @Test(arguments: 0..<8) func placesAreKept(_ seed: UInt64) throws {
    var random = TestRandom(seed: seed &+ 500)
    var objects: [String] = []
    var least = 0
    for number in 0..<(2 + random.below(4)) {
      let replicas = 2 + random.below(6)
      least += replicas - 1
      objects.append(
        CapacitySupport.service(
          "app\(number)", replicas, cpu: 100 * (3 + random.below(14)), budget: replicas - 1))
    }
    let log = EventLog()
    let result = try CapacitySupport.run(
      """
      spec:
        horizon: 30m
        nodes: [{name: node, count: 8, capacity: {cpu: 4, memory: 16Gi}}]
        settings:
          sampleInterval: 1s
          descheduler:
            interval: 1m
            policy:
              profiles: [{name: compact, plugins: {balance: {enabled: [CompactByPacking]}}}]
        objects:
      \(objects.joined(separator: "\n"))
      """, sink: log)
    let first = try #require(result.samples.first { $0.seconds >= 50 })
    guard first.pending == 0 else {
      // Where pods wait from the beginning nothing is moved.
      #expect(result.capacityDecisions.isEmpty && result.samples.last?.evictions == 0)
      return
    }
    let stranded = log.entries.filter { $0.what == "FailedScheduling" && $0.time > 60_000_000 }
    #expect(stranded.isEmpty, "seed \(seed): \(stranded.map(\.subject))")
    let last = try #require(result.samples.last)
    #expect(last.pending == 0 && last.nodesUsed <= first.nodesUsed)
    // One replica of each service may be missing at a time.
    for sample in result.samples where sample.seconds >= 30 {
      #expect(sample.ready >= least, "seed \(seed) at \(sample.seconds)")
    }
    for decision in result.capacityDecisions {
      let bound = try #require(decision.bound)
      let after = try #require(decision.options.first(where: \.isChosen)?.nodes["after"])
      #expect(bound.nodes <= after && after < decision.nodes.count)
    }
  }

  /// In the end no more nodes are used than the last decision said, and evictions stop.
  @Test func comesToAnEnd() throws {
    let log = EventLog()
    let result = try CapacitySupport.run(
      """
      spec:
        horizon: 60m
        nodes: [{name: node, count: 6, capacity: {cpu: 4, memory: 16Gi}}]
        settings:
          sampleInterval: 10s
          descheduler:
            interval: 1m
            policy:
              profiles: [{name: compact, plugins: {balance: {enabled: [CompactByPacking]}}}]
        objects:
      \(CapacitySupport.service("web", 12, cpu: 1_100, budget: 10))
      """, sink: log)
    #expect(result.samples.last?.nodesUsed == 4)
    #expect(!log.entries.contains { $0.what == "CompactByPacking" && $0.time > 1_800_000_000 })
  }
}
