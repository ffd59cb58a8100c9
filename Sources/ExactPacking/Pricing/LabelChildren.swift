// SPDX-License-Identifier: Apache-2.0

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
  private var stairs = Staircase()

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
    stairs.clear()
    var stairs = Staircase()
    swap(&stairs, &self.stairs)
    keep { stairs.add($0.other, $0.value) }
    self.stairs = stairs
  }

  /// Keeps some of the children.
  @inline(__always)
  mutating func keep(where isKept: (LabelChild) -> Bool) {
    var kept = 0
    for index in list.indices {
      let child = list[index]
      guard isKept(child) else { continue }
      list[kept] = child
      kept += 1
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
