// SPDX-License-Identifier: Apache-2.0

/// For pairs of resources, how to note what some bins have free so that a demand can be refused
/// in one look.
///
/// A profile of some bins has a value for each step of the pair's first resource: the most of the
/// second resource that any bin with at least that much of the first has free. Bins that are
/// full in different resources thus do not look roomy together. The steps are quantiles of the
/// demands, so that every look has about as little slack as the next.
struct PairProfiles: Sendable {
  /// The largest number of steps.
  static let mostSteps = 64

  /// The columns of each pair.
  let pairs: [(first: Int, second: Int)]
  /// For each pair, the ascending steps; the first is zero.
  private let steps: [[Int64]]

  /// How many values a profile has over all pairs.
  var width: Int { pairs.count * Self.mostSteps }

  init(_ layout: ColumnLayout) {
    let resources = layout.resources
    switch resources {
    case 1: pairs = []
    case 2: pairs = [(0, 1), (1, 0)]
    case 3: pairs = [(0, 1), (0, 2), (1, 2)]
    default: pairs = (0..<4).map { ($0, ($0 + 1) % resources) }
    }
    steps = pairs.map { Self.quantiles(of: $0.first, layout) }
  }

  /// The last step of a pair that does not exceed an amount.
  @inline(__always)
  func step(of amount: Int64, in pair: Int) -> Int {
    steps[pair].withUnsafeBufferPointer { steps in
      var low = 0
      var high = steps.count
      while high - low > 1 {
        let middle = (low + high) / 2
        if steps[middle] <= amount { low = middle } else { high = middle }
      }
      return low
    }
  }

  private static func quantiles(of column: Int, _ layout: ColumnLayout) -> [Int64] {
    let shapes = layout.demands.count / layout.columns
    let stride = max(1, shapes / 4096)
    var demands: [Int64] = []
    for shape in Swift.stride(from: 0, to: shapes, by: stride) {
      demands.append(layout.demands[shape * layout.columns + column])
    }
    demands.sort()
    var steps: [Int64] = [0]
    let count = min(mostSteps - 1, demands.count)
    for step in 0..<count {
      let demand = demands[step * demands.count / count]
      if demand > steps[steps.count - 1] { steps.append(demand) }
    }
    return steps
  }
}
