// SPDX-License-Identifier: Apache-2.0

/// Deals the items of ruled shapes out to domains before they are packed: how many items of each
/// shape go into each of its classes, such that every rule holds.
///
/// Packing to such quotas needs no look at the rules any more. It is what lets one domain be
/// filled bin by bin where an item-by-item rule would have to jump between domains.
struct SpreadDeal {
  private let classes: SpreadClasses
  private let problem: PackingProblem
  /// The most items of each shape that its classes take.
  private let caps: [[Int]]
  private var quotas: [[Int]]
  private var left: [Int]
  private var tally: SpreadTally
  /// The ruled shapes, those with the fewest choices first.
  private let order: [Int]

  private init(_ classes: SpreadClasses, start: [[Int]], caps: [[Int]]) {
    self.classes = classes
    self.caps = caps
    problem = classes.problem
    quotas = zip(start, caps).map { zip($0, $1).map { min($0, $1) } }
    tally = SpreadTally(classes, quotas)
    order = classes.problem.shapes.filter { !classes.ofShape[$0].isEmpty }
      .sorted { (classes.ofShape[$0].count, $0) < (classes.ofShape[$1].count, $1) }
    left = zip(classes.problem.counts, quotas).map { Int($0) - $1.reduce(0, +) }
  }

  /// Quotas as even as can be: each item goes where its rules have the fewest, shapes with few
  /// choices first.
  ///
  /// - Complexity: O(items × (classes + domains)).
  static func even(_ classes: SpreadClasses, caps: [[Int]]) -> [[Int]] {
    let nothing = classes.ofShape.map { Array(repeating: 0, count: $0.count) }
    var deal = SpreadDeal(classes, start: nothing, caps: caps)
    for shape in deal.order { deal.deal(shape, towards: nil, obeying: false) }
    deal.balance()
    deal.dealTheRest(towards: nil)
    return deal.quotas
  }

  /// Quotas as close as the rules allow to what a packing without the rules has.
  ///
  /// - Complexity: O(items × (classes + domains)).
  static func following(_ wish: [[Int]], _ classes: SpreadClasses, caps: [[Int]]) -> [[Int]] {
    var deal = SpreadDeal(classes, start: wish, caps: caps)
    deal.balance()
    deal.dealTheRest(towards: wish)
    return deal.quotas
  }

  /// Deals the items that are left where that breaks no rule, in turns as long as it helps.
  private mutating func dealTheRest(towards wish: [[Int]]?) {
    while order.reduce(false, { deal($1, towards: wish, obeying: true) || $0 }) {}
  }

  /// - Returns: Whether any item was dealt.
  @discardableResult
  private mutating func deal(_ shape: Int, towards wish: [[Int]]?, obeying: Bool) -> Bool {
    let before = left[shape]
    while left[shape] > 0 {
      var best: (position: Int, rank: (Int, Int, Int))?
      for (position, target) in classes.ofShape[shape].enumerated() {
        guard quotas[shape][position] < caps[shape][position], !obeying || tally.allows(target)
        else { continue }
        let surplus = wish.map { quotas[shape][position] - $0[shape][position] } ?? 0
        let fullness = tally.fullness(of: target)
        let rank = (surplus, fullness.0, fullness.1)
        if best.map({ rank < $0.rank }) ?? true { best = (position, rank) }
      }
      guard let best else { break }
      move(1, of: shape, to: best.position)
    }
    return left[shape] < before
  }

  /// Takes items back from domains that have too many, first those with the most other choices.
  private mutating func balance() {
    while let (cell, excess) = tally.firstExcess() {
      var excess = excess
      for shape in order.reversed() where excess > 0 {
        for (position, target) in classes.ofShape[shape].enumerated()
        where target.cells.contains(cell) && excess > 0 {
          let taken = min(excess, quotas[shape][position])
          move(-taken, of: shape, to: position)
          excess -= taken
        }
      }
    }
  }

  private mutating func move(_ count: Int, of shape: Int, to position: Int) {
    quotas[shape][position] += count
    left[shape] -= count
    tally.add(count, to: classes.ofShape[shape][position])
  }
}
