// SPDX-License-Identifier: Apache-2.0

/// What one scheduler does differently from another on the same seeds.
public struct SchedulerComparison: Codable, Sendable, Hashable {
  /// The scheduler.
  public var scheduler: String
  /// The one that it is compared with.
  public var baseline: String
  /// The seeds that both ran with to the end.
  public var seeds: [UInt64]
  /// The differences, figure by figure.
  public var figures: [PairedDifference]

  /// Compares all schedulers with the first, each pair on the seeds that both have run with.
  static func comparisons(of runs: [SimulationRun]) -> [SchedulerComparison] {
    let complete = runs.filter(\.isComplete)
    var names: [String] = []
    for run in runs where !names.contains(run.scheduler) { names.append(run.scheduler) }
    guard let baseline = names.first else { return [] }
    let first = complete.filter { $0.scheduler == baseline }
    return names.dropFirst().compactMap { name in
      let pairs = complete.filter { $0.scheduler == name }.compactMap { run in
        first.first { $0.seed == run.seed }.map { (base: $0, other: run) }
      }
      guard let figures = pairs.first?.base.figures else { return nil }
      return SchedulerComparison(
        scheduler: name, baseline: baseline, seeds: pairs.map(\.base.seed),
        figures: figures.compactMap { figure in
          let differences = pairs.compactMap { pair -> Double? in
            guard let one = pair.base.figure(figure.name),
              let other = pair.other.figure(figure.name)
            else { return nil }
            return other - one
          }
          guard !differences.isEmpty else { return nil }
          return PairedDifference(
            figure: figure.name, isMoreBetter: figure.isMoreBetter, differences: differences)
        })
    }
  }
}

/// The differences of a figure between two schedulers, over the same seeds.
public struct PairedDifference: Codable, Sendable, Hashable {
  /// The figure.
  public var figure: String
  /// Whether more of it is better than less.
  public var isMoreBetter: Bool
  /// The mean difference: the scheduler's figure less that of the baseline.
  public var mean: Double
  /// Where the 95 % confidence interval of the mean begins; left out with fewer than two seeds.
  public var low: Double?
  /// Where it ends.
  public var high: Double?
  /// In how many seeds the scheduler was better.
  public var better: Int
  /// In how many both were equal.
  public var equal: Int
  /// In how many it was worse.
  public var worse: Int

  /// Sums up differences, of which there is at least one.
  ///
  /// The interval is that of Student's t for paired samples: it says where the mean over all seeds
  /// lies, if the differences are about normally distributed.
  init(figure: String, isMoreBetter: Bool, differences: [Double]) {
    (self.figure, self.isMoreBetter) = (figure, isMoreBetter)
    let count = Double(differences.count)
    mean = differences.reduce(0, +) / count
    if differences.count > 1 {
      let center = mean
      let variance =
        differences.reduce(0) { $0 + ($1 - center) * ($1 - center) } / (count - 1)
      let reach =
        StudentDistribution.quantile975(freedom: differences.count - 1)
        * (variance / count).squareRoot()
      (low, high) = (center - reach, center + reach)
    }
    // Sums of the same numbers in another order may differ in their last digits.
    let signs = differences.map { $0.magnitude <= 1e-9 ? 0 : ($0 > 0) == isMoreBetter ? 1 : -1 }
    better = signs.count { $0 > 0 }
    equal = signs.count { $0 == 0 }
    worse = signs.count { $0 < 0 }
  }

  /// Whether it was the same for both, whatever the seed.
  var isNothing: Bool { better == 0 && worse == 0 }

  /// Whether the interval leaves no doubt which is better: 1 for the scheduler, -1 for the
  /// baseline, 0 for neither.
  var verdict: Int {
    guard let low, let high, low > 0 || high < 0 else { return 0 }
    return (low > 0) == isMoreBetter ? 1 : -1
  }
}

/// Student's t distribution.
enum StudentDistribution {
  /// The values for 1 to 30 degrees of freedom.
  private static let table = [
    12.706_205, 4.302_653, 3.182_446, 2.776_445, 2.570_582, 2.446_912, 2.364_624, 2.306_004,
    2.262_157, 2.228_139, 2.200_985, 2.178_813, 2.160_369, 2.144_787, 2.131_450, 2.119_905,
    2.109_816, 2.100_922, 2.093_024, 2.085_963, 2.079_614, 2.073_873, 2.068_658, 2.063_899,
    2.059_539, 2.055_529, 2.051_831, 2.048_407, 2.045_230, 2.042_272,
  ]

  /// What 97.5 % of the distribution lies below.
  ///
  /// Beyond 30 degrees of freedom by the expansion of Cornish and Fisher (1937), there exact to
  /// six digits.
  static func quantile975(freedom: Int) -> Double {
    guard freedom > 0 else { return .infinity }
    if freedom <= table.count { return table[freedom - 1] }
    let (n, z) = (Double(freedom), 1.959_963_985)
    let (z2, z3) = (z * z, z * z * z)
    let (z5, z7) = (z3 * z2, z3 * z2 * z2)
    return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n)
      + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n)
  }
}
