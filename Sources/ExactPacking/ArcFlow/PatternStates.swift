// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// The partial patterns of one bin type, shape by shape in a fixed order; alike ones are one state.
///
/// A state knows what is free, how many more items of the shape at hand may go in, and which shapes
/// to come have a conflict with what is in. What is free is lowered to what shapes to come can use
/// up at most, so that states that differ only in what is lost anyway are one.
struct PatternStates {
  private let knapsack: PatternKnapsack
  /// The items of the knapsack in the order in which they are decided on.
  private let sequence: [Int]
  /// For each resource, what items can use; empty where nothing is lowered.
  private let sums: [ReachableSums]
  /// For each place of the sequence, the bits of the items in conflict with it; empty without any.
  private let conflicts: [[Int64]]
  private let conflictWords: Int

  private var table: StateTable
  /// The states at each place of the sequence.
  private var places: [[Int32]]
  /// What follows each state if one more item goes in, or not; -1 is the end.
  private var take: [Int32] = []
  private var skip: [Int32] = []
  private var root: Int32 = -1
  private var key: [Int64]

  /// - Parameters:
  ///   - knapsack: The bin type.
  ///   - rank: The place of each item of the `PatternItems` among all of them.
  ///   - isLifting: Whether what is free is lowered.
  init(_ knapsack: PatternKnapsack, rank: [Int], isLifting: Bool) {
    self.knapsack = knapsack
    let width = knapsack.resources
    let sequence = (0..<knapsack.count).sorted {
      rank[knapsack.items[$0]] < rank[knapsack.items[$1]]
    }
    self.sequence = sequence
    sums =
      isLifting
      ? (0..<width).map { resource in
        ReachableSums(
          sizes: sequence.map { knapsack.demands[$0 * width + resource] },
          most: sequence.map { knapsack.most[$0] }, capacity: knapsack.capacity[resource])
      } : []
    if knapsack.conflicts.isEmpty {
      conflicts = []
      conflictWords = 0
    } else {
      var place = Array(repeating: 0, count: sequence.count)
      for (position, item) in sequence.enumerated() { place[item] = position }
      let words = sequence.count / 63 + 1
      conflictWords = words
      conflicts = sequence.map { item in
        var bits = Array(repeating: Int64(0), count: words)
        for other in knapsack.conflicts[item] {
          bits[place[Int(other)] / 63] |= 1 << Int64(place[Int(other)] % 63)
        }
        return bits
      }
    }
    key = Array(repeating: 0, count: 1 + width + conflictWords)
    table = StateTable(width: key.count)
    places = Array(repeating: [], count: sequence.count)
  }

  /// How many states there are.
  var count: Int { table.count }

  /// Finds all states.
  ///
  /// - Parameters:
  ///   - limit: The most there may be.
  ///   - known: How many of those other bin types have.
  ///   - name: The name of the bin type, for the message.
  ///   - stop: Asked now and then; a reason ends the search.
  /// - Throws: That there are too many, or why the search was ended.
  mutating func explore(
    limit: Int, known: Int, name: String, stop: () -> StopReason?
  ) throws(GraphRefusal) {
    for resource in 0..<knapsack.resources { key[1 + resource] = knapsack.capacity[resource] }
    root = enter(0)
    for place in sequence.indices {
      var next = 0
      while next < places[place].count {
        let state = Int(places[place][next])
        next += 1
        if table.count > limit - known {
          throw .states(limit: limit, shapes: place, of: sequence.count, binType: name)
        }
        if next % 1_024 == 0, let reason = stop() { throw .stopped(reason) }
        load(state)
        skip[state] = enter(place + 1)
        load(state)
        take[state] = afterItem(at: place, left: table[state, 0] >> 32 - 1)
      }
      if let reason = stop() { throw .stopped(reason) }
    }
  }

  private mutating func load(_ state: Int) {
    for column in key.indices { key[column] = table[state, column] }
  }

  /// The state after one more item of the shape at a place.
  private mutating func afterItem(at place: Int, left: Int64) -> Int32 {
    let item = sequence[place]
    for resource in 0..<knapsack.resources {
      key[1 + resource] -= knapsack.demands[item * knapsack.resources + resource]
    }
    if !conflicts.isEmpty {
      for word in 0..<conflictWords {
        key[1 + knapsack.resources + word] |= conflicts[place][word]
      }
    }
    let most = min(left, copies(of: item))
    return most > 0 ? insert(place, most: most) : enter(place + 1)
  }

  /// The state, with what is free in the key, before anything is decided from a place on.
  private mutating func enter(_ place: Int) -> Int32 {
    for place in place..<max(place, sequence.count) {
      let item = sequence[place]
      let most = isBlocked(place) ? 0 : min(Int64(knapsack.most[item]), copies(of: item))
      if most > 0 { return insert(place, most: most) }
    }
    return -1
  }

  private mutating func insert(_ place: Int, most: Int64) -> Int32 {
    key[0] = Int64(place) | most << 32
    for (resource, sums) in sums.enumerated() {
      key[1 + resource] = sums.largest(atMost: key[1 + resource], from: place)
    }
    forgetConflicts(before: place)
    let state = table.insert(key)
    if state == take.count {
      take.append(-1)
      skip.append(-1)
      places[place].append(Int32(state))
    }
    return Int32(state)
  }

  private func isBlocked(_ place: Int) -> Bool {
    !conflicts.isEmpty
      && key[1 + knapsack.resources + place / 63] >> Int64(place % 63) & 1 != 0
  }

  /// Conflicts with shapes that were decided on before a place do not matter any more.
  private mutating func forgetConflicts(before place: Int) {
    guard !conflicts.isEmpty else { return }
    let start = 1 + knapsack.resources
    for word in 0..<place / 63 { key[start + word] = 0 }
    key[start + place / 63] &= -1 << Int64(place % 63)
  }

  /// How many copies of an item what is free takes.
  private func copies(of item: Int) -> Int64 {
    var copies = Int64(knapsack.most[item])
    for resource in 0..<knapsack.resources {
      let need = knapsack.demands[item * knapsack.resources + resource]
      if need > 0 { copies = min(copies, key[1 + resource] / need) }
    }
    return copies
  }

  /// Adds the patterns to a diagram, from the last shape to the first.
  ///
  /// - Parameters:
  ///   - diagram: What takes them.
  ///   - stop: Asked now and then; a reason ends it.
  /// - Throws: Why it was ended.
  func add(
    to diagram: inout PatternDiagram, stop: () -> StopReason?
  ) throws(GraphRefusal) {
    var nodes = Array(repeating: PatternDiagram.end, count: table.count)
    for place in sequence.indices.reversed() {
      let row = knapsack.items[sequence[place]]
      if let reason = stop() { throw .stopped(reason) }
      for state in places[place].sorted(by: { (left(of: $0), $0) < (left(of: $1), $1) }) {
        let (take, skip) = (take[Int(state)], skip[Int(state)])
        nodes[Int(state)] = diagram.node(
          row: row, take: take < 0 ? PatternDiagram.end : nodes[Int(take)],
          skip: skip < 0 ? PatternDiagram.end : nodes[Int(skip)])
      }
    }
    diagram.addRoot(root < 0 ? PatternDiagram.end : nodes[Int(root)], of: knapsack.binType)
  }

  private func left(of state: Int32) -> Int64 { table[Int(state), 0] >> 32 }
}
