// SPDX-License-Identifier: Apache-2.0

/// Single items in single bins, with a pool of items that lie in no bin, for moves between them.
struct MovableItems {
  let problem: PackingProblem
  let resources: Int
  /// The shape of each item.
  let shapes: [Int32]
  /// Row-major demands of the shapes.
  let demands: [Int64]

  /// The bin of each item, or -1 for the pool.
  private(set) var binOfItem: [Int32]
  /// The items in the pool, in no order that matters.
  private(set) var pool: [Int32]
  /// The items of each bin.
  private(set) var members: [[Int32]]
  /// Row-major: what each bin has free.
  private(set) var free: [Int64]
  /// The type of each bin.
  private(set) var types: [Int32]

  private var placeInPool: [Int32]
  private var placeInBin: [Int32]
  /// Whether it takes more than free amounts to tell what fits.
  let isRuled: Bool

  /// Takes a packing apart; items that it leaves out start in the pool, unless they fit nowhere.
  init(_ packing: Packing, of problem: PackingProblem) {
    self.problem = problem
    resources = problem.resources.count
    demands = problem.demands
    isRuled = problem.hasBinRules || !problem.compatibilityOfShape.isEmpty
    shapes = problem.shapes.flatMap { shape in
      repeatElement(Int32(shape), count: problem.count(of: shape))
    }
    var next: [Int32] = []
    var first: Int32 = 0
    for shape in problem.shapes {
      next.append(first)
      first += problem.counts[shape]
    }
    binOfItem = Array(repeating: -1, count: shapes.count)
    placeInPool = binOfItem
    placeInBin = binOfItem
    pool = []
    members = []
    free = []
    types = []
    for pattern in packing.patterns {
      for _ in 0..<pattern.count {
        let bin = open(type: pattern.binType)
        for entry in pattern.contents {
          for _ in 0..<entry.count {
            put(next[entry.shape], into: bin)
            next[entry.shape] += 1
          }
        }
      }
    }
    for entry in packing.unplaced where !problem.usableBinTypes(for: entry.shape).isEmpty {
      for _ in 0..<entry.count {
        addToPool(next[entry.shape])
        next[entry.shape] += 1
      }
    }
  }

  /// How many shapes there are.
  var shapeCount: Int { problem.shapeCount }

  /// How many bins there are, empty ones included.
  var binCount: Int { members.count }

  /// Adds an empty bin and returns its number.
  @discardableResult
  mutating func open(type: Int) -> Int {
    members.append([])
    types.append(Int32(type))
    free.append(contentsOf: problem.binTypes[type].free)
    return members.count - 1
  }

  /// Whether a bin can hold an item once up to two of its items, each -1 for none, are gone.
  func fits(_ item: Int32, in bin: Int, without gone: (Int32, Int32) = (-1, -1)) -> Bool {
    let row = Int(shapes[Int(item)]) * resources
    for resource in 0..<resources {
      var left = free[bin * resources + resource] - demands[row + resource]
      if gone.0 >= 0 { left += demand(gone.0, resource) }
      if gone.1 >= 0 { left += demand(gone.1, resource) }
      if left < 0 { return false }
    }
    return !isRuled || isAllowed(item, in: bin, without: gone)
  }

  /// What an item needs of a resource.
  @inline(__always)
  func demand(_ item: Int32, _ resource: Int) -> Int64 {
    demands[Int(shapes[Int(item)]) * resources + resource]
  }

  /// Moves an item from the pool into a bin.
  mutating func insert(_ item: Int32, into bin: Int) {
    let place = Int(placeInPool[Int(item)])
    let last = pool.removeLast()
    if last != item {
      pool[place] = last
      placeInPool[Int(last)] = Int32(place)
    }
    put(item, into: bin)
  }

  /// Moves an item from its bin into the pool.
  mutating func eject(_ item: Int32) {
    take(item)
    addToPool(item)
  }

  /// Moves an item from its bin into another.
  mutating func move(_ item: Int32, to bin: Int) {
    take(item)
    put(item, into: bin)
  }

  /// Removes a bin; its items go into the pool, and the last bin takes its number.
  mutating func removeBin(_ bin: Int) {
    for item in members[bin] {
      binOfItem[Int(item)] = -1
      addToPool(item)
    }
    let last = members.count - 1
    if bin != last {
      members[bin] = members[last]
      types[bin] = types[last]
      for resource in 0..<resources {
        free[bin * resources + resource] = free[last * resources + resource]
      }
      for item in members[bin] { binOfItem[Int(item)] = Int32(bin) }
    }
    members.removeLast()
    types.removeLast()
    free.removeLast(resources)
  }

  /// Lays all items anew.
  ///
  /// - Parameter bins: The bin of each item, or -1 for the pool; items that were neither in a bin
  ///   nor in the pool have -1 too and stay out.
  mutating func rearrange(_ bins: [Int32]) {
    let pooled = pool
    pool.removeAll(keepingCapacity: true)
    let placed = shapes.indices.filter { binOfItem[$0] >= 0 }
    for bin in members.indices {
      members[bin].removeAll(keepingCapacity: true)
      let room = problem.binTypes[Int(types[bin])].free
      for resource in 0..<resources { free[bin * resources + resource] = room[resource] }
    }
    for item in placed.map({ Int32($0) }) + pooled {
      binOfItem[Int(item)] = -1
      if bins[Int(item)] >= 0 {
        put(item, into: Int(bins[Int(item)]))
      } else {
        addToPool(item)
      }
    }
  }

  /// What the bins hold, as a packing.
  func packing() -> Packing {
    var builder = Packing.Builder()
    for bin in members.indices {
      builder.add(
        binType: Int(types[bin]),
        contents: members[bin].map { ShapeCount(shape: Int(shapes[Int($0)]), count: 1) })
    }
    return builder.build(for: problem)
  }

  private mutating func put(_ item: Int32, into bin: Int) {
    binOfItem[Int(item)] = Int32(bin)
    placeInBin[Int(item)] = Int32(members[bin].count)
    members[bin].append(item)
    for resource in 0..<resources {
      free[bin * resources + resource] -= demand(item, resource)
    }
  }

  private mutating func take(_ item: Int32) {
    let bin = Int(binOfItem[Int(item)])
    let place = Int(placeInBin[Int(item)])
    let last = members[bin].removeLast()
    if last != item {
      members[bin][place] = last
      placeInBin[Int(last)] = Int32(place)
    }
    for resource in 0..<resources {
      free[bin * resources + resource] += demand(item, resource)
    }
    binOfItem[Int(item)] = -1
  }

  private mutating func addToPool(_ item: Int32) {
    placeInPool[Int(item)] = Int32(pool.count)
    pool.append(item)
  }
}

extension MovableItems {
  /// Compatibility, limits, conflicts and devices, checked on the bin's whole contents.
  private func isAllowed(_ item: Int32, in bin: Int, without gone: (Int32, Int32)) -> Bool {
    let shape = Int(shapes[Int(item)])
    guard problem.isCompatible(shape, with: Int(types[bin])) else { return false }
    let rest = members[bin].filter { $0 != gone.0 && $0 != gone.1 }
    if let limit = problem.perBinLimit(of: shape),
      rest.count(where: { Int(shapes[Int($0)]) == shape }) >= limit
    {
      return false
    }
    let conflicts = problem.conflicts(of: shape)
    if !conflicts.isEmpty {
      let set = Set(conflicts)
      if rest.contains(where: { set.contains(shapes[Int($0)]) }) { return false }
    }
    return devicesHold(rest + [item], type: Int(types[bin]))
  }

  /// Whether the devices of a bin take these items, laid in from the largest share down.
  private func devicesHold(_ items: [Int32], type: Int) -> Bool {
    for (index, resource) in problem.resources.enumerated() {
      guard let unit = resource.deviceUnit else { continue }
      let bin = problem.binTypes[type]
      var rack = DeviceRack(capacity: bin.capacity[index] - bin.load[index], unit: unit)
      for need in items.map({ demand($0, index) }).sorted(by: >) where need > 0 {
        guard rack.room(for: need) > 0 else { return false }
        rack.take(need)
      }
    }
    return true
  }
}
