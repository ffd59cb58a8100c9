// SPDX-License-Identifier: Apache-2.0

/// Replaces sizes by their images under dual feasible functions, resource by resource and on
/// weighted sums of resources, and adds those up.
///
/// The functions are those of Fekete and Schepers, "New classes of fast lower bounds for bin
/// packing problems", 2001, Carlier, Clautiaux and Moukrim, 2007, Burdett and Johnson, 1977, and
/// Vanderbeck, 2000. Nonnegative combinations of resources, before and after a function, are
/// dual feasible for vectors: Alves, Valério de Carvalho, Clautiaux and Rietz, "Multidimensional
/// dual-feasible functions and fast lower bounds for the vector packing problem", 2014. (The
/// products of functions used for rectangles are not: there only areas add up.)
///
/// - Complexity: O(shapes) per function; how many functions are tried is limited so that the
///   whole takes a fixed amount of work.
public struct DualFeasibleBound: LowerBoundMethod {
  /// Creates the method.
  public init() {}

  /// The name that reports print.
  public var name: String { "dual-feasible" }

  /// One line that says how the method argues.
  public var summary: String { "dual feasible functions of single and combined resources" }

  /// What dual feasible functions prove about one instance.
  public func evaluate(_ instance: BoundInstance) -> BoundFinding {
    var search = DualFeasibleSearch(instance)
    search.run()
    return search.tally.result()
  }
}

/// One run over functions and combinations of resources, as far as the work limit allows.
private struct DualFeasibleSearch {
  let instance: BoundInstance
  var tally: BoundTally
  private var work: Int

  /// A column seen through a function, and how full it makes a bin.
  private struct View {
    let sizes: [Int64]
    let capacities: [Int64]
    let largest: Int64
    let fullness: Double
  }

  /// The best function of one family run.
  private struct Favourite {
    var function: any DualFeasibleFunction
    var fullness: Double
  }

  init(_ instance: BoundInstance) {
    self.instance = instance
    tally = BoundTally(instance)
    work = min(instance.workLimit, 20_000 + 4_000 * instance.shapes.count)
  }

  mutating func run() {
    var views: [[View]] = []
    let share = work / (3 * max(1, instance.columns.count))
    for column in instance.columns where !instance.deadline.isExpired {
      let histogram = SizeHistogram(
        sizes: column.sizes, counts: instance.counts, capacities: column.capacities)
      guard histogram.capacity > 0 else { continue }
      let favourites = tryFamilies(on: histogram, work: share)
      work -= share
      var images = [
        view(of: column, through: Unchanged(), fullness: fullness(Unchanged(), histogram))
      ]
      for favourite in favourites {
        images.append(view(of: column, through: favourite.function, fullness: favourite.fullness))
      }
      views.append(images)
    }
    tryCombinations(of: views)
  }

  /// Tries every family on one histogram and returns the functions that make bins fullest.
  private mutating func tryFamilies(on histogram: SizeHistogram, work: Int) -> [Favourite] {
    let capacity = histogram.capacity
    let step = histogram.sizes.count + 40 * instance.bins.count
    let tries = work / max(1, step)
    guard !histogram.sizes.isEmpty, tries > 0 else { return [] }
    MartelloTothBound.tighten(
      &tally, with: histogram, thresholds: max(1, min(histogram.sizes.count, tries)),
      otherwise: Self.shortage)
    var best: [Favourite] = []
    let half = RoundedToSteps(steps: 1, capacity: capacity)
    keep(half, fullness(half, histogram), in: &best)
    for threshold in histogram.sample(min(16, tries / 8)) where 2 * threshold <= capacity {
      let function = LargeFillsBin(threshold: threshold, capacity: capacity)
      keep(function, fullness(function, histogram), in: &best)
    }
    for steps in 2..<Int64(max(2, min(32, tries / 6))) {
      apply(RoundedToSteps(steps: steps, capacity: capacity), to: histogram, &best)
      apply(SymmetricSteps(steps: steps, capacity: capacity), to: histogram, &best)
    }
    for part in Self.parts(for: histogram, most: tries / 4) {
      apply(CountedParts(part: part, capacity: capacity), to: histogram, &best)
      apply(RoundedRest(part: part, capacity: capacity), to: histogram, &best)
    }
    return best
  }

  /// The part sizes at which the images of sizes jump, at most so many.
  private static func parts(for histogram: SizeHistogram, most: Int) -> [Int64] {
    guard most > 0 else { return [] }
    let capacity = histogram.capacity
    var parts: Set<Int64> = []
    for divisor in 2...Int64(12) {
      parts.insert(capacity / divisor)
      parts.insert(capacity / divisor + 1)
    }
    for size in histogram.sample(max(1, most / 4)) {
      for divisor in 1...Int64(3) {
        parts.insert(size / divisor)
        parts.insert((capacity - size) / divisor + 1)
      }
    }
    let useful = parts.filter { $0 > 1 && 2 * $0 <= capacity + 1 }.sorted()
    guard useful.count > most else { return useful }
    return (0..<most).map { useful[$0 * useful.count / most] }
  }

  private mutating func apply<Function: DualFeasibleFunction>(
    _ function: Function, to histogram: SizeHistogram, _ best: inout [Favourite]
  ) {
    let demand = histogram.demand(under: function)
    let supply = histogram.supply(under: function)
    tally.require(
      demand, of: supply, by: ItemWeights(histogram.values, through: function),
      otherwise: Self.shortage)
    let largest = supply.max() ?? 0
    if largest > 0 { keep(function, Double(demand) / Double(largest), in: &best) }
  }

  private static var shortage: String {
    "dual feasible functions show that the items need more bins than there are"
  }

  private func fullness<Function: DualFeasibleFunction>(
    _ function: Function, _ histogram: SizeHistogram
  ) -> Double {
    let largest = histogram.supply(under: function).max() ?? 0
    return largest > 0 ? Double(histogram.demand(under: function)) / Double(largest) : 0
  }

  private func keep<Function: DualFeasibleFunction>(
    _ function: Function, _ fullness: Double, in best: inout [Favourite]
  ) {
    guard best.count < 3 || fullness > best[best.count - 1].fullness else { return }
    let place = best.firstIndex { $0.fullness < fullness } ?? best.count
    if place > 0, best[place - 1].fullness == fullness { return }
    best.insert(Favourite(function: function, fullness: fullness), at: place)
    if best.count > 3 { best.removeLast() }
  }

  private func view(
    of column: BoundInstance.Column, through function: any DualFeasibleFunction,
    fullness: Double
  ) -> View {
    let capacities = column.capacities.map { function($0) }
    return View(
      sizes: column.sizes.map { function($0) }, capacities: capacities,
      largest: capacities.max() ?? 0, fullness: fullness)
  }

  /// Tries weighted sums of two columns, and of all, each seen through some function.
  private mutating func tryCombinations(of views: [[View]]) {
    guard views.count > 1 else { return }
    for through in 0..<4 {
      let all = views.indices.compactMap { column in
        through < views[column].count ? (views[column][through], Int64(1)) : nil
      }
      tryCombination(all)
    }
    let weights: [(Int64, Int64)] = [(1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 3), (3, 2)]
    for level in 0..<7 {
      for first in views.indices {
        for second in (first + 1)..<max(first + 1, views.count) {
          for (a, left) in views[first].enumerated() {
            for (b, right) in views[second].enumerated() where a + b <= 4 {
              guard work > 0, !instance.deadline.isExpired else { return }
              let (u, v) = weights[level]
              tryCombination([(left, u), (right, v)])
            }
          }
        }
      }
    }
  }

  private mutating func tryCombination(_ terms: [(view: View, weight: Int64)]) {
    guard terms.count > 1, work > 0, !instance.deadline.isExpired else { return }
    let scale = Self.scale(for: terms.map(\.view.largest))
    var sizes = Array(repeating: Int64(0), count: instance.shapes.count)
    var capacities = Array(repeating: Int64(0), count: instance.bins.count)
    var largest: Int128 = 0
    for term in terms where term.view.largest > 0 {
      largest += Int128(term.view.largest) * Int128(max(1, scale / term.view.largest) * term.weight)
    }
    guard largest <= 1 << 56 else { return }
    for term in terms where term.view.largest > 0 {
      let factor = max(1, scale / term.view.largest) * term.weight
      for index in sizes.indices { sizes[index] += factor * term.view.sizes[index] }
      for index in capacities.indices {
        capacities[index] += factor * term.view.capacities[index]
      }
    }
    work -= sizes.count * (terms.count + 8)
    let histogram = SizeHistogram(
      sizes: sizes, counts: instance.counts, capacities: capacities)
    tally.require(
      histogram.demand(under: Unchanged()), of: capacities, by: ItemWeights(histogram.values),
      otherwise: Self.shortage)
    let share = min(max(0, work), 60 * (histogram.sizes.count + 40 * instance.bins.count))
    _ = tryFamilies(on: histogram, work: share)
    work -= share
  }

  /// A common multiple of the capacities where there is a small one, or else a large number.
  private static func scale(for capacities: [Int64]) -> Int64 {
    let most: Int64 = 1 << 48
    var multiple: Int64 = 1
    for capacity in capacities where capacity > 0 {
      var (a, b) = (multiple, capacity)
      while b != 0 { (a, b) = (b, a % b) }
      let (product, overflow) = (multiple / a).multipliedReportingOverflow(by: capacity)
      if overflow || product > most { return 1 << 40 }
      multiple = product
    }
    return multiple
  }
}
