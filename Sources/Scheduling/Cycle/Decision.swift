// SPDX-License-Identifier: Apache-2.0

/// Which node a pod goes to, or that none takes it.
public struct Decision: Sendable, Hashable {
  /// The pod.
  public var pod: Int
  /// The node, or `nil`.
  public var node: Int?
  /// The node's score; 0 where only one was feasible.
  public var score: Int64
  /// How many nodes were found feasible before enough were.
  public var feasible: Int
  /// How many nodes were looked at.
  public var examined: Int
  /// How many of the feasible nodes had the best score.
  public var ties: Int
}

/// How many feasible nodes are enough.
///
/// From `pkg/scheduler/schedule_one.go`, `numFeasibleNodesToFind`.
public enum Sampling: Sendable, Hashable {
  /// As kube-scheduler: by the profile's percentage, or by the number of nodes.
  case asConfigured
  /// All nodes.
  case all

  /// How many feasible nodes are enough among so many.
  func wanted(of count: Int, percentage: Int) -> Int {
    guard self == .asConfigured, count >= 100 else { return count }
    let share = percentage > 0 ? percentage : max(5, 50 - count / 125)
    return share >= 100 ? count : max(100, count * share / 100)
  }
}

/// The choice among nodes with equal scores.
enum TieBreak {
  /// The position whose element a binary heap has on top: the first in the order in which the tree
  /// of the heap is walked from the top, left before right.
  ///
  /// Kubernetes 1.36 builds a heap over the feasible nodes and takes its top; among equals nothing
  /// else decides (`schedule_one.go`, `selectHost`).
  static func first(of scores: [Int64]) -> (position: Int, ties: Int) {
    var best = Int64.min
    var place = 0
    var ties = 0
    var key: UInt64 = 0
    for (index, score) in scores.enumerated() {
      if score > best {
        (best, place, ties, key) = (score, index, 1, walkKey(index))
      } else if score == best {
        ties += 1
        let other = walkKey(index)
        if other < key { (place, key) = (index, other) }
      }
    }
    return (place, ties)
  }

  /// Where a position comes when the tree is walked: the path from the top, then its length.
  private static func walkKey(_ index: Int) -> UInt64 {
    let number = UInt64(index + 1)
    let depth = UInt64(63 - number.leadingZeroBitCount)
    // The path without the leading one, moved up to 56 bits, then the depth.
    return ((number & ~(1 << depth)) << (48 - depth)) << 8 | depth
  }
}
