// SPDX-License-Identifier: Apache-2.0

/// The labels of one layer of a `LabelSearch` on plain memory, by what they leave of the first
/// resource, most first.
final class LabelLayer {
  private(set) var count = 0
  /// What the items so far are worth.
  private(set) var value: UnsafeMutablePointer<Int64>
  /// What is in and what can still be gained at most.
  private(set) var bound: UnsafeMutablePointer<Int64>
  /// The last choice, or -1.
  private(set) var node: UnsafeMutablePointer<Int32>
  /// Row-major over resources: what is left.
  private(set) var left: UnsafeMutablePointer<Int64>
  /// Row-major over tables: the buckets that are left.
  private(set) var buckets: UnsafeMutablePointer<Int32>
  private var capacity = 0
  private let resources: Int
  private var tables = 0

  init(resources: Int) {
    self.resources = resources
    value = .allocate(capacity: 0)
    bound = .allocate(capacity: 0)
    node = .allocate(capacity: 0)
    left = .allocate(capacity: 0)
    buckets = .allocate(capacity: 0)
  }

  deinit { free() }

  private func free() {
    value.deallocate()
    bound.deallocate()
    node.deallocate()
    left.deallocate()
    buckets.deallocate()
  }

  /// Makes room for so many labels, whose values are then set one by one.
  func reset(_ count: Int, tables: Int) {
    self.count = count
    guard count > capacity || tables > self.tables else { return }
    free()
    capacity = max(capacity, count + count / 2)
    self.tables = max(self.tables, tables)
    value = .allocate(capacity: capacity)
    bound = .allocate(capacity: capacity)
    node = .allocate(capacity: capacity)
    left = .allocate(capacity: capacity * resources)
    buckets = .allocate(capacity: capacity * self.tables)
  }
}

/// A label of the next layer before it is decided whether it stays.
struct LabelChild {
  var value: Int64
  /// The value and what can still be gained at most.
  var bound: Int64
  /// What is left of the first resource.
  var left: Int64
  /// What is left of the second resource, if any.
  var other: Int64
  /// The label it comes from.
  var parent: Int32
  /// How many copies of the layer's item are new.
  var copies: Int32
}

/// The labels of the next layer, by what they leave of the first resource, most first.
struct LabelChildren {
  private(set) var list: [LabelChild] = []
  private var spare: [LabelChild] = []
  /// Where each sorted run ends.
  private var ends: [Int] = []
  private var stairs: [(other: Int64, value: Int64)] = []

  var count: Int { list.count }

  mutating func clear() {
    list.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  @inline(__always)
  mutating func append(_ child: LabelChild) { list.append(child) }

  /// Ends a run of children that are in order, or puts them in order first.
  mutating func endRun(isSorted: Bool) {
    if !isSorted {
      list[(ends.last ?? 0)...].sort {
        if $0.left != $1.left { return $0.left > $1.left }
        return $0.parent != $1.parent ? $0.parent < $1.parent : $0.copies < $1.copies
      }
    }
    if list.count > ends.last ?? 0 { ends.append(list.count) }
  }

  /// Drops the children that cannot lead to more than the best, and merges the runs.
  mutating func merge(above best: Int64) {
    prune(above: best)
    while ends.count > 1 {
      spare.removeAll(keepingCapacity: true)
      spare.reserveCapacity(list.count)
      var merged: [Int] = []
      var (start, run) = (0, 0)
      while run < ends.count {
        let middle = ends[run]
        let end = run + 1 < ends.count ? ends[run + 1] : middle
        merge(start, middle, end)
        merged.append(end)
        start = end
        run += 2
      }
      ends = merged
      swap(&list, &spare)
    }
  }

  private mutating func merge(_ start: Int, _ middle: Int, _ end: Int) {
    list.withUnsafeBufferPointer { list in
      var (first, second) = (start, middle)
      while first < middle, second < end {
        if list[second].left > list[first].left {
          spare.append(list[second])
          second += 1
        } else {
          spare.append(list[first])
          first += 1
        }
      }
      while first < middle {
        spare.append(list[first])
        first += 1
      }
      while second < end {
        spare.append(list[second])
        second += 1
      }
    }
  }

  private mutating func prune(above best: Int64) {
    var (kept, run, start) = (0, 0, 0)
    while run < ends.count {
      for index in start..<ends[run] where list[index].bound > best {
        list[kept] = list[index]
        kept += 1
      }
      start = ends[run]
      ends[run] = kept
      run += 1
    }
    list.removeLast(list.count - kept)
  }

  /// Drops children beside which another leaves as much and is worth as much; there are no more
  /// than two resources.
  mutating func dropDominated() {
    stairs.removeAll(keepingCapacity: true)
    var kept = 0
    for index in list.indices {
      let child = list[index]
      var (low, high) = (0, stairs.count)
      while low < high {
        let middle = (low + high) / 2
        if stairs[middle].other >= child.other { low = middle + 1 } else { high = middle }
      }
      if low > 0, stairs[low - 1].value >= child.value { continue }
      list[kept] = child
      kept += 1
      var end = low
      while end < stairs.count, stairs[end].value <= child.value { end += 1 }
      let step = (other: child.other, value: child.value)
      if end > low {
        stairs[low] = step
        if end > low + 1 { stairs.removeSubrange((low + 1)..<end) }
      } else {
        stairs.insert(step, at: low)
      }
    }
    list.removeLast(list.count - kept)
  }

  /// Keeps so many children, those with the highest bounds.
  ///
  /// - Returns: The highest bound among the others; `best` where there are none.
  mutating func narrow(to width: Int, above best: Int64) -> Int64 {
    guard list.count > width else { return best }
    let highest = list.reduce(best + 1) { max($0, $1.bound) }
    let scale = Double(Self.classes - 1) / Double(highest - best)
    var sizes = Array(repeating: 0, count: Self.classes)
    for child in list { sizes[Int(Double(child.bound - best) * scale)] += 1 }
    var (border, above) = (Self.classes - 1, 0)
    while border > 0, above + sizes[border] <= width {
      above += sizes[border]
      border -= 1
    }
    var (kept, room, missed) = (0, width - above, best)
    for index in list.indices {
      let child = list[index]
      let rank = Int(Double(child.bound - best) * scale)
      if rank > border || rank == border && room > 0 {
        if rank == border { room -= 1 }
        list[kept] = child
        kept += 1
      } else {
        missed = max(missed, child.bound)
      }
    }
    list.removeLast(list.count - kept)
    return missed
  }

  /// Into how many classes bounds are sorted.
  private static let classes = 512
}
