// SPDX-License-Identifier: Apache-2.0

/// A random open bin among all that have room, each as likely as the others.
///
/// The first item of a run of identical items collects the bins with room from the index; from
/// the second on they lie in a tree of weights, and only the bin that changed is looked at again.
struct RandomFitSelector: BinSelector {
  private var random: SeededGenerator
  private var index: OrderedBinIndex?
  private var lastShape = -1
  /// For each group how many bins with room for `lastShape` it has, once that is known.
  private var weights: WeightTree?
  private var candidates: [Int32] = []

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
  }

  mutating func select(_ shape: Int, in bins: OpenBins) -> Int? {
    guard bins.groupCount > 0 else { return nil }
    guard shape == lastShape else {
      lastShape = shape
      weights = nil
      return drawAnew(shape, in: bins)
    }
    if weights == nil { weights = weigh(shape, in: bins) }
    guard let weights, weights.total > 0 else { return nil }
    return weights.element(at: random.below(weights.total))
  }

  func batch(of shape: Int, left: Int, room: Int, group: Int, in bins: OpenBins) -> (
    copies: Int, bins: Int
  ) {
    (1, 1)
  }

  mutating func didChange(_ group: Int, in bins: OpenBins) {
    if index == nil { index = OrderedBinIndex(layout: bins.layout) }
    bins.withFreeColumns(of: group) {
      index?.set(group, key: 0, position: bins.positions[group], free: $0)
    }
    guard weights != nil else { return }
    let hasRoom = bins.room(in: group, for: lastShape) > 0
    weights?.set(group, to: hasRoom ? Int(bins.counts[group]) : 0)
  }

  private mutating func drawAnew(_ shape: Int, in bins: OpenBins) -> Int? {
    // Drawing bins until one has room is uniform over those that do; after some misses it is
    // cheaper to collect them, and draws from the same distribution.
    if bins.groupCount == bins.binCount {
      for _ in 0..<4 {
        let group = random.below(bins.groupCount)
        if bins.room(in: group, for: shape) > 0 { return group }
      }
    }
    collect(shape, in: bins)
    let total = candidates.reduce(0) { $0 + Int(bins.counts[Int($1)]) }
    guard total > 0 else { return nil }
    var left = random.below(total)
    for group in candidates {
      left -= Int(bins.counts[Int(group)])
      if left < 0 { return Int(group) }
    }
    return nil
  }

  private mutating func weigh(_ shape: Int, in bins: OpenBins) -> WeightTree {
    collect(shape, in: bins)
    var counts = Array(repeating: 0, count: bins.groupCount)
    for group in candidates { counts[Int(group)] = Int(bins.counts[Int(group)]) }
    return WeightTree(counts)
  }

  /// Collects the groups with room for a shape.
  private mutating func collect(_ shape: Int, in bins: OpenBins) {
    candidates.removeAll(keepingCapacity: true)
    let columns = bins.layout.columns
    bins.layout.demands.withUnsafeBufferPointer { demands in
      guard let base = demands.baseAddress else { return }
      index?.forEach(covering: base + shape * columns) { candidates.append($0) }
    }
    if bins.isConstrained { candidates.removeAll { bins.room(in: Int($0), for: shape) == 0 } }
  }
}

/// Weights that can be changed and summed up to any place in logarithmic time.
///
/// Fenwick, "A new data structure for cumulative frequency tables", 1994.
struct WeightTree: Sendable {
  private var weights: [Int]
  /// At `i`, the sum of the weights of the elements from `i - lowest bit of i` to `i - 1`.
  private var sums: [Int]
  private(set) var total: Int

  init(_ weights: [Int]) {
    self.weights = weights
    sums = [0] + weights
    total = weights.reduce(0, +)
    for node in sums.indices.dropFirst() {
      let parent = node + (node & -node)
      if parent < sums.count { sums[parent] += sums[node] }
    }
  }

  /// Sets the weight of an element, which may be the one behind the last.
  mutating func set(_ element: Int, to weight: Int) {
    while weights.count <= element { append() }
    let change = weight - weights[element]
    guard change != 0 else { return }
    weights[element] = weight
    total += change
    var node = element + 1
    while node < sums.count {
      sums[node] += change
      node += node & -node
    }
  }

  /// The element whose weight covers an offset from zero up to but not including the total.
  func element(at offset: Int) -> Int {
    var node = 0
    var left = offset
    var step = 1 << (Int.bitWidth - 1 - weights.count.leadingZeroBitCount)
    while step > 0 {
      let next = node + step
      if next < sums.count, sums[next] <= left {
        node = next
        left -= sums[next]
      }
      step >>= 1
    }
    return node
  }

  private mutating func append() {
    weights.append(0)
    let node = weights.count
    var sum = 0
    var child = node - 1
    while child > node - (node & -node) {
      sum += sums[child]
      child -= child & -child
    }
    sums.append(sum)
  }
}
