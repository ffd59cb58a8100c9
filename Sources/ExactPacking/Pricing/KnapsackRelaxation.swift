// SPDX-License-Identifier: Apache-2.0

/// The linear relaxation of a pricing problem, kept in the solver and solved again for each set
/// of profits: its multipliers are the best weights for a surrogate of all resources.
///
/// It has one row per resource and one column per item, so a few steps of the simplex method
/// suffice. Only the quality of bounds depends on it, never their validity.
final class KnapsackRelaxation {
  private var session: GLPKSession
  private let resources: Int
  private let items: [Int]
  private let most: [Int32]
  private var upper: [Int32]
  private var duals: [Double]

  /// - Throws: What the solver says where it cannot go on.
  init(_ knapsack: PatternKnapsack, in environment: GLPKEnvironment) throws(SessionError) {
    resources = knapsack.resources
    items = knapsack.items
    most = knapsack.most
    upper = most
    var session = try GLPKSession(in: environment)
    for _ in 0..<resources {
      try session.addRow(lower: -.infinity, upper: 1, coefficients: [])
    }
    for item in 0..<knapsack.count {
      try session.addColumn(
        cost: 0, lower: 0, upper: Double(most[item]),
        coefficients: (0..<knapsack.resources).map { resource in
          (
            resource,
            Double(knapsack.demands[item * knapsack.resources + resource])
              / Double(max(1, knapsack.capacity[resource]))
          )
        })
    }
    duals = Array(repeating: 0, count: session.rowCount)
    self.session = session
  }

  /// Solves the relaxation.
  ///
  /// - Parameters:
  ///   - profits: What one copy of each item of the `PatternItems` is worth.
  ///   - available: The most copies of each of those items, where fewer than usual.
  /// - Returns: What each resource of the whole bin is worth, or `nil` where the solver does not
  ///   say.
  func weights(profits: [Int64], available: [Int]?) -> [Double]? {
    let largest = items.reduce(0) { max($0, profits[$1]) }
    guard largest > 0 else { return nil }
    do {
      for (index, item) in items.enumerated() {
        try session.setCost(index, -Double(max(0, profits[item])) / Double(largest))
        let limit = min(most[index], Int32(clamping: available?[item] ?? .max))
        if limit != upper[index] {
          upper[index] = limit
          try session.setColumn(index, lower: 0, upper: Double(limit))
        }
      }
      guard try session.solve(milliseconds: 100, dual: false) == .optimal else { return nil }
    } catch {
      return nil
    }
    session.readDuals(into: &duals)
    let weights = (0..<resources).map { max(0, -duals[$0]) }
    return weights.contains { $0 > 0 } ? weights : nil
  }
}
