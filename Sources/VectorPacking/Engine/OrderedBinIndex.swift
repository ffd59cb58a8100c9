// SPDX-License-Identifier: Apache-2.0

/// Groups of open bins in the order of a key, searched for the first that has room for a demand.
///
/// The groups lie in blocks of at most `blockSize`, the blocks in chunks of `chunkSize`. Each
/// block and chunk knows upper limits of what its bins have free: of every column, and of pairs of
/// resources at once. A search skips whatever cannot hold the demand. Limits may be too high
/// after a change and are tightened when a search was let in for nothing, so a change costs no
/// scan.
///
/// Answers equal those of a scan over all groups in the order (key, position).
///
/// - Complexity: A search visits all chunks behind the lower end, then the blocks and groups that
///   the limits let through; inserting and removing cost O(blockSize), and O(blocks) when a block
///   splits or empties.
struct OrderedBinIndex: Sendable {
  static let blockSize = 64
  static let chunkSize = 32

  private let columns: Int
  private let pairs: PairProfiles

  /// The blocks in key order; each value is a slot in the arrays below.
  private var order: [Int32] = []
  private var freeSlots: [Int32] = []

  // One stretch of `blockSize` elements per slot.
  private var keys: [Double] = []
  private var positions: [Int32] = []
  private var groups: [Int32] = []
  private var amounts: [Int64] = []
  // One element, or one row, per slot.
  private var sizes: [Int32] = []
  private var limits: [Int64] = []
  private var profiles: [Int64] = []
  /// Whether a block's limits may be too high.
  private var isLoose: [Bool] = []
  // One row per chunk of consecutive blocks in `order`.
  private var chunkLimits: [Int64] = []
  private var chunkProfiles: [Int64] = []
  /// Whether a chunk's limits may be above its blocks'.
  private var isChunkLoose: [Bool] = []
  private var chunkCount = 0
  /// The step of the demand of the search under way, for each pair.
  private var sought: [Int]

  init(layout: ColumnLayout) {
    columns = layout.columns
    pairs = PairProfiles(layout)
    sought = Array(repeating: 0, count: pairs.pairs.count)
  }

  /// Adds a group.
  mutating func insert(key: Double, position: Int32, group: Int32, free: ArraySlice<Int64>) {
    if order.isEmpty { order.append(newSlot()) }
    var rank = self.rank(ofBlockFor: key, position)
    if sizes[Int(order[rank])] == Int32(Self.blockSize) {
      split(blockAt: rank, appending: rank == order.count - 1 && isBehindAll(key, position))
      rank = self.rank(ofBlockFor: key, position)
    } else if chunkCount == 0 {
      rebuildChunks(from: 0)
    }
    let slot = Int(order[rank])
    let base = slot * Self.blockSize
    let size = Int(sizes[slot])
    let place = lowerBound(slot, key, position)
    var entry = size
    while entry > place {
      move(base + entry - 1, to: base + entry)
      entry -= 1
    }
    keys[base + place] = key
    positions[base + place] = position
    groups[base + place] = group
    for column in 0..<columns {
      amounts[(base + place) * columns + column] = free[free.startIndex + column]
    }
    sizes[slot] = Int32(size + 1)
    raise(slot, rank, to: (base + place) * columns)
  }

  /// Removes a group that was added with this key and position.
  mutating func remove(key: Double, position: Int32) {
    let rank = self.rank(ofBlockFor: key, position)
    let slot = Int(order[rank])
    let base = slot * Self.blockSize
    let size = Int(sizes[slot])
    let place = lowerBound(slot, key, position)
    precondition(
      place < size && positions[base + place] == position, "the index lost an open bin")
    for entry in place + 1..<max(place + 1, size) { move(base + entry, to: base + entry - 1) }
    sizes[slot] = Int32(size - 1)
    isLoose[slot] = true
    if size == 1, order.count > 1 {
      order.remove(at: rank)
      freeSlots.append(Int32(slot))
      rebuildChunks(from: rank / Self.chunkSize)
    }
  }

  /// Replaces the free amounts of a group whose key stays the same.
  mutating func update(key: Double, position: Int32, free: ArraySlice<Int64>) {
    let slot = Int(order[rank(ofBlockFor: key, position)])
    let entry = slot * Self.blockSize + lowerBound(slot, key, position)
    for column in 0..<columns {
      amounts[entry * columns + column] = free[free.startIndex + column]
    }
    isLoose[slot] = true
  }

  /// The first group at or behind (key, position) whose columns cover a demand and which is
  /// accepted.
  ///
  /// - Parameters:
  ///   - key: The lowest key of interest.
  ///   - position: The lowest position of interest among groups with that key.
  ///   - demand: One value per column.
  ///   - accepts: Decides on a group whose columns cover the demand.
  /// - Returns: The group, or `nil` when there is none.
  mutating func first(
    from key: Double, _ position: Int32, covering demand: UnsafePointer<Int64>,
    where accepts: (Int32) -> Bool
  ) -> Int32? {
    guard !order.isEmpty else { return nil }
    for pair in sought.indices {
      sought[pair] = pairs.step(of: demand[pairs.pairs[pair].first], in: pair)
    }
    var rank = self.rank(ofBlockFor: key, position)
    var entry = lowerBound(Int(order[rank]), key, position)
    while rank < order.count {
      let chunk = rank / Self.chunkSize
      let end = min(order.count, (chunk + 1) * Self.chunkSize)
      if covers(chunkLimits, chunkProfiles, chunk, demand) {
        while rank < end {
          let slot = Int(order[rank])
          if covers(limits, profiles, slot, demand) {
            if let group = first(inBlock: slot, from: entry, covering: demand, where: accepts) {
              return group
            }
            if isLoose[slot] {
              tighten(slot)
              isChunkLoose[chunk] = true
            }
          }
          entry = 0
          rank += 1
        }
        if isChunkLoose[chunk] { tightenChunk(chunk) }
      }
      entry = 0
      rank = end
    }
    return nil
  }

  private func first(
    inBlock slot: Int, from start: Int, covering demand: UnsafePointer<Int64>,
    where accepts: (Int32) -> Bool
  ) -> Int32? {
    let size = Int(sizes[slot])
    let base = slot * Self.blockSize
    return amounts.withUnsafeBufferPointer { amounts in
      var entry = start
      while entry < size {
        let row = (base + entry) * columns
        var fits = true
        for column in 0..<columns where amounts[row + column] < demand[column] {
          fits = false
          break
        }
        if fits, accepts(groups[base + entry]) { return groups[base + entry] }
        entry += 1
      }
      return nil
    }
  }

  @inline(__always)
  private func covers(
    _ limits: [Int64], _ profiles: [Int64], _ row: Int, _ demand: UnsafePointer<Int64>
  ) -> Bool {
    for column in 0..<columns where limits[row * columns + column] < demand[column] {
      return false
    }
    for pair in sought.indices {
      let value = profiles[row * pairs.width + pair * PairProfiles.mostSteps + sought[pair]]
      if value < demand[pairs.pairs[pair].second] { return false }
    }
    return true
  }

  // MARK: Blocks

  /// The rank of the last block that starts at or before (key, position).
  private func rank(ofBlockFor key: Double, _ position: Int32) -> Int {
    var low = 0
    var high = order.count
    while high - low > 1 {
      let middle = (low + high) / 2
      let base = Int(order[middle]) * Self.blockSize
      if (keys[base], positions[base]) <= (key, position) { low = middle } else { high = middle }
    }
    return low
  }

  /// The first entry of a block at or behind (key, position).
  private func lowerBound(_ slot: Int, _ key: Double, _ position: Int32) -> Int {
    let base = slot * Self.blockSize
    var low = 0
    var high = Int(sizes[slot])
    while low < high {
      let middle = (low + high) / 2
      if (keys[base + middle], positions[base + middle]) < (key, position) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  private func isBehindAll(_ key: Double, _ position: Int32) -> Bool {
    let last = Int(order[order.count - 1]) * Self.blockSize + Self.blockSize - 1
    return (keys[last], positions[last]) < (key, position)
  }

  @inline(__always)
  private mutating func move(_ source: Int, to target: Int) {
    keys[target] = keys[source]
    positions[target] = positions[source]
    groups[target] = groups[source]
    for column in 0..<columns {
      amounts[target * columns + column] = amounts[source * columns + column]
    }
  }

  private mutating func newSlot() -> Int32 {
    if let slot = freeSlots.popLast() {
      sizes[Int(slot)] = 0
      clearLimits(Int(slot))
      return slot
    }
    let slot = sizes.count
    keys.append(contentsOf: repeatElement(0, count: Self.blockSize))
    positions.append(contentsOf: repeatElement(0, count: Self.blockSize))
    groups.append(contentsOf: repeatElement(0, count: Self.blockSize))
    amounts.append(contentsOf: repeatElement(0, count: Self.blockSize * columns))
    limits.append(contentsOf: repeatElement(-1, count: columns))
    sizes.append(0)
    isLoose.append(false)
    profiles.append(contentsOf: repeatElement(-1, count: pairs.width))
    return Int32(slot)
  }

  /// Makes room in a full block: half of it moves into a new block behind it, or nothing when the
  /// next entry goes behind everything anyway.
  private mutating func split(blockAt rank: Int, appending: Bool) {
    let target = Int(newSlot())
    let source = Int(order[rank])
    let kept = appending ? Self.blockSize - 1 : Self.blockSize / 2
    for entry in kept..<Self.blockSize {
      move(
        source * Self.blockSize + entry, to: target * Self.blockSize + entry - kept)
    }
    sizes[source] = Int32(kept)
    sizes[target] = Int32(Self.blockSize - kept)
    order.insert(Int32(target), at: rank + 1)
    tighten(source)
    tighten(target)
    rebuildChunks(from: rank / Self.chunkSize)
  }

  // MARK: Limits

  private mutating func raise(_ slot: Int, _ rank: Int, to row: Int) {
    let chunk = rank / Self.chunkSize
    for column in 0..<columns {
      let amount = amounts[row + column]
      limits[slot * columns + column] = max(limits[slot * columns + column], amount)
      chunkLimits[chunk * columns + column] = max(chunkLimits[chunk * columns + column], amount)
    }
    for (pair, columns) in pairs.pairs.enumerated() {
      let value = amounts[row + columns.second]
      let last = pairs.step(of: amounts[row + columns.first], in: pair)
      let offset = pair * PairProfiles.mostSteps
      let (block, whole) = (slot * pairs.width + offset, chunk * pairs.width + offset)
      for step in 0...last {
        profiles[block + step] = max(profiles[block + step], value)
        chunkProfiles[whole + step] = max(chunkProfiles[whole + step], value)
      }
    }
  }

  private mutating func clearLimits(_ slot: Int) {
    for column in 0..<columns { limits[slot * columns + column] = -1 }
    for value in slot * pairs.width..<(slot + 1) * pairs.width { profiles[value] = -1 }
  }

  /// Sets a block's limits to what its groups really have.
  private mutating func tighten(_ slot: Int) {
    clearLimits(slot)
    isLoose[slot] = false
    let start = slot * Self.blockSize
    let end = start + Int(sizes[slot])
    for column in 0..<columns {
      var limit: Int64 = -1
      for entry in start..<end { limit = max(limit, amounts[entry * columns + column]) }
      limits[slot * columns + column] = limit
    }
    for (pair, ends) in pairs.pairs.enumerated() {
      let base = slot * pairs.width + pair * PairProfiles.mostSteps
      for entry in start..<end {
        let step = pairs.step(of: amounts[entry * columns + ends.first], in: pair)
        profiles[base + step] = max(
          profiles[base + step], amounts[entry * columns + ends.second])
      }
      // What has more of the first resource has at least as much of it.
      for step in stride(from: PairProfiles.mostSteps - 2, through: 0, by: -1) {
        profiles[base + step] = max(profiles[base + step], profiles[base + step + 1])
      }
    }
  }

  private mutating func rebuildChunks(from first: Int) {
    let chunks = (order.count + Self.chunkSize - 1) / Self.chunkSize
    if chunks > chunkCount {
      let missing = chunks - chunkCount
      chunkLimits.append(contentsOf: repeatElement(-1, count: missing * columns))
      chunkProfiles.append(contentsOf: repeatElement(-1, count: missing * pairs.width))
      isChunkLoose.append(contentsOf: repeatElement(false, count: missing))
      chunkCount = chunks
    }
    for chunk in first..<max(first, chunks) { tightenChunk(chunk) }
  }

  /// Sets a chunk's limits to the largest of its blocks'.
  private mutating func tightenChunk(_ chunk: Int) {
    isChunkLoose[chunk] = false
    let ranks = chunk * Self.chunkSize..<min(order.count, (chunk + 1) * Self.chunkSize)
    for column in 0..<columns {
      var limit: Int64 = -1
      for rank in ranks { limit = max(limit, limits[Int(order[rank]) * columns + column]) }
      chunkLimits[chunk * columns + column] = limit
    }
    let width = pairs.width
    for value in chunk * width..<(chunk + 1) * width { chunkProfiles[value] = -1 }
    for rank in ranks {
      let row = Int(order[rank]) * width
      for value in 0..<width {
        chunkProfiles[chunk * width + value] = max(
          chunkProfiles[chunk * width + value], profiles[row + value])
      }
    }
  }
}
