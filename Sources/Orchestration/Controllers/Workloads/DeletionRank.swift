// SPDX-License-Identifier: Apache-2.0

/// Which of the pods of a set are deleted first.
///
/// From `ActivePodsWithRanks` in `pkg/controller/controller_utils.go`, ages compared by their
/// logarithm as there. Pods of one order of age are equal in that here, and their identity decides
/// at the very end: there it decides at once where the ages differ, which is no order where some
/// differ and some do not.
struct DeletionRank {
  /// The pod.
  let key: ObjectKey
  /// How it is.
  let state: PodState
  /// How many pods of the same workload are on its node.
  let neighbours: Int32
  /// The time.
  let now: Int64
}

extension DeletionRank: Comparable {
  /// Whether one is deleted before another.
  static func < (left: DeletionRank, right: DeletionRank) -> Bool {
    let (a, b) = (left.state, right.state)
    if (a.node < 0) != (b.node < 0) { return a.node < 0 }
    if a.phase != b.phase { return a.phase.rawValue < b.phase.rawValue }
    if a.isReady != b.isReady { return !a.isReady }
    if a.deletionCost != b.deletionCost { return a.deletionCost < b.deletionCost }
    if left.neighbours != right.neighbours { return left.neighbours > right.neighbours }
    if let first = a.readySince, let second = b.readySince, first != second {
      let difference = left.order(first) - right.order(second)
      if difference != 0 { return difference < 0 }
    }
    if a.restarts != b.restarts { return a.restarts > b.restarts }
    if a.created != b.created {
      let difference = left.order(a.created) - right.order(b.created)
      if difference != 0 { return difference < 0 }
    }
    return a.uid == b.uid ? left.key < right.key : a.uid < b.uid
  }

  static func == (left: DeletionRank, right: DeletionRank) -> Bool { left.key == right.key }

  /// The logarithm of the time since a moment in nanoseconds, rounded down.
  private func order(_ moment: Int64) -> Int {
    let (nanoseconds, overflow) = (now - moment).multipliedReportingOverflow(by: 1_000)
    if overflow { return 63 }
    return nanoseconds > 0 ? 63 - nanoseconds.leadingZeroBitCount : -1
  }
}

extension [DeletionRank] {
  /// Those that are deleted first, in order.
  ///
  /// - Parameter count: How many.
  /// - Returns: So many, or all.
  /// - Complexity: Linear in comparisons for a few, else n log n.
  func first(ranked count: Int) -> [DeletionRank] {
    guard count > 0 else { return [] }
    guard count <= self.count / 4 else { return Array(sorted().prefix(count)) }
    var chosen: [DeletionRank] = []
    chosen.reserveCapacity(count + 1)
    for rank in self {
      if chosen.count == count {
        guard rank < chosen[count - 1] else { continue }
        chosen.removeLast()
      }
      // The place is found by halving.
      var (low, high) = (0, chosen.count)
      while low < high {
        let middle = (low + high) / 2
        if rank < chosen[middle] { high = middle } else { low = middle + 1 }
      }
      chosen.insert(rank, at: low)
    }
    return chosen
  }
}
