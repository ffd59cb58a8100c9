// SPDX-License-Identifier: Apache-2.0

public import Scheduling

/// Which tasks of a service had better move because other nodes have room by now
/// (`moby/moby#24103`).
///
/// A task moves only where that makes the service more even: between the branches of the first
/// preference in which both nodes differ, or else between the nodes, there have to be two tasks of
/// difference. So every move lowers the sum of the squares of the counts, and moving ends.
public struct SwarmRebalance: Sendable {
  /// A task that moves.
  public struct Move: Sendable, Hashable {
    /// The task, a pod of the snapshot.
    public var pod: Int
    /// Where it is.
    public var from: Int
    /// Where Swarm's ranking puts it.
    public var to: Int
  }

  /// How nodes are chosen.
  public var ranking = SwarmRanking()

  /// Creates a rebalancing.
  public init() {}

  /// The tasks that move at once.
  ///
  /// - Parameters:
  ///   - tasks: The tasks of the service, pods that are on nodes.
  ///   - terms: What they prefer.
  ///   - snapshot: The cluster.
  ///   - counts: What nodes have of tasks.
  ///   - most: How many tasks move at most.
  /// - Returns: The moves, in order, each as if those before were done; none where the service is
  ///   even.
  /// - Complexity: Tasks times nodes for each move.
  public func moves(
    of tasks: [Int], _ terms: SwarmTaskTerms, in snapshot: ClusterSnapshot,
    _ counts: SwarmCounts, most: Int
  ) -> [Move] {
    var (fork, counts) = (snapshot, counts)
    var rest = tasks
    var moves: [Move] = []
    while moves.count < most {
      let paths = (0..<fork.nodeCount).map {
        SwarmRanking.path(fork.labels(ofNode: $0), terms.preferences)
      }
      let order = rest.filter { fork.node(ofPod: $0) != nil }.sorted { left, right in
        let (one, other) = (fork.node(ofPod: left) ?? 0, fork.node(ofPod: right) ?? 0)
        let (more, less) = (counts.service[one] ?? 0, counts.service[other] ?? 0)
        if more != less { return more > less }
        return one != other ? one < other : left > right
      }
      var found: Move?
      var asked: Set<Int> = []
      for pod in order {
        guard let from = fork.node(ofPod: pod), asked.insert(from).inserted else { continue }
        fork.evict(pod)
        counts.service[from, default: 0] -= 1
        counts.all[from, default: 0] -= 1
        let to = ranking.node(for: pod, in: fork, terms, counts)
        counts.service[from, default: 0] += 1
        counts.all[from, default: 0] += 1
        if let to, to != from, isMoreEven(from, to, paths, terms.preferences, counts) {
          fork.place(pod, on: to)
          found = Move(pod: pod, from: from, to: to)
          break
        }
        fork.place(pod, on: from)
      }
      guard let found else { break }
      for (node, change) in [(found.from, -1), (found.to, 1)] {
        counts.service[node, default: 0] += change
        counts.all[node, default: 0] += change
      }
      rest.removeAll { $0 == found.pod }
      moves.append(found)
    }
    return moves
  }

  /// Whether there are two tasks of difference where two nodes part.
  private func isMoreEven(
    _ from: Int, _ to: Int, _ paths: [[String]], _ preferences: [SwarmPreference],
    _ counts: SwarmCounts
  ) -> Bool {
    func tasks(_ node: Int, upTo level: Int) -> Int {
      let prefix = paths[node].prefix(level + 1)
      return paths.indices.reduce(0) {
        paths[$1].prefix(level + 1) == prefix ? $0 + (counts.service[$1] ?? 0) : $0
      }
    }
    for level in preferences.indices where paths[from][level] != paths[to][level] {
      return preferences[level].kind == .spread
        && tasks(from, upTo: level) - tasks(to, upTo: level) >= 2
    }
    return (counts.service[from] ?? 0) - (counts.service[to] ?? 0) >= 2
  }
}
