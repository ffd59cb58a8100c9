// SPDX-License-Identifier: Apache-2.0

/// Finds shapes of which no two can share a bin: each needs bins of its own.
///
/// Two shapes exclude each other if their demands do not fit together into any bin both may
/// use, or by a conflict. Within a shape the limit per bin and all resources say how many items
/// lie together. What is left of the bins of the clique may hold further items, but only if some
/// of those fit beside it; what must lie elsewhere is added up by resource. The heaviest clique
/// is sought by greedy orders and a limited branch and bound. The incompatibility argument
/// follows Caprara and Toth, "Lower bounds and algorithms for the 2-dimensional vector packing
/// problem", 2001, and the search Östergård, "A new algorithm for the maximum-weight clique
/// problem", 1999, with colour classes as bounds.
///
/// - Complexity: O(shapes²) pairs up to a fixed limit.
public struct CliqueBound: LowerBoundMethod {
  /// Creates the method.
  public init() {}

  /// The name that reports print.
  public var name: String { "clique" }

  /// One line that says how the method argues.
  public var summary: String { "shapes that exclude one another, and what cannot lie beside them" }

  /// What cliques prove about one instance.
  public func evaluate(_ instance: BoundInstance) -> BoundFinding {
    var tally = BoundTally(instance)
    var cliques = CliqueSearch(instance)
    for clique in cliques.run() where !instance.deadline.isExpired {
      let bins = clique.reduce(0) { $0 + cliques.bins[$1] }
      let cost = clique.reduce(Int128(0)) { $0 + Int128(cliques.costs[$1]) }
      tally.require(
        bins: bins, by: cliques.binsWitness(for: clique), cost: cost,
        by: cliques.costWitness(for: clique),
        otherwise: "items that exclude one another need \(bins) bins, more than there are")
      var rest = CliqueRemainder(instance, clique: clique, bins: cliques.bins)
      let (total, witness) = rest.fewestBins()
      if total > bins, let witness {
        tally.require(
          bins: total, by: witness,
          otherwise: "items that exclude one another and those that do not fit beside them need "
            + "\(total) bins, more than there are")
      }
    }
    return tally.result()
  }
}

/// The search for heavy cliques.
private struct CliqueSearch {
  private static let mostForMatrix = 400
  private static let mostPairs = 400_000
  private static let mostNodes = 600

  let instance: BoundInstance
  /// How many bins each shape needs by itself.
  private(set) var bins: [Int64]
  /// What those cost at least.
  private(set) var costs: [Int64]
  private var fullness: [[Int64]]

  init(_ instance: BoundInstance) {
    self.instance = instance
    let cover = BinCover(instance.bins)
    let multiple = instance.shapes.count <= 50_000
    var needs: [Int64] = []
    var prices: [Int64] = []
    let cheapest = cover.cheapest(1) ?? 0
    for index in instance.shapes.indices {
      if !multiple || instance.bins.count == 1 && instance.counts[index] == 1 {
        needs.append(1)
        prices.append(cheapest)
        continue
      }
      let copies = instance.copies(of: index)
      let count = Int128(instance.counts[index])
      needs.append(cover.fewest(count, of: copies) ?? 1)
      prices.append(needs[index] > 0 ? cover.fractionalCost(count, of: copies) : 0)
    }
    bins = needs
    costs = prices
    // Sizes in about 2^20ths of the largest capacity, to put shapes into orders.
    fullness = instance.columns.map { column in
      let capacity = column.capacities.max() ?? 0
      let shift = Int64(max(0, 24 - capacity.leadingZeroBitCount))
      return column.sizes.map { capacity > 0 ? ($0 >> shift) << 20 / (capacity >> shift) : 0 }
    }
  }

  /// The heaviest cliques found, by bins and by cost.
  mutating func run() -> [[Int]] {
    var found: [[Int]] = []
    for order in orders() { found.append(greedy(order)) }
    if instance.shapes.count <= Self.mostForMatrix {
      let matrix = matrix()
      let start = found.max { weight($0, bins) < weight($1, bins) } ?? []
      found.append(heaviest(in: matrix, weights: bins, start: start))
      if instance.bins.count > 1 {
        let start = found.max { weight($0, costs) < weight($1, costs) } ?? []
        found.append(heaviest(in: matrix, weights: costs, start: start))
      }
    }
    let byBins = found.max { weight($0, bins) < weight($1, bins) } ?? []
    let byCost = found.max { weight($0, costs) < weight($1, costs) } ?? []
    return byBins == byCost ? [byBins] : [byBins, byCost]
  }

  /// Each bin holds items of one member at most.
  func binsWitness(for clique: [Int]) -> CoverWitness {
    if clique.count == 1 { return .items(clique[0], of: instance) }
    return CoverWitness(supply: instance.bins.map { _ in 1 }) { [instance] in
      var weights = ItemWeights(instance.shapes.map { _ in 0 })
      for member in clique { weights.fill(member, of: instance, worth: 1) }
      return weights
    }
  }

  /// Each item costs at least its share of the cheapest bin of its own.
  func costWitness(for clique: [Int]) -> CoverWitness {
    let scale: Int64 = 720_720
    return CoverWitness(
      supply: instance.bins.map { $0.cost.multipliedClamped(by: scale) }
    ) { [instance] in
      var weights = ItemWeights(instance.shapes.map { _ in 0 })
      for member in clique {
        weights.ofShape[member] =
          zip(instance.copies(of: member), instance.bins)
          .compactMap { $0 > 0 ? $1.cost.multipliedClamped(by: scale) / $0 : nil }.min() ?? 0
      }
      return weights
    }
  }

  private func weight(_ clique: [Int], _ weights: [Int64]) -> Int64 {
    clique.reduce(0) { $0.addingReportingOverflow(weights[$1]).partialValue }
  }

  /// Shapes by largest share of a bin, by the sum of shares, by each resource, by weight and by
  /// conflicts; of very many shapes only the first ones of each order.
  private func orders() -> [[Int]] {
    let shapes = instance.shapes.indices
    var keys: [[Int64]] = fullness
    keys.append(shapes.map { index in fullness.reduce(0) { max($0, $1[index]) } })
    keys.append(shapes.map { index in fullness.reduce(0) { $0 + $1[index] } })
    if bins.contains(where: { $0 > 1 }) { keys.append(bins) }
    if !instance.problem.conflictLists.isEmpty {
      keys.append(
        shapes.map { Int64(instance.problem.conflicts(of: Int(instance.shapes[$0])).count) })
    }
    let most = 20_000
    return keys.map { key in
      var candidates = Array(shapes)
      if candidates.count > most {
        let sorted = stride(from: 0, to: candidates.count, by: candidates.count / most)
          .map { key[$0] }.sorted(by: >)
        let limit = sorted[min(sorted.count - 1, sorted.count * most / candidates.count)]
        candidates = Array(candidates.lazy.filter { key[$0] >= limit }.prefix(most))
      }
      return candidates.sorted { (key[$1], $0) < (key[$0], $1) }
    }
  }

  private func greedy(_ order: [Int]) -> [Int] {
    var clique: [Int] = []
    var pairs = Self.mostPairs
    for shape in order {
      var joins = true
      for member in clique.reversed() {
        pairs -= 1
        if instance.canShare(member, shape) {
          joins = false
          break
        }
      }
      if joins { clique.append(shape) }
      if pairs < 0 { break }
    }
    return clique
  }

  private func matrix() -> [BitRow] {
    let count = instance.shapes.count
    var rows = Array(repeating: BitRow(count: count), count: count)
    for first in 0..<count {
      for second in 0..<first where !instance.canShare(first, second) {
        rows[first].insert(second)
        rows[second].insert(first)
      }
    }
    return rows
  }

  /// Improves a clique by branch and bound within a limited number of nodes.
  private func heaviest(in matrix: [BitRow], weights: [Int64], start: [Int]) -> [Int] {
    var best = start
    var bestWeight = weight(start, weights)
    var nodes = Self.mostNodes
    func expand(_ candidates: BitRow, _ clique: [Int], _ weight: Int64) {
      if weight > bestWeight { (best, bestWeight) = (clique, weight) }
      nodes -= 1
      // Colour classes hold no two adjacent shapes: a clique takes at most one of each.
      var order: [(shape: Int, bound: Int64)] = []
      var uncoloured = candidates
      var bound: Int64 = 0
      while uncoloured.population > 0 {
        var open = uncoloured
        var heaviest: Int64 = 0
        var colour: [Int] = []
        while let shape = open.first {
          open.remove(shape)
          open = open.subtracting(matrix[shape])
          uncoloured.remove(shape)
          heaviest = max(heaviest, weights[shape])
          colour.append(shape)
        }
        bound += heaviest
        for shape in colour { order.append((shape, bound)) }
      }
      var left = candidates
      for entry in order.reversed() {
        if weight + entry.bound <= bestWeight || nodes <= 0 { return }
        expand(
          left.intersection(matrix[entry.shape]), clique + [entry.shape],
          weight + weights[entry.shape])
        left.remove(entry.shape)
      }
    }
    var all = BitRow(count: matrix.count)
    for shape in matrix.indices where bins[shape] > 0 { all.insert(shape) }
    expand(all, [], 0)
    return best
  }
}

/// What of the other items cannot lie beside the shapes of a clique.
private struct CliqueRemainder {
  private static let mostPairs = 400_000
  private let instance: BoundInstance
  private let clique: [Int]
  private let bins: [Int64]
  /// For each column and member, the largest item that fits beside it; 0 if none does.
  private var largestBeside: [[Int64]] = []
  private var others: [Int] = []

  init(_ instance: BoundInstance, clique: [Int], bins: [Int64]) {
    self.instance = instance
    self.clique = clique
    self.bins = bins
    guard clique.count * instance.shapes.count <= Self.mostPairs else { return }
    var isMember = Array(repeating: false, count: instance.shapes.count)
    for member in clique { isMember[member] = true }
    others = instance.shapes.indices.filter { !isMember[$0] }
    largestBeside = instance.columns.map { _ in Array(repeating: 0, count: clique.count) }
    for (position, member) in clique.enumerated() {
      for other in others where instance.canShare(member, other) {
        for column in instance.columns.indices {
          largestBeside[column][position] = max(
            largestBeside[column][position], instance.columns[column].sizes[other])
        }
      }
    }
  }

  /// The bins of the clique and those that the others need besides, by the best resource and
  /// the best lower limit on the size of the others that count.
  mutating func fewestBins() -> (bins: Int64, witness: CoverWitness?) {
    let own = clique.reduce(0) { $0 + bins[$1] }
    guard !others.isEmpty else { return (own, nil) }
    var best = own
    var found: (column: Int, limit: Int64)?
    for (index, column) in instance.columns.enumerated() {
      let capacity = column.capacities.max() ?? 0
      guard capacity > 0 else { continue }
      let ascending = others.map { (size: column.sizes[$0], count: instance.counts[$0]) }
        .sorted { $0.size < $1.size }
      var demand = ascending.reduce(Int128(0)) { $0 + Int128($1.size) * Int128($1.count) }
      let beside = clique.indices.map { position in
        let member = clique[position]
        let room =
          Int128(bins[member]) * Int128(capacity)
          - Int128(instance.counts[member]) * Int128(column.sizes[member])
        return (largest: largestBeside[index][position], room: max(0, room))
      }.sorted { $0.largest < $1.largest }
      var room = beside.reduce(Int128(0)) { $0 + $1.room }
      var next = 0
      var position = 0
      while position < ascending.count {
        let limit = ascending[position].size
        while next < beside.count, beside[next].largest < limit {
          room -= beside[next].room
          next += 1
        }
        let over = demand - room
        if over > 0 {
          let total = own + Int64((over + Int128(capacity) - 1) / Int128(capacity))
          if total > best { (best, found) = (total, (index, limit)) }
        }
        while position < ascending.count, ascending[position].size == limit {
          demand -= Int128(limit) * Int128(ascending[position].count)
          position += 1
        }
      }
    }
    return (best, found.map { witness(column: $0.column, limit: $0.limit) })
  }

  /// Members beside which no counted item lies fill their bins; all else counts by its size.
  private func witness(column: Int, limit: Int64) -> CoverWitness {
    let sizes = instance.columns[column].sizes
    let capacities = instance.columns[column].capacities
    let capacity = capacities.max() ?? 0
    let beside = largestBeside[column]
    return CoverWitness(supply: capacities.map { _ in capacity }) { [instance, clique, others] in
      var weights = ItemWeights(sizes.map { _ in 0 })
      for other in others where sizes[other] >= limit { weights.ofShape[other] = sizes[other] }
      for (position, member) in clique.enumerated() {
        if beside[position] < limit {
          weights.fill(member, of: instance, worth: capacity)
        } else {
          weights.ofShape[member] = sizes[member]
        }
      }
      return weights
    }
  }
}
