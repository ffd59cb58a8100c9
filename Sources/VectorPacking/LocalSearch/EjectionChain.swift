// SPDX-License-Identifier: Apache-2.0

/// A way to lay one item of the pool into the bins: it takes the place of a second, which takes
/// the place of a third in another bin, and so on, until the last finds room.
///
/// Where bins hold two items each this is an augmenting path of a matching. The chain with the
/// fewest exchanges is looked for, breadth first; no bin occurs in it twice, so that its
/// exchanges do not depend on one another.
struct EjectionChain {
  /// Each item with the bin it goes into; the first comes from the pool.
  private(set) var moves: [(item: Int32, bin: Int)]
  /// How many pairs of an item and a place were looked at.
  private(set) var looks: Int

  /// Looks for a chain.
  ///
  /// - Parameters:
  ///   - item: An item of the pool.
  ///   - items: The bins and the pool.
  ///   - mostLooks: After how many looks at pairs the search gives up.
  init(for item: Int32, in items: MovableItems, mostLooks: Int) {
    moves = []
    looks = 0
    var queue: [(item: Int32, parent: Int)] = [(item, -1)]
    var seen = Array(repeating: false, count: items.shapeCount)
    seen[Int(items.shapes[Int(item)])] = true
    var next = 0
    while next < queue.count, looks < mostLooks {
      let out = queue[next].item
      for bin in 0..<items.binCount where !Self.passes(through: bin, at: next, queue, items) {
        if items.fits(out, in: bin) {
          moves = Self.path(to: next, endingIn: bin, queue, items)
          return
        }
        looks += 1 + items.members[bin].count
        for member in items.members[bin] where !seen[Int(items.shapes[Int(member)])] {
          guard items.fits(out, in: bin, without: (member, -1)) else { continue }
          seen[Int(items.shapes[Int(member)])] = true
          queue.append((member, next))
        }
      }
      next += 1
    }
  }

  /// Whether a chain already exchanges an item of a bin.
  private static func passes(
    through bin: Int, at end: Int, _ queue: [(item: Int32, parent: Int)], _ items: MovableItems
  ) -> Bool {
    var place = end
    while queue[place].parent >= 0 {
      if Int(items.binOfItem[Int(queue[place].item)]) == bin { return true }
      place = queue[place].parent
    }
    return false
  }

  private static func path(
    to end: Int, endingIn bin: Int, _ queue: [(item: Int32, parent: Int)], _ items: MovableItems
  ) -> [(item: Int32, bin: Int)] {
    var moves: [(item: Int32, bin: Int)] = []
    var (place, goal) = (end, bin)
    while place >= 0 {
      let item = queue[place].item
      moves.append((item, goal))
      goal = Int(items.binOfItem[Int(item)])
      place = queue[place].parent
    }
    return moves.reversed()
  }
}

extension MovableItems {
  /// Makes all moves of a chain.
  mutating func apply(_ chain: EjectionChain) {
    for move in chain.moves.dropFirst() { eject(move.item) }
    for move in chain.moves { insert(move.item, into: move.bin) }
  }
}
