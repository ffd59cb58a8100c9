// SPDX-License-Identifier: Apache-2.0

/// Go's `container/heap` as kube-scheduler uses it over scored nodes: what has the larger score is
/// less.
struct LiteralHeap {
  private(set) var elements: [(score: Int64, position: Int)]

  /// `heap.Init`.
  init(_ scores: [Int64]) {
    elements = scores.enumerated().map { ($1, $0) }
    var index = elements.count / 2 - 1
    while index >= 0 {
      sink(index)
      index -= 1
    }
  }

  private mutating func sink(_ start: Int) {
    var parent = start
    while true {
      let left = 2 * parent + 1
      if left >= elements.count { break }
      var child = left
      let right = left + 1
      if right < elements.count, isLess(right, left) { child = right }
      if !isLess(child, parent) { break }
      elements.swapAt(parent, child)
      parent = child
    }
  }

  private func isLess(_ one: Int, _ other: Int) -> Bool {
    elements[one].score > elements[other].score
  }
}
