// SPDX-License-Identifier: Apache-2.0

/// Amounts left and values of which none is beside another that is as high in both.
struct Staircase: Sendable {
  private var steps: [(left: Int64, value: Int64)] = []

  mutating func clear() { steps.removeAll(keepingCapacity: true) }

  /// The position of the first step that leaves less.
  private func position(of left: Int64) -> Int {
    var (low, high) = (0, steps.count)
    while low < high {
      let middle = (low + high) / 2
      if steps[middle].left >= left { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Whether a step is as high in both.
  func covers(_ left: Int64, _ value: Int64) -> Bool {
    let low = position(of: left)
    return low > 0 && steps[low - 1].value >= value
  }

  /// Adds a step unless one is as high in both.
  ///
  /// - Returns: Whether it is new.
  @inline(__always)
  mutating func add(_ left: Int64, _ value: Int64) -> Bool {
    let low = position(of: left)
    if low > 0, steps[low - 1].value >= value { return false }
    var end = low
    while end < steps.count, steps[end].value <= value { end += 1 }
    if end > low {
      steps[low] = (left, value)
      if end > low + 1 { steps.removeSubrange((low + 1)..<end) }
    } else {
      steps.insert((left, value), at: low)
    }
    return true
  }
}
