// SPDX-License-Identifier: Apache-2.0

/// The bins opened so far, bins in the same state kept together as one group with a count.
///
/// Bins are numbered in the order in which they are opened, and a group is a stretch of
/// consecutive numbers. Placing items into the first bins of a group splits it; what a bin holds
/// is a linked list whose tail the parts of a split group share, so nothing is copied.
struct OpenBins: Sendable {
  let problem: PackingProblem
  let layout: ColumnLayout

  /// Row-major free amounts: `free[group * layout.columns + column]`.
  private(set) var free: [Int64] = []
  private(set) var types: [Int32] = []
  private(set) var counts: [Int32] = []
  /// The number of the first bin of each group.
  private(set) var positions: [Int32] = []
  /// How many items each bin of a group holds.
  private(set) var itemCounts: [Int32] = []
  private(set) var binCount = 0
  /// How many more bins of each type can be opened.
  private(set) var available: [Int]

  private var heads: [Int32] = []
  private var entries: [Entry] = []
  private var racks: [[DeviceRack]] = []
  private let emptyFree: [[Int64]]

  private struct Entry {
    let shape: Int32
    var count: Int32
    let next: Int32
  }

  init(_ problem: PackingProblem) {
    self.problem = problem
    let layout = ColumnLayout(problem)
    self.layout = layout
    available = problem.binTypes.map { $0.available ?? .max }
    emptyFree = problem.binTypes.map { layout.freeColumns(of: $0) }
    // A bin mostly holds several items, but never more bins are opened than there are items.
    entries.reserveCapacity(problem.arrivals.count)
  }

  /// Whether it takes more than free amounts to tell what fits.
  var isConstrained: Bool { problem.hasBinRules || !problem.compatibilityOfShape.isEmpty }

  /// How many groups there are.
  var groupCount: Int { types.count }

  /// The free amounts of a group's bins.
  func freeColumns(of group: Int) -> ArraySlice<Int64> {
    free[group * layout.columns..<(group + 1) * layout.columns]
  }

  /// Hands out the free amounts of a group's bins, one value per column.
  @inline(__always)
  func withFreeColumns<Result>(
    of group: Int, _ body: (UnsafePointer<Int64>) -> Result
  ) -> Result {
    free.withUnsafeBufferPointer { all in
      precondition((group + 1) * layout.columns <= all.count, "there is no such group")
      guard let base = all.baseAddress else { fatalError("there is no open bin") }
      return body(base + group * layout.columns)
    }
  }

  /// How many items of a shape one bin of a group still takes.
  ///
  /// - Complexity: O(columns), and O(entries of the bin) for a shape with rules.
  func room(in group: Int, for shape: Int) -> Int {
    let columns = layout.columns
    var room = Int64(Int32.max)
    for column in 0..<layout.resources {
      let need = layout.demands[shape * columns + column]
      let left = free[group * columns + column]
      if need > left { return 0 }
      if need > 0 { room = min(room, left / need) }
    }
    if !layout.devices.isEmpty {
      for (index, device) in layout.devices.enumerated() {
        let need = layout.demands[shape * columns + device.resource]
        if need > 0 { room = min(room, racks[group][index].room(for: need)) }
      }
    }
    guard problem.hasBinRules || !problem.compatibilityOfShape.isEmpty else { return Int(room) }
    return ruledRoom(in: group, for: shape, sized: Int(room))
  }

  /// How many items of a shape an unopened bin of a type takes; none when all are opened.
  func room(inUnopened type: Int, for shape: Int) -> Int {
    available[type] > 0 ? problem.copies(of: shape, inEmpty: type) : 0
  }

  /// Opens bins of a type, which form a group of their own.
  ///
  /// - Returns: The new group.
  mutating func open(type: Int, count: Int) -> Int {
    let group = types.count
    free.append(contentsOf: emptyFree[type])
    types.append(Int32(type))
    counts.append(Int32(count))
    positions.append(Int32(binCount))
    itemCounts.append(0)
    heads.append(-1)
    binCount += count
    if available[type] != .max { available[type] -= count }
    if !layout.devices.isEmpty {
      let bin = problem.binTypes[type]
      racks.append(
        layout.devices.map {
          DeviceRack(capacity: bin.capacity[$0.resource] - bin.load[$0.resource], unit: $0.unit)
        })
    }
    return group
  }

  /// Puts items of one shape into each of the first bins of a group.
  ///
  /// - Parameters:
  ///   - shape: The shape.
  ///   - copies: How many items go into each bin.
  ///   - bins: How many bins receive them.
  ///   - group: The group; afterwards it holds just the bins that received items.
  /// - Returns: The group of the bins left as they were, if there are any.
  @discardableResult
  mutating func place(_ shape: Int, copies: Int, bins: Int, in group: Int) -> Int? {
    let rest = bins < Int(counts[group]) ? split(group, first: bins) : nil
    let columns = layout.columns
    for column in 0..<layout.resources {
      free[group * columns + column] -=
        layout.demands[shape * columns + column] * Int64(copies)
    }
    if !layout.devices.isEmpty { takeDevices(shape, copies: copies, in: group) }
    itemCounts[group] += Int32(copies)
    let head = heads[group]
    if head >= 0, entries[Int(head)].shape == Int32(shape), Int(head) == entries.count - 1,
      rest == nil
    {
      // The newest entry belongs to this group alone, so it can grow in place.
      entries[Int(head)].count += Int32(copies)
    } else {
      entries.append(Entry(shape: Int32(shape), count: Int32(copies), next: head))
      heads[group] = Int32(entries.count - 1)
    }
    return rest
  }

  /// How many items of a shape each bin of a group holds.
  ///
  /// - Complexity: O(entries of the bin).
  func held(_ shape: Int, in group: Int) -> Int {
    contents(of: group).reduce(0) { $1.shape == shape ? $0 + $1.count : $0 }
  }

  /// What the bins hold, as a packing.
  ///
  /// - Complexity: O(entries log entries).
  consuming func packing() -> Packing {
    var builder = Packing.Builder()
    builder.reserve(patterns: types.count, contents: entries.count)
    let order =
      (0..<types.count).contains { $0 > 0 && positions[$0] < positions[$0 - 1] }
      ? types.indices.sorted { positions[$0] < positions[$1] } : Array(types.indices)
    for group in order {
      builder.add(
        binType: Int(types[group]), count: Int(counts[group]), contents: contents(of: group))
    }
    return builder.build(for: problem)
  }

  /// What one bin of a group holds, newest first; a shape may appear several times.
  func contents(of group: Int) -> some Sequence<ShapeCount> {
    sequence(state: heads[group]) { [entries] head -> ShapeCount? in
      guard head >= 0 else { return nil }
      let entry = entries[Int(head)]
      head = entry.next
      return ShapeCount(shape: Int(entry.shape), count: Int(entry.count))
    }
  }

  private mutating func split(_ group: Int, first bins: Int) -> Int {
    let rest = types.count
    free.append(contentsOf: Array(freeColumns(of: group)))
    types.append(types[group])
    counts.append(counts[group] - Int32(bins))
    positions.append(positions[group] + Int32(bins))
    itemCounts.append(itemCounts[group])
    heads.append(heads[group])
    counts[group] = Int32(bins)
    if !racks.isEmpty { racks.append(racks[group]) }
    return rest
  }

  private mutating func takeDevices(_ shape: Int, copies: Int, in group: Int) {
    let columns = layout.columns
    for (index, device) in layout.devices.enumerated() {
      let need = layout.demands[shape * columns + device.resource]
      guard need > 0 else { continue }
      for _ in 0..<copies { racks[group][index].take(need) }
      let row = group * columns + layout.resources + 2 * index
      free[row] = racks[group][index].untouched
      free[row + 1] = racks[group][index].largestShare
    }
  }

  private func ruledRoom(in group: Int, for shape: Int, sized: Int) -> Int {
    guard problem.isCompatible(shape, with: Int(types[group])) else { return 0 }
    var room = sized
    let conflicts = problem.conflicts(of: shape)
    let limit = problem.perBinLimit(of: shape)
    if let limit { room = min(room, limit) }
    guard limit != nil || !conflicts.isEmpty else { return room }
    var held = 0
    for entry in contents(of: group) {
      if entry.shape == shape { held += entry.count }
      if !conflicts.isEmpty, contains(conflicts, entry.rawShape) { return 0 }
    }
    if let limit { room = min(room, limit - held) }
    return max(0, room)
  }

  /// Whether an ascending list holds a value.
  private func contains(_ list: [Int32], _ value: Int32) -> Bool {
    var low = 0
    var high = list.count
    while low < high {
      let middle = (low + high) / 2
      if list[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < list.count && list[low] == value
  }
}
