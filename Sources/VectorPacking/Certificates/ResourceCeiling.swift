// SPDX-License-Identifier: Apache-2.0

/// Prices of resources as fractions, at which no item is worth more than what it takes.
///
/// Then no pattern is worth more than all that is free costs. Many proofs are of that kind, and
/// the argument takes a moment however many patterns there are. Floating point suggests the
/// prices; that they do is found out in integers.
struct ResourceCeiling {
  private let pricing: PatternPricing
  private let resources: [Int]
  /// What a pattern may be worth without its constant.
  private let room: Int128

  init(_ pricing: PatternPricing) {
    self.pricing = pricing
    resources = pricing.free.indices.filter { pricing.free[$0] > 0 }
    room = pricing.limit - pricing.constant
  }

  /// Whether some prices show that no pattern exceeds the limit.
  ///
  /// - Complexity: O(candidates × resources) for each of some dozen steps.
  var keepsLimit: Bool {
    guard room >= 0, pricing.rows.allSatisfy({ $0.price <= 0 }) else { return false }
    if resources.contains(where: { keepsLimit(at: [$0: 1]) }) { return true }
    guard resources.count > 1, let corner = corner() else { return false }
    if let exact = exactPrices(corner.tight), keepsLimit(at: exact) { return true }
    return keepsLimit(at: rounded(corner.prices))
  }

  /// Whether prices in some proportion show it.
  ///
  /// The prices are raised until the dearest item is paid for, which leaves a fraction to compare.
  private func keepsLimit(at prices: [Int: Int128]) -> Bool {
    guard let free = sum(prices, of: pricing.free) else { return false }
    // The worth is whole: it exceeds the limit by one at least, or not at all.
    let (limit, tooLarge) = room.addingReportingOverflow(1)
    guard !tooLarge else { return false }
    for candidate in pricing.candidates where candidate.worth > 0 {
      guard let taken = sum(prices, of: candidate.demand), taken > 0 else { return false }
      let (worth, overflow) = candidate.worth.multipliedReportingOverflow(by: free)
      let (most, isHuge) = limit.multipliedReportingOverflow(by: taken)
      if overflow || !isHuge && worth >= most { return false }
    }
    return true
  }

  private func sum(_ prices: [Int: Int128], of amounts: [Int64]) -> Int128? {
    var sum: Int128 = 0
    for (resource, price) in prices {
      let (product, overflow) = price.multipliedReportingOverflow(by: Int128(amounts[resource]))
      let (total, tooLarge) = sum.addingReportingOverflow(product)
      if overflow || tooLarge { return nil }
      sum = total
    }
    return sum
  }

  /// The same prices of a whole bin in whole numbers of units of each resource, a bit too high.
  private func rounded(_ prices: [Double]) -> [Int: Int128] {
    var result: [Int: Int128] = [:]
    let units = resources.indices.map { prices[$0] / Double(pricing.free[resources[$0]]) }
    guard let largest = units.max(), largest > 0 else { return [:] }
    for (index, resource) in resources.enumerated() where units[index] > 0 {
      result[resource] = Int128((units[index] / largest * 0x1p56).rounded(.up))
    }
    return result
  }
}

extension ResourceCeiling {
  /// The cheapest prices of a whole bin, and which candidates they pay for exactly.
  private struct Corner {
    var prices: [Double]
    var tight: [Int]
  }

  /// Finds them by the dual simplex method, with as many rules at a time as there are resources.
  private func corner() -> Corner? {
    let size = resources.count
    let candidates = pricing.candidates.indices.filter { pricing.candidates[$0].worth > 0 }
    let scale = candidates.reduce(1.0) { max($0, Double(pricing.candidates[$1].worth)) }
    let worth = candidates.map { Double(pricing.candidates[$0].worth) / scale }
    let shares = candidates.map { candidate in
      resources.map {
        Double(pricing.candidates[candidate].demand[$0]) / Double(pricing.free[$0])
      }
    }
    // A rule is a price that is not negative, or an item that is paid for.
    var rows = (0..<size).map { row in (0..<size).map { $0 == row ? 1.0 : 0 } }
    var sides = Array(repeating: 0.0, count: size)
    var members = Array(repeating: -1, count: size)
    for _ in 0..<50 * size {
      guard let inverse = Self.inverse(of: rows) else { return nil }
      let prices = inverse.map { row in zip(row, sides).reduce(0) { $0 + $1.0 * $1.1 } }
      var entering = -1
      var most = 1e-13
      for index in candidates.indices {
        var missing = worth[index]
        for resource in 0..<size { missing -= prices[resource] * shares[index][resource] }
        if missing > most { (entering, most) = (index, missing) }
      }
      if entering < 0 {
        return Corner(
          prices: prices.map { max(0, $0) * scale },
          tight: members.filter { $0 >= 0 }.map { candidates[$0] })
      }
      var leaving = -1
      var least = Double.infinity
      for row in 0..<size {
        var (step, multiplier) = (0.0, 0.0)
        for resource in 0..<size {
          step += shares[entering][resource] * inverse[resource][row]
          multiplier += inverse[resource][row]
        }
        if step > 1e-12, multiplier / step < least { (leaving, least) = (row, multiplier / step) }
      }
      guard leaving >= 0 else { return nil }
      rows[leaving] = shares[entering]
      sides[leaving] = worth[entering]
      members[leaving] = entering
    }
    return nil
  }

  private static func inverse(of matrix: [[Double]]) -> [[Double]]? {
    let size = matrix.count
    var rows = matrix.indices.map { row in
      matrix[row] + (0..<size).map { $0 == row ? 1.0 : 0 }
    }
    for column in 0..<size {
      let pivot =
        (column..<size).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
      guard abs(rows[pivot][column]) > 1e-14 else { return nil }
      rows.swapAt(pivot, column)
      let factor = rows[column][column]
      for index in rows[column].indices { rows[column][index] /= factor }
      for row in 0..<size where row != column && rows[row][column] != 0 {
        let factor = rows[row][column]
        for index in rows[row].indices { rows[row][index] -= factor * rows[column][index] }
      }
    }
    return rows.map { Array($0[size...]) }
  }

  /// The proportion of prices at which as many candidates as resources are paid for exactly, by
  /// Cramer's rule; `nil` where there are not so many, or the numbers grow too large.
  private func exactPrices(_ tight: [Int]) -> [Int: Int128]? {
    let used = resources.filter { resource in
      tight.contains { pricing.candidates[$0].demand[resource] > 0 }
    }
    guard used.count == tight.count, used.count <= 4 else { return nil }
    let matrix = tight.map { candidate in
      used.map { Int128(pricing.candidates[candidate].demand[$0]) }
    }
    let sides = tight.map { pricing.candidates[$0].worth }
    guard let whole = Self.determinant(matrix), whole != 0 else { return nil }
    var result: [Int: Int128] = [:]
    for (column, resource) in used.enumerated() {
      var changed = matrix
      for row in changed.indices { changed[row][column] = sides[row] }
      guard let part = Self.determinant(changed) else { return nil }
      guard part == 0 || (part > 0) == (whole > 0) else { return nil }
      if part != 0 { result[resource] = Int128(exactly: part.magnitude) }
    }
    let divisor = result.values.reduce(Int128(0)) { first, second in
      var (a, b) = (first, second)
      while b != 0 { (a, b) = (b, a % b) }
      return a
    }
    return divisor > 0 ? result.mapValues { $0 / divisor } : nil
  }

  /// The determinant of a small matrix by its first row, or `nil` where it grows too large.
  private static func determinant(_ matrix: [[Int128]]) -> Int128? {
    guard let first = matrix.first else { return 1 }
    var sum: Int128 = 0
    for (column, entry) in first.enumerated() where entry != 0 {
      let rest = matrix.dropFirst().map { row in
        row.indices.filter { $0 != column }.map { row[$0] }
      }
      guard let minor = determinant(rest) else { return nil }
      let (product, overflow) = entry.multipliedReportingOverflow(by: minor)
      let (total, tooLarge) =
        column.isMultiple(of: 2)
        ? sum.addingReportingOverflow(product) : sum.subtractingReportingOverflow(product)
      if overflow || tooLarge { return nil }
      sum = total
    }
    return sum
  }
}
