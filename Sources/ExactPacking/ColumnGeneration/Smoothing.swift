// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// How far duals are drawn from those of the linear program to those of the best bound.
///
/// The weight follows the slope of the bound at the point that was priced: where the bound falls
/// towards the duals of the linear program it rises, else it falls (Pessoa, Sadykov, Uchoa and
/// Vanderbeck, "Automation and combination of linear-programming based stabilization techniques
/// in column generation", 2018).
struct Smoothing {
  /// The weight of the best duals, from 0 to less than 1.
  private(set) var weight = 0.3

  /// Adapts the weight to what was found between two points.
  mutating func adapt(
    from center: Multipliers, to exact: Multipliers, by master: MasterProblem,
    _ round: Pricing.Round
  ) {
    var slope = 0.0
    for (row, demand) in master.model.demands.enumerated() {
      slope += Double(demand) * (exact.shapes[row] - center.shapes[row])
    }
    for pattern in round.best {
      let bins = master.binsUsed(of: pattern.binType)
      for entry in pattern.contents {
        let row = master.model.rowOfShape[entry.shape]
        slope -=
          bins * Double(entry.rawCount) * (exact.shapes[row] - center.shapes[row])
      }
    }
    if slope <= 0 {
      weight = min(Self.most, weight + 0.1 * (1 - weight))
    } else {
      weight = weight > 0.5 ? weight / 1.1 : max(0, weight - 0.1 * (1 - weight))
    }
  }

  /// Takes note that a search which does not look at everything found nothing.
  ///
  /// Near the best duals hardly any pattern is attractive, and only a full search finds it.
  mutating func lower() { weight *= 0.7 }

  private static let most = 0.95
}
