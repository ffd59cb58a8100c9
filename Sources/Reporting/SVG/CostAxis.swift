// SPDX-License-Identifier: Apache-2.0

/// Costs on an axis with round numbers.
struct CostAxis {
  /// The cost at the lower end.
  let least: Double
  /// The cost at the upper end.
  let most: Double
  /// The round costs on the axis, ascending.
  let ticks: [Int64]

  /// An axis that shows a range of costs with some room at both ends.
  init(from low: Double, to high: Double, mostTicks: Int) {
    let span = max(1, high - low)
    least = max(0, low - span * 0.08)
    most = max(high, least) + span * 0.08
    var step = 1.0
    var steps = 0
    while (most - least) / step > Double(mostTicks) {
      // One, two, five, ten, and so on.
      step *= [2, 2.5, 2][steps % 3]
      steps += 1
    }
    var ticks: [Int64] = []
    var tick = (least / step).rounded(.up) * step
    while tick <= most, tick.magnitude < 0x1p53 {
      ticks.append(Int64(tick))
      tick += step
    }
    self.ticks = ticks
  }

  /// Where a cost lies, from 0 at the lower end to 1 at the upper end.
  func position(_ cost: Double) -> Double {
    (cost - least) / (most - least)
  }
}
