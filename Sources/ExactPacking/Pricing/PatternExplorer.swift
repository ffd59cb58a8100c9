// SPDX-License-Identifier: Apache-2.0

/// What a search asks where a pattern depends on more than amounts: conflicts, devices, rows.
protocol PatternRules: AnyObject {
  /// Whether an item may not join what is in.
  func isBlocked(_ place: Int) -> Bool
  /// Takes note that copies of an item are in.
  ///
  /// - Returns: What that is worth beyond the profit and how it changes what rows can still
  ///   bring, or `nil`, with nothing noted, where the bin cannot hold them.
  func enter(_ place: Int, _ copies: Int) -> (gain: Int64, potential: Int64)?
  /// Takes the note back.
  func leave(_ place: Int, _ copies: Int)
}

/// The inner loop of `PatternSearch`: depth-first, on plain memory.
struct PatternExplorer {
  /// Some copies of the item at a place of the search order.
  struct Choice {
    var place: Int32
    var copies: Int32
  }

  /// The items in search order.
  struct Items {
    var profit: [Int64]
    var most: [Int32]
    /// Row-major over resources.
    var demand: [Int64]
    /// Row-major over tables.
    var tableSize: [Int32]
    var isBanned: [Bool]
  }

  private(set) var best: Int64
  /// The highest bound of what was not looked at.
  private(set) var open: Int64
  private(set) var steps = 0
  private(set) var isCut = false
  /// The patterns found, each better than the one before.
  private(set) var found: [[Choice]] = []

  private let count: Int
  private let width: Int
  private let tables: Int
  private let stepLimit: Int
  private let collects: Int?
  private static let mostFound = 24

  /// - Parameters:
  ///   - count: How many items there are.
  ///   - width: How many resources.
  ///   - tables: How many tables of bounds.
  ///   - threshold: Patterns worth no more do not count.
  ///   - stepLimit: How many steps to take at most.
  ///   - collects: Collects all patterns worth more, so many at most, instead of better ones only.
  init(
    count: Int, width: Int, tables: Int, threshold: Int64, stepLimit: Int, collects: Int? = nil
  ) {
    self.collects = collects
    self.count = count
    self.width = width
    self.tables = tables
    self.stepLimit = stepLimit
    best = threshold
    open = threshold
  }

  private struct Memory {
    let profit: UnsafePointer<Int64>
    let most: UnsafePointer<Int32>
    let demand: UnsafePointer<Int64>
    let tableSize: UnsafePointer<Int32>
    let isBanned: UnsafePointer<Bool>
    /// What is left, by depth and resource.
    let left: UnsafeMutablePointer<Int64>
    /// Rows of the tables, by depth and table.
    let row: UnsafeMutablePointer<UnsafePointer<Int64>>
    let stride: Int
    let rules: (any PatternRules)?
    let shouldStop: () -> Bool
  }

  /// Searches all patterns.
  mutating func run(
    items: Items, capacity: [Int64], tables rows: [UnsafePointer<Int64>], stride: Int,
    potential: Int64, rules: (any PatternRules)?, shouldStop: @escaping () -> Bool
  ) {
    let left = UnsafeMutablePointer<Int64>.allocate(capacity: (count + 2) * max(1, width))
    let row = UnsafeMutablePointer<UnsafePointer<Int64>>.allocate(capacity: (count + 2) * tables)
    defer {
      left.deallocate()
      row.deallocate()
    }
    for resource in 0..<width { left[resource] = capacity[resource] }
    for table in 0..<tables { row[table] = rows[table] }
    items.profit.withUnsafeBufferPointer { profit in
      items.most.withUnsafeBufferPointer { most in
        items.demand.withUnsafeBufferPointer { demand in
          items.tableSize.withUnsafeBufferPointer { tableSize in
            items.isBanned.withUnsafeBufferPointer { isBanned in
              guard let profit = profit.baseAddress, let most = most.baseAddress,
                let tableSize = tableSize.baseAddress, let isBanned = isBanned.baseAddress
              else { return }
              let memory = Memory(
                profit: profit, most: most,
                demand: demand.baseAddress ?? UnsafePointer(left), tableSize: tableSize,
                isBanned: isBanned, left: left, row: row, stride: stride, rules: rules,
                shouldStop: shouldStop)
              var path: [Choice] = []
              path.reserveCapacity(count)
              if rules == nil, collects == nil { follow(memory) }
              explore(memory, from: 0, depth: 0, value: 0, potential: potential, &path)
            }
          }
        }
      }
    }
  }

  /// Goes once through the items and takes of each as many copies as the bounds promise most
  /// for: a good pattern at once, where an item has many copies.
  private mutating func follow(_ memory: Memory) {
    let (left, row) = (memory.left + width, memory.row + tables)
    for resource in 0..<width { left[resource] = memory.left[resource] }
    for table in 0..<tables { row[table] = memory.row[table] }
    var path: [Choice] = []
    var value: Int64 = 0
    for place in 0..<count where !memory.isBanned[place] {
      let demand = memory.demand + place * width
      let sizes = memory.tableSize + place * tables
      var most = memory.most[place]
      for resource in 0..<width where demand[resource] > 0 {
        most = min(most, Int32(clamping: left[resource] / demand[resource]))
      }
      var chosen = (promise: Int64.min, copies: Int32(0))
      var copies = max(0, most)
      while copies >= 0 {
        var bound = Int64.max
        for table in 0..<tables {
          let next = row[table] - Int(sizes[table]) * Int(copies) * memory.stride
          bound = min(bound, next[place + 1])
        }
        let promise = bound + memory.profit[place] * Int64(copies)
        if promise > chosen.promise { chosen = (promise, copies) }
        copies -= 1
      }
      guard chosen.copies > 0 else { continue }
      for resource in 0..<width { left[resource] -= demand[resource] * Int64(chosen.copies) }
      for table in 0..<tables {
        row[table] -= Int(sizes[table]) * Int(chosen.copies) * memory.stride
      }
      value += memory.profit[place] * Int64(chosen.copies)
      path.append(Choice(place: Int32(place), copies: chosen.copies))
    }
    if value > best {
      best = value
      found.append(path)
    }
  }

  private mutating func explore(
    _ memory: Memory, from start: Int, depth: Int, value: Int64, potential: Int64,
    _ path: inout [Choice]
  ) {
    let left = memory.left + depth * width
    let row = memory.row + depth * tables
    let childLeft = left + width
    let childRow = row + tables
    let base = value + potential
    var place = start
    while place < count {
      // The bounds only fall from place to place, so the first that fails ends it.
      var table = 0
      while table < tables {
        if base + row[table][place] <= best { return }
        table += 1
      }
      steps += 1
      if steps & 8_191 == 0, memory.shouldStop() { isCut = true }
      if isCut || steps > stepLimit {
        isCut = true
        var bound = Int64.max
        for table in 0..<tables { bound = min(bound, row[table][place]) }
        open = max(open, base + bound)
        return
      }
      var copies = memory.isBanned[place] ? 0 : memory.most[place]
      let demand = memory.demand + place * width
      var resource = 0
      while resource < width {
        let need = demand[resource]
        if need > left[resource] {
          copies = 0
          break
        }
        if copies > 1, need > 0 {
          copies = min(copies, Int32(clamping: left[resource] / need))
        }
        resource += 1
      }
      if copies > 0, let rules = memory.rules, rules.isBlocked(place) { copies = 0 }
      while copies > 0 {
        resource = 0
        while resource < width {
          childLeft[resource] = left[resource] - demand[resource] * Int64(copies)
          resource += 1
        }
        table = 0
        let sizes = memory.tableSize + place * tables
        while table < tables {
          childRow[table] = row[table] - Int(sizes[table]) * Int(copies) * memory.stride
          table += 1
        }
        path.append(Choice(place: Int32(place), copies: copies))
        var gained = value + memory.profit[place] * Int64(copies)
        var remaining = potential
        var isIn = true
        if let rules = memory.rules {
          if let change = rules.enter(place, Int(copies)) {
            gained += change.gain
            remaining += change.potential
          } else {
            isIn = false
          }
        }
        if isIn {
          if gained > best, let collects {
            found.append(path)
            if found.count > collects { isCut = true }
          } else if gained > best {
            best = gained
            if found.count == Self.mostFound { found.removeFirst() }
            found.append(path)
          }
          explore(
            memory, from: place + 1, depth: depth + 1, value: gained, potential: remaining, &path)
          memory.rules?.leave(place, Int(copies))
        }
        path.removeLast()
        copies -= 1
      }
      place += 1
    }
  }
}
