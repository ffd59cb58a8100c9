// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite struct DeletionRankTests {
  static func rank(
    _ name: String, node: String? = "n", phase: String = "Running", ready: Int64? = 1_000,
    cost: Int? = nil, neighbours: Int32 = 1, restarts: Int64 = 0, created: Int64 = 500
  ) -> DeletionRank {
    var metadata: Fields = [
      "name": .string(name), "uid": .string("uid-" + name),
      "creationTimestamp": Timestamp(seconds: created).value,
    ]
    if let cost {
      metadata["annotations"] = [
        "controller.kubernetes.io/pod-deletion-cost": .string(String(cost))
      ]
    }
    var status: Fields = [
      "phase": .string(phase),
      "containerStatuses": [["name": "main", "restartCount": .integer(restarts)]],
    ]
    if let ready {
      status["conditions"] = [
        [
          "type": "Ready", "status": "True",
          "lastTransitionTime": Timestamp(seconds: ready).value,
        ]
      ]
    }
    var spec = Fields()
    if let node { spec["nodeName"] = .string(node) }
    let pod: Fields = [
      "metadata": .object(metadata), "spec": .object(spec), "status": .object(status),
    ]
    return DeletionRank(
      key: ObjectKey(namespace: "default", name: name),
      state: PodState(pod, previous: nil) { _ in 0 }, neighbours: neighbours, now: 100_000_000_000)
  }

  /// Each is deleted before all that follow.
  static let order = [
    rank("unassigned", node: nil, phase: "Pending", ready: nil),
    rank("pending", phase: "Pending", ready: nil), rank("unknown", phase: "Unknown"),
    rank("unready", ready: nil), rank("cheap", cost: -5), rank("doubled", neighbours: 3),
    rank("just ready", ready: 99_000), rank("restarted", restarts: 4),
    rank("new", created: 99_000), rank("a"), rank("b"), rank("costly", cost: 5),
  ]

  @Test func leastUsefulFirst() {
    var generator = SeededOrder(state: 7)
    for _ in 0..<50 {
      let names = Self.order.shuffled(using: &generator).sorted().map(\.key.name)
      #expect(names == Self.order.map(\.key.name))
    }
  }

  @Test(arguments: [0, 1, 3, 11, 12])
  func aFewAreChosenAsIfSorted(count: Int) {
    var generator = SeededOrder(state: UInt64(count))
    let chosen = Self.order.shuffled(using: &generator).first(ranked: count)
    #expect(chosen.map(\.key.name) == Self.order.prefix(count).map(\.key.name))
  }
}

/// Numbers at random, the same for the same seed (Steele, Lea, Flood, "SplitMix", 2014).
struct SeededOrder: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
