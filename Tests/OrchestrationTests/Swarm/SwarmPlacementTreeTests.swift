// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Swarm's division of tasks among nodes, worked by hand from its source.
@Suite struct SwarmPlacementTreeTests {
  /// A case: nodes by their labels, what they have of the service and in all, how many more they
  /// take, and how many tasks each has then.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var paths: [[String]]
    var has: [Int]
    var all: [Int]
    var failures: [Int]
    var room: [Int]
    var count: Int
    var kinds: [SwarmPreference.Kind]
    var expected: [Int]

    init(
      _ name: String, _ paths: [[String]], has: [Int], all: [Int]? = nil, failures: [Int]? = nil,
      room: [Int]? = nil, place count: Int, by kinds: [SwarmPreference.Kind], gives expected: [Int]
    ) {
      (testDescription, self.paths, self.has, self.count) = (name, paths, has, count)
      self.all = all ?? has
      self.failures = failures ?? has.map { _ in 0 }
      self.room = room ?? has.map { _ in 1_000 }
      (self.kinds, self.expected) = (kinds, expected)
    }
  }

  static let none: [[String]] = [[], [], []]
  static let cases = [
    Case(
      "fewest of the service first", none, has: [2, 0, 1], all: [2, 9, 1], place: 1, by: [],
      gives: [2, 1, 1]),
    Case(
      "then fewest in all", none, has: [1, 1, 1], all: [3, 2, 4], place: 1, by: [],
      gives: [1, 2, 1]),
    // The third node is given tasks until the second one, which has two, ranks before it.
    Case(
      "filled until the next one ranks before", none, has: [0, 2, 0], place: 5, by: [],
      gives: [1, 3, 3]),
    Case("then in turn", none, has: [1, 1, 1], place: 7, by: [], gives: [4, 3, 3]),
    Case(
      "five failures are last", none, has: [0, 1, 4], failures: [5, 0, 0], place: 1, by: [],
      gives: [0, 2, 4]),
    Case(
      "four failures do not matter", none, has: [0, 1, 4], failures: [4, 0, 0], place: 1,
      by: [], gives: [1, 1, 4]),
    Case(
      "of two that fail, the one that fails less", none, has: [0, 0, 9], failures: [6, 5, 7],
      place: 1, by: [], gives: [0, 1, 9]),
    Case(
      "a full node is passed over", none, has: [0, 0, 0], room: [1, 9, 0], place: 4, by: [],
      gives: [1, 3, 0]),
    Case(
      "branches are even, not nodes", [["a"], ["a"], ["b"]], has: [0, 0, 0], place: 4,
      by: [.spread], gives: [1, 1, 2]),
    Case(
      "a branch behind catches up", [["a"], ["b"], ["c"]], has: [4, 1, 1], place: 3,
      by: [.spread], gives: [4, 3, 2]),
    Case(
      "nodes without the label are a branch", [["a"], [""], ["a"]], has: [0, 0, 0], place: 2,
      by: [.spread], gives: [1, 1, 0]),
    Case(
      "a full branch leaves its share", [["a"], ["b"], ["c"]], has: [0, 0, 0], room: [1, 9, 9],
      place: 6, by: [.spread], gives: [1, 3, 2]),
    Case(
      "levels are kept one below the other",
      [["a", "x"], ["a", "x"], ["a", "y"], ["b", "x"]], has: [0, 0, 0, 0], place: 8,
      by: [.spread, .spread], gives: [1, 1, 2, 4]),
    Case(
      "pack fills the fullest branch", [["a"], ["b"], ["b"]], has: [0, 1, 0], place: 3,
      by: [.pack], gives: [0, 2, 2]),
    Case(
      "pack goes on when a branch is full", [["a"], ["b"], ["b"]], has: [0, 1, 0],
      room: [9, 1, 1], place: 4, by: [.pack], gives: [2, 2, 1]),
    Case(
      "spread over zones, packed into racks",
      [["a", "x"], ["a", "y"], ["b", "x"], ["b", "y"]], has: [0, 0, 0, 0], place: 4,
      by: [.spread, .pack], gives: [2, 0, 2, 0]),
  ]

  private static func place(_ item: Case, groups: [Int]) -> [Int] {
    var (has, room, all) = (item.has, item.room, item.all)
    for group in groups {
      let candidates = has.indices.map {
        SwarmCandidate(
          node: $0, path: item.paths[$0], serviceTasks: has[$0], tasks: all[$0],
          failures: item.failures[$0])
      }
      var tree = SwarmPlacementTree(
        candidates, item.kinds.map { SwarmPreference($0, .label("l")) })
      var left = room
      let nodes = tree.place(group, fits: { left[$0] > 0 }, assign: { left[$0] -= 1 })
      for node in nodes {
        has[node] += 1
        all[node] += 1
        room[node] -= 1
      }
    }
    return has
  }

  @Test(arguments: cases) func workedByHand(_ item: Case) {
    #expect(Self.place(item, groups: [item.count]) == item.expected)
  }

  /// As long as no branch is full, it makes no difference to branches whether tasks come at once or
  /// one after another, and their counts differ by one at most where they could be made even.
  @Test func groupsAndSingleTasksAreAlike() {
    var random = TestRandom(seed: 5)
    for _ in 0..<300 {
      let count = 2 + random.below(6)
      let paths = (0..<count).map { _ in ["z\(random.below(3))"] }
      let has = (0..<count).map { _ in random.below(4) }
      let wanted = 1 + random.below(12)
      let item = Case("random", paths, has: has, place: wanted, by: [.spread], gives: [])
      func branches(_ counts: [Int]) -> [String: Int] {
        var sums: [String: Int] = [:]
        for (path, count) in zip(paths, counts) { sums[path[0], default: 0] += count }
        return sums
      }
      let before = branches(has)
      let together = branches(Self.place(item, groups: [wanted]))
      let single = branches(Self.place(item, groups: Array(repeating: 1, count: wanted)))
      #expect(together == single)
      // A branch that has more than its share makes Swarm fill the first of the others.
      let sum = before.values.reduce(0, +) + wanted
      if before.values.contains(where: { $0 > sum / before.count }) { continue }
      // A plain reference: every task goes to a branch with fewest.
      var reference = before
      for _ in 0..<wanted {
        let least = reference.min { ($0.value, $0.key) < ($1.value, $1.key) }
        if let least { reference[least.key, default: 0] += 1 }
      }
      #expect(together.values.sorted() == reference.values.sorted())
    }
  }

  @Test func messagesAreThoseOfDocker() {
    func refusal(_ filter: SwarmFilter) -> SwarmRefusal {
      SwarmRefusal(node: "n", filter: filter, reasons: [])
    }
    #expect(
      SwarmRefusal.message(
        [refusal(.constraints), refusal(.resources), refusal(.constraints), refusal(.constraints)])
        == "no suitable node (scheduling constraints not satisfied on 3 nodes; "
        + "insufficient resources on 1 node)")
    #expect(
      SwarmRefusal.message([refusal(.ready), refusal(.maxReplicas), refusal(.hostPort)])
        == "no suitable node (1 node not available for new tasks; host-mode port already in use "
        + "on 1 node; max replicas per node limit exceed)")
    #expect(SwarmRefusal.message([]) == "no suitable node")
  }
}
