// SPDX-License-Identifier: Apache-2.0

/// Completion indexes as the status of a Job has them, such as `0,3-5`.
///
/// From `pkg/controller/job/indexed_job_utils.go`.
struct IndexIntervals: Equatable {
  /// The ranges, in order, none next to another.
  private(set) var ranges: [ClosedRange<Int>] = []

  init() {}

  /// Creates intervals of indexes in any order.
  init(_ indexes: some Sequence<Int>) {
    for index in indexes.sorted() { append(index...index) }
  }

  /// Reads intervals; what cannot be read is left out, and indexes from `completions` on.
  init(_ text: String, below completions: Int) {
    for part in text.split(separator: ",") {
      let limits = part.split(separator: "-", omittingEmptySubsequences: false)
      guard let first = Int(limits[0]), first >= 0 else { continue }
      if first >= completions { break }
      guard limits.count > 1 else {
        append(first...first)
        continue
      }
      guard let last = Int(limits[1]), last >= first else { continue }
      append(first...min(last, completions - 1))
    }
  }

  private mutating func append(_ range: ClosedRange<Int>) {
    guard let last = ranges.last, range.lowerBound <= last.upperBound + 1 else {
      ranges.append(range)
      return
    }
    ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
  }

  /// How many indexes there are.
  var count: Int { ranges.reduce(0) { $0 + $1.count } }

  /// Whether there are none.
  var isEmpty: Bool { ranges.isEmpty }

  /// Whether an index is one of them.
  ///
  /// - Complexity: Logarithmic.
  func contains(_ index: Int) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < index { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= index
  }

  /// All indexes of both.
  func merged(with other: IndexIntervals) -> IndexIntervals {
    var merged = IndexIntervals()
    for range in (ranges + other.ranges).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      merged.append(range)
    }
    return merged
  }

  /// How many indexes are in both.
  func overlap(with other: IndexIntervals) -> Int {
    var (mine, theirs, count) = (0, 0, 0)
    while mine < ranges.count, theirs < other.ranges.count {
      let (left, right) = (ranges[mine], other.ranges[theirs])
      count += max(
        0, min(left.upperBound, right.upperBound) - max(left.lowerBound, right.lowerBound) + 1)
      if left.upperBound < right.upperBound { mine += 1 } else { theirs += 1 }
    }
    return count
  }

  /// The first indexes that are not among these.
  ///
  /// - Complexity: Linear in the ranges and the indexes found.
  func firstMissing(_ count: Int, below completions: Int) -> [Int] {
    var found: [Int] = []
    var candidate = 0
    for range in ranges {
      while candidate < min(range.lowerBound, completions), found.count < count {
        found.append(candidate)
        candidate += 1
      }
      candidate = max(candidate, range.upperBound + 1)
    }
    while candidate < completions, found.count < count {
      found.append(candidate)
      candidate += 1
    }
    return found
  }
}

extension IndexIntervals: CustomStringConvertible {
  /// The intervals as they are written: two neighbours as two numbers, more as a range.
  var description: String {
    ranges.map { range in
      switch range.count {
      case 1: "\(range.lowerBound)"
      case 2: "\(range.lowerBound),\(range.upperBound)"
      default: "\(range.lowerBound)-\(range.upperBound)"
      }
    }.joined(separator: ",")
  }
}
