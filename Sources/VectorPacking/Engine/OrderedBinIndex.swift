// SPDX-License-Identifier: Apache-2.0

/// Groups of open bins, searched for the first in the order of a key that has room for a demand.
///
/// The groups lie in the cells of a grid over what they have free. In a cell they are in the order
/// (key, position), in blocks that know the most that any of their bins has free of each column.
/// A search looks only into cells that are high enough for the demand, and of these only into
/// those that start before the best group found so far.
///
/// Answers equal those of a scan over all groups in the order (key, position).
///
/// - Complexity: A search visits the rows of the grid, the cells in them that are not empty and
///   high enough, and of cells on the demand's own level the blocks; inserting and removing cost
///   O(log groups + blockSize), and O(blocks of the cell) when a block splits or empties.
struct OrderedBinIndex: Sendable {
  static let blockSize = 32

  private struct Entry {
    var key: Double
    var position: Int32
    var group: Int32

    @inline(__always)
    static func < (first: Entry, second: Entry) -> Bool {
      first.key != second.key ? first.key < second.key : first.position < second.position
    }

    static let last = Entry(key: .infinity, position: .max, group: -1)
  }

  private let columns: Int
  private let grid: FreeAmountGrid
  private let startsHigh: Bool

  // One element per row, and one per cell.
  /// The cells of each row that hold groups, as bits.
  private var occupied: [UInt64]
  /// The first entry of each cell.
  private var heads: [Entry]
  /// The blocks of each cell in order; each value is a slot in the arrays below.
  private var blocks: [[Int32]]

  // One stretch of `blockSize` elements per slot, and one element or row per slot.
  private var entries: [Entry] = []
  private var amounts: [Int64] = []
  private var sizes: [Int32] = []
  private var limits: [Int64] = []
  private var freeSlots: [Int32] = []

  /// For each group its cell, or a negative number while it is not in the index.
  private var cells: [Int32] = []
  private var keys: [Double] = []
  private var positions: [Int32] = []

  /// Makes an empty index.
  ///
  /// - Parameters:
  ///   - layout: The columns.
  ///   - startsHigh: Whether low keys are those of roomy bins, so that searches start there. It
  ///     changes no answer.
  init(layout: ColumnLayout, startsHigh: Bool = false) {
    columns = layout.columns
    grid = FreeAmountGrid(layout)
    self.startsHigh = startsHigh
    occupied = Array(repeating: 0, count: grid.rowCount)
    heads = Array(repeating: .last, count: grid.rowCount * grid.rowLength)
    blocks = Array(repeating: [], count: grid.rowCount * grid.rowLength)
  }

  /// Adds a group, or moves one that is there to another key, position and free amounts.
  ///
  /// - Parameters:
  ///   - group: The group; groups are numbered from zero without large holes.
  ///   - key: What comes first in the order.
  ///   - position: What decides between equal keys; no two groups have the same.
  ///   - free: What each of its bins has free, one value per column.
  mutating func set(
    _ group: Int, key: Double, position: Int32, free: UnsafePointer<Int64>
  ) {
    while cells.count <= group {
      cells.append(-1)
      keys.append(0)
      positions.append(0)
    }
    let levels = grid.levels(of: free)
    let row = grid.row(levels.outer.0, levels.outer.1, levels.outer.2)
    let cell = row * grid.rowLength + levels.inner
    if cells[group] >= 0 {
      if cells[group] == Int32(cell), keys[group] == key, positions[group] == position {
        replaceAmounts(of: group, with: free)
        return
      }
      remove(group)
    }
    cells[group] = Int32(cell)
    keys[group] = key
    positions[group] = position
    insert(Entry(key: key, position: position, group: Int32(group)), into: cell, free: free)
    occupied[row] |= 1 << UInt64(levels.inner)
  }

  /// Takes a group out.
  mutating func remove(_ group: Int) {
    let (cell, rank, place) = locate(group)
    cells[group] = -1
    let slot = Int(blocks[cell][rank])
    let size = Int(sizes[slot]) - 1
    let base = slot * Self.blockSize
    let isLimit = reachesLimit(slot, base + place)
    move(base + place + 1, to: base + place, count: size - place)
    sizes[slot] = Int32(size)
    if size == 0 {
      blocks[cell].remove(at: rank)
      freeSlots.append(Int32(slot))
      if blocks[cell].isEmpty {
        heads[cell] = .last
        occupied[cell / grid.rowLength] &= ~(1 << UInt64(cell % grid.rowLength))
        return
      }
    } else if isLimit {
      measureLimits(slot)
    }
    if rank == 0, place == 0 { heads[cell] = entries[Int(blocks[cell][0]) * Self.blockSize] }
  }

  /// The first group at or behind (key, position) whose columns cover a demand and which is
  /// accepted.
  ///
  /// - Parameters:
  ///   - key: The lowest key of interest.
  ///   - position: The lowest position of interest among groups with that key.
  ///   - demand: One value per column.
  ///   - accepts: Decides on a group whose columns cover the demand; all will do where left out.
  /// - Returns: The group, or `nil` when there is none.
  @inline(__always)
  func first(
    from key: Double, _ position: Int32, covering demand: UnsafePointer<Int64>,
    where accepts: (Int32) -> Bool = { _ in true }
  ) -> Int32? {
    let start = Entry(key: key, position: position, group: 0)
    let low = grid.levels(of: demand)
    let extent = grid.extent
    let wanted = ~UInt64(0) << UInt64(low.inner)
    var best = Entry.last
    for first in low.outer.0..<extent.0 {
      let first = startsHigh ? low.outer.0 + extent.0 - 1 - first : first
      for second in low.outer.1..<extent.1 {
        let second = startsHigh ? low.outer.1 + extent.1 - 1 - second : second
        for third in low.outer.2..<extent.2 {
          let third = startsHigh ? low.outer.2 + extent.2 - 1 - third : third
          let row = grid.row(first, second, third)
          var left = occupied[row] & wanted
          while left != 0 {
            let level = startsHigh ? 63 - left.leadingZeroBitCount : left.trailingZeroBitCount
            left &= ~(1 << UInt64(level))
            let cell = row * grid.rowLength + level
            if heads[cell] < best {
              search(cell, from: start, covering: demand, &best, where: accepts)
            }
          }
        }
      }
    }
    return best.group < 0 ? nil : best.group
  }

  /// Calls a function with every group whose columns cover a demand, in an order of the index's
  /// own.
  func forEach(covering demand: UnsafePointer<Int64>, _ body: (Int32) -> Void) {
    let low = grid.levels(of: demand)
    let wanted = ~UInt64(0) << UInt64(low.inner)
    for first in low.outer.0..<grid.extent.0 {
      for second in low.outer.1..<grid.extent.1 {
        for third in low.outer.2..<grid.extent.2 {
          let row = grid.row(first, second, third)
          var left = occupied[row] & wanted
          while left != 0 {
            let cell = row * grid.rowLength + left.trailingZeroBitCount
            left &= left - 1
            for slot in blocks[cell] where covers(limits, Int(slot), demand) {
              let base = Int(slot) * Self.blockSize
              for entry in base..<base + Int(sizes[Int(slot)])
              where covers(amounts, entry, demand) {
                body(entries[entry].group)
              }
            }
          }
        }
      }
    }
  }

  /// Searches one cell for a group before the best one so far.
  @inline(__always)
  private func search(
    _ cell: Int, from start: Entry, covering demand: UnsafePointer<Int64>, _ best: inout Entry,
    where accepts: (Int32) -> Bool
  ) {
    let list = blocks[cell]
    var rank = heads[cell] < start ? self.rank(of: start, in: list) : 0
    var place = rank > 0 || heads[cell] < start ? lowerBound(Int(list[rank]), start) : 0
    while rank < list.count {
      let slot = Int(list[rank])
      let base = slot * Self.blockSize
      guard entries[base] < best else { return }
      if covers(limits, slot, demand) {
        while place < Int(sizes[slot]) {
          let entry = base + place
          if covers(amounts, entry, demand) {
            guard entries[entry] < best else { return }
            if accepts(entries[entry].group) {
              best = entries[entry]
              return
            }
          }
          place += 1
        }
      }
      place = 0
      rank += 1
    }
  }

  @inline(__always)
  private func covers(_ rows: [Int64], _ row: Int, _ demand: UnsafePointer<Int64>) -> Bool {
    rows.withUnsafeBufferPointer { rows in
      for column in 0..<columns where rows[row * columns + column] < demand[column] {
        return false
      }
      return true
    }
  }

  // MARK: Blocks

  private mutating func insert(_ entry: Entry, into cell: Int, free: UnsafePointer<Int64>) {
    if blocks[cell].isEmpty { blocks[cell].append(newSlot()) }
    var rank = self.rank(of: entry, in: blocks[cell])
    var slot = Int(blocks[cell][rank])
    var place = lowerBound(slot, entry)
    if Int(sizes[slot]) == Self.blockSize {
      split(rank, of: cell, appending: rank == blocks[cell].count - 1 && place == Self.blockSize)
      rank = self.rank(of: entry, in: blocks[cell])
      slot = Int(blocks[cell][rank])
      place = lowerBound(slot, entry)
    }
    let size = Int(sizes[slot])
    let base = slot * Self.blockSize
    move(base + place, to: base + place + 1, count: size - place)
    entries[base + place] = entry
    for column in 0..<columns {
      amounts[(base + place) * columns + column] = free[column]
      if limits[slot * columns + column] < free[column] {
        limits[slot * columns + column] = free[column]
      }
    }
    sizes[slot] = Int32(size + 1)
    if rank == 0, place == 0 { heads[cell] = entry }
  }

  private mutating func replaceAmounts(of group: Int, with free: UnsafePointer<Int64>) {
    let (cell, rank, place) = locate(group)
    let slot = Int(blocks[cell][rank])
    let entry = slot * Self.blockSize + place
    for column in 0..<columns { amounts[entry * columns + column] = free[column] }
    measureLimits(slot)
  }

  /// Where a group is.
  private func locate(_ group: Int) -> (cell: Int, rank: Int, place: Int) {
    let cell = Int(cells[group])
    precondition(cell >= 0, "the index lost an open bin")
    let entry = Entry(key: keys[group], position: positions[group], group: Int32(group))
    let rank = self.rank(of: entry, in: blocks[cell])
    return (cell, rank, lowerBound(Int(blocks[cell][rank]), entry))
  }

  /// The rank of the last block that starts at or before an entry, or else of the first.
  @inline(__always)
  private func rank(of entry: Entry, in list: [Int32]) -> Int {
    var low = 0
    var high = list.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if entry < entries[Int(list[middle]) * Self.blockSize] { high = middle } else { low = middle }
    }
    return low
  }

  /// The first place in a block at or behind an entry.
  @inline(__always)
  private func lowerBound(_ slot: Int, _ entry: Entry) -> Int {
    let base = slot * Self.blockSize
    var low = 0
    var high = Int(sizes[slot])
    while low < high {
      let middle = (low + high) / 2
      if entries[base + middle] < entry { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Moves entries with their amounts; source and target may overlap.
  private mutating func move(_ source: Int, to target: Int, count: Int) {
    guard count > 0 else { return }
    let columns = columns
    entries.withUnsafeMutableBufferPointer { entries in
      guard let base = entries.baseAddress else { return }
      (base + target).update(from: base + source, count: count)
    }
    amounts.withUnsafeMutableBufferPointer { amounts in
      guard let base = amounts.baseAddress else { return }
      (base + target * columns).update(from: base + source * columns, count: count * columns)
    }
  }

  private mutating func newSlot() -> Int32 {
    if let slot = freeSlots.popLast() {
      for column in 0..<columns { limits[Int(slot) * columns + column] = -1 }
      return slot
    }
    let slot = sizes.count
    entries.append(contentsOf: repeatElement(.last, count: Self.blockSize))
    amounts.append(contentsOf: repeatElement(0, count: Self.blockSize * columns))
    limits.append(contentsOf: repeatElement(-1, count: columns))
    sizes.append(0)
    return Int32(slot)
  }

  /// Makes room in a full block: half of it moves into a new block behind it, or only the last
  /// entry when the next one goes behind everything anyway.
  private mutating func split(_ rank: Int, of cell: Int, appending: Bool) {
    let target = Int(newSlot())
    let source = Int(blocks[cell][rank])
    let kept = appending ? Self.blockSize - 1 : Self.blockSize / 2
    move(
      source * Self.blockSize + kept, to: target * Self.blockSize, count: Self.blockSize - kept)
    sizes[source] = Int32(kept)
    sizes[target] = Int32(Self.blockSize - kept)
    blocks[cell].insert(Int32(target), at: rank + 1)
    measureLimits(source)
    measureLimits(target)
  }

  /// Whether an entry has the most of its block in some column.
  private func reachesLimit(_ slot: Int, _ entry: Int) -> Bool {
    for column in 0..<columns
    where amounts[entry * columns + column] == limits[slot * columns + column] {
      return true
    }
    return false
  }

  private mutating func measureLimits(_ slot: Int) {
    let start = slot * Self.blockSize
    for column in 0..<columns {
      var limit: Int64 = -1
      for entry in start..<start + Int(sizes[slot]) {
        limit = max(limit, amounts[entry * columns + column])
      }
      limits[slot * columns + column] = limit
    }
  }
}
