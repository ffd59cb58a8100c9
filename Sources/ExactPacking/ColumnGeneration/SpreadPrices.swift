// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Multipliers of spread rows in integers, as multipliers of ordered pairs of domains.
///
/// The column of a rule's free variable makes the multipliers of its domains add up to nothing:
/// what the fullest domains pay, the emptiest get. So they are sums of pairs, each of which takes
/// from an item in one domain what it gives to one in another (a transportation problem, any
/// solution of which will do). What rounding leaves without a partner is dropped.
struct SpreadPrices: Sendable {
  /// A domain that may hold so many more items than another, and what keeping that is worth.
  struct Pair: Sendable, Hashable {
    var full: Int
    var empty: Int
    /// Positive: an item in the first cell is worth so much less, in the second so much more.
    var amount: Int64
  }

  /// What an item is worth more in each cell.
  private(set) var ofCell: [Int64]
  private(set) var pairs: [Pair] = []
  private let rows: SpreadRows

  init(_ values: [Int64], of rows: SpreadRows) {
    self.rows = rows
    ofCell = Array(repeating: 0, count: values.count)
    for range in rows.ofRule {
      var left = values
      var empty = range.lowerBound
      for full in range {
        while left[full] < 0, empty < range.upperBound {
          let amount = min(-left[full], left[empty])
          guard amount > 0 else {
            empty += 1
            continue
          }
          left[full] += amount
          left[empty] -= amount
          ofCell[full] -= amount
          ofCell[empty] += amount
          pairs.append(Pair(full: full, empty: empty, amount: amount))
        }
      }
    }
  }

  /// What the rules take from a bound.
  var sum: Int128 {
    pairs.reduce(0) { $0 - Int128($1.amount) * Int128(rows.cells[$1.full].skew) }
  }

  /// The same as rules of a proof.
  var priced: [BoundProof.DualSolution.Priced] {
    pairs.map { pair in
      let cell = rows.cells[pair.full]
      return .init(
        row: .spread(
          rule: cell.rule, domain: cell.domain, over: rows.cells[pair.empty].domain),
        price: -pair.amount)
    }
  }
}
