// SPDX-License-Identifier: Apache-2.0

/// Pricing by labels: all partial patterns are grown together, item by item in search order, and
/// only the most promising are kept.
///
/// A label is a partial pattern with its value and what it leaves of each resource. What it can
/// still gain is bounded by `LayeredTable`s; labels whose bound is not above the best pattern
/// are dropped, and so are those beside which another leaves as much and is worth as much. Where
/// more are left than the width allows, those with the highest bounds go on (beam search); the
/// highest bound of the others stays a bound on what was missed. Unlike a depth-first search it
/// finds good patterns soon where a bin holds many items and all are worth their size.
///
/// Only for knapsacks without conflicts, devices and rows.
final class LabelSearch {
  /// What a search ends with.
  struct Result {
    /// No pattern is worth more, or more than the threshold where that is higher.
    var upperBound: Int64
    /// Whether labels were dropped that could have led to more.
    var isCut: Bool
    /// The patterns worth more than the threshold, the best first: copies by item.
    var patterns: [(value: Int64, copies: [(item: Int, count: Int)])]
  }

  let knapsack: PatternKnapsack
  private var tables: [LayeredTable] = []
  private var tableCount = 0
  private var linear: [LinearCompletion] = []
  private var order = SearchOrder()
  /// Row-major over tables.
  private var tableSize: [Int32] = []

  /// By position in the knapsack.
  private var banned: [Bool] = []

  private var labels: LabelLayer
  private var spare: LabelLayer
  private var children = LabelChildren()
  /// How many labels were looked at since profits were taken over.
  private(set) var work = 0
  /// The choices that labels are made of, each with the one before.
  private var nodes: [Node] = []

  private struct Node {
    var before: Int32
    var place: Int32
    var copies: Int32
  }

  private struct Found {
    var value: Int64
    var node: Node
  }

  init(_ knapsack: PatternKnapsack) {
    self.knapsack = knapsack
    labels = LabelLayer(resources: knapsack.resources)
    spare = LabelLayer(resources: knapsack.resources)
  }

  /// Takes over profits and makes the bounds.
  ///
  /// - Parameters:
  ///   - profits: What one copy of each item of the `PatternItems` is worth.
  ///   - weights: Those of the best surrogate, if they are known.
  ///   - available: The most copies of each of those items, where fewer than usual.
  ///   - tableEntries: About how many entries one table may have.
  ///   - isQuick: Whether to do without tables where a bin holds many items.
  func prepare(
    profits: [Int64], weights: [Double]? = nil, available: [Int]? = nil, tableEntries: Int,
    isQuick: Bool = false
  ) {
    order = SearchOrder(
      knapsack, weights: weights, profits: profits, available: available)
    banned = Array(repeating: false, count: knapsack.count)
    work = 0
    let count = order.count
    linear = order.surrogates.map {
      LinearCompletion(order, surrogate: $0, capacity: knapsack.capacity)
    }
    let isLinear = !linear.isEmpty && isQuick && order.isOfMany
    tableCount = isLinear ? 0 : order.relaxations
    while tables.count < tableCount { tables.append(LayeredTable()) }
    tableSize = Array(repeating: 0, count: count * tableCount)
    for index in 0..<tableCount {
      let (sizes, buckets) = order.buckets(
        of: index, in: knapsack, largest: max(64, tableEntries / (count + 1)))
      tables[index].fill(
        profits: order.profit, sizes: sizes, most: order.most, buckets: buckets)
      for item in 0..<count { tableSize[item * tableCount + index] = sizes[item] }
    }
  }

  /// Takes items out of the next searches, by their positions in the `PatternItems`.
  func ban(_ items: some Sequence<(item: Int, count: Int)>) {
    let set = Set(items.map { $0.item })
    for index in 0..<knapsack.count where set.contains(knapsack.items[index]) {
      banned[index] = true
    }
  }

  /// A bound on the value of any pattern that needs no search.
  var rootBound: Int64 {
    guard order.count > 0 else { return 0 }
    let byTables = (0..<tableCount).reduce(Int64.max) {
      min($0, tables[$1].layer(0)[tables[$1].buckets])
    }
    return linear.reduce(byTables) { bound, completion in
      var worth: Int64 = 0
      for (resource, amount) in knapsack.capacity.enumerated() {
        worth += completion.weights[resource] * amount
      }
      return min(bound, worth >> LinearCompletion.digits + completion.constants[0])
    }
  }

  /// Looks for the patterns worth more than a threshold.
  ///
  /// - Parameters:
  ///   - threshold: Patterns worth no more do not count; at least 0.
  ///   - width: How many labels of a layer go on.
  ///   - shouldStop: Asked in every layer; true ends the search.
  /// - Returns: What it found, and what no pattern is worth more than.
  func run(
    above threshold: Int64, width: Int, shouldStop: () -> Bool = { false }
  ) -> Result {
    guard rootBound > threshold else {
      return Result(upperBound: threshold, isCut: false, patterns: [])
    }
    var best = threshold
    var missed = threshold
    var found: [Found] = []
    nodes.removeAll(keepingCapacity: true)
    start()
    for place in 0..<order.count {
      if shouldStop() {
        missed = max(missed, rootBound)
        break
      }
      grow(place, above: threshold, best: &best, missed: &missed, found: &found)
      children.merge(above: best)
      if knapsack.resources <= 2 { children.dropDominated() }
      missed = max(missed, children.narrow(to: width, above: best))
      advance(place)
      if labels.count == 0 { break }
      if found.count > 4_096 { trim(&found) }
    }
    trim(&found)
    return Result(
      upperBound: max(best, missed), isCut: missed > best,
      patterns: found.map { ($0.value, copies($0.node)) })
  }

  /// The label of the empty pattern.
  private func start() {
    labels.reset(1, tables: tableCount)
    labels.value[0] = 0
    labels.bound[0] = rootBound
    labels.node[0] = -1
    for resource in 0..<knapsack.resources { labels.left[resource] = knapsack.capacity[resource] }
    for table in 0..<tableCount { labels.buckets[table] = Int32(tables[table].buckets) }
  }

  /// Ways to go on from the labels with some copies of one item: all numbers of copies, or some
  /// of them where they are many.
  private func grow(
    _ place: Int, above threshold: Int64, best: inout Int64, missed: inout Int64,
    found: inout [Found]
  ) {
    let (resources, tableCount) = (knapsack.resources, tableCount)
    let profit = order.profit[place]
    let limit = banned[order.items[place]] ? 0 : order.most[place]
    let layers = (0..<tableCount).map { tables[$0].layer(place + 1) }
    let sizes = Array(tableSize[place * tableCount..<(place + 1) * tableCount])
    let demand = Array(order.demand[place * resources..<(place + 1) * resources])
    let linearCount = linear.count
    let weights = linear.flatMap { $0.weights[(place + 1) * resources..<(place + 2) * resources] }
    let constants = linear.map { $0.constants[place + 1] }
    var children = self.children
    self.children = LabelChildren()
    children.clear()
    var highest = best
    let labels = labels
    let (allLeft, allBuckets) = (labels.left, labels.buckets)
    let steps = Self.steps(upTo: Int(limit))
    // One run for each number of copies; two more for as many as fit where those are not all.
    for step in 0..<(steps.count < Int(limit) + 1 ? steps.count + 2 : steps.count) {
      work += labels.count
      label: for label in 0..<labels.count {
        let left = allLeft + label * resources
        var copies: Int32
        if step < steps.count {
          copies = steps[step]
        } else {
          copies = limit
          for resource in 0..<resources where demand[resource] > 0 {
            copies = min(copies, Int32(clamping: left[resource] / demand[resource]))
          }
          copies -= Int32(step - steps.count)
          guard copies > Self.allUpTo, !steps.contains(copies) else { continue }
          missed = max(missed, labels.bound[label])
        }
        var resource = 0
        while resource < resources {
          if demand[resource] * Int64(copies) > left[resource] { continue label }
          resource += 1
        }
        var gain = Int64.max
        var index = 0
        while index < linearCount {
          var worth: Int64 = 0
          resource = 0
          while resource < resources {
            worth +=
              weights[index * resources + resource]
              * (left[resource] - demand[resource] * Int64(copies))
            resource += 1
          }
          gain = min(gain, worth >> LinearCompletion.digits + constants[index])
          index += 1
        }
        let buckets = allBuckets + label * tableCount
        index = 0
        while index < tableCount {
          gain = min(gain, layers[index][Int(buckets[index] - copies * sizes[index])])
          index += 1
        }
        let value = labels.value[label] + profit * Int64(copies)
        if value + gain > highest {
          children.append(
            LabelChild(
              value: value, bound: value + gain,
              left: resources > 0 ? left[0] - demand[0] * Int64(copies) : 0,
              other: resources > 1 ? left[1] - demand[1] * Int64(copies) : 0,
              parent: Int32(label), copies: copies))
        }
        if copies > 0, value > threshold {
          highest = max(highest, value)
          found.append(
            Found(
              value: value,
              node: Node(before: labels.node[label], place: Int32(place), copies: copies)))
        }
      }
      children.endRun(isSorted: step < steps.count)
    }
    best = highest
    self.children = children
  }

  /// Up to how many copies of an item every number is tried.
  private static let allUpTo: Int32 = 4

  /// The numbers of copies to try: all where they are few, else ever fewer.
  private static func steps(upTo limit: Int) -> [Int32] {
    var steps = (0...min(Int32(clamping: limit), allUpTo)).map { $0 }
    var next = allUpTo + allUpTo / 2
    while Int(next) <= limit {
      steps.append(next)
      next = next.nonzeroBitCount == 1 ? next + next / 2 : next + next / 3
    }
    return steps
  }

  /// Makes the children the labels of the next layer.
  private func advance(_ place: Int) {
    let (resources, tableCount) = (knapsack.resources, tableCount)
    let (old, new) = (labels, spare)
    let sizes = Array(tableSize[place * tableCount..<(place + 1) * tableCount])
    let demand = Array(order.demand[place * resources..<(place + 1) * resources])
    new.reset(children.count, tables: tableCount)
    var nodes = nodes
    self.nodes = []
    for (index, child) in children.list.enumerated() {
      let parent = Int(child.parent)
      new.value[index] = child.value
      new.bound[index] = child.bound
      if child.copies == 0 {
        new.node[index] = old.node[parent]
      } else {
        new.node[index] = Int32(nodes.count)
        nodes.append(
          Node(before: old.node[parent], place: Int32(place), copies: child.copies))
      }
      for resource in 0..<resources {
        new.left[index * resources + resource] =
          old.left[parent * resources + resource] - demand[resource] * Int64(child.copies)
      }
      for table in 0..<tableCount {
        new.buckets[index * tableCount + table] =
          old.buckets[parent * tableCount + table] - sizes[table] * child.copies
      }
    }
    self.nodes = nodes
    swap(&labels, &spare)
  }

  /// Keeps the best patterns found.
  private func trim(_ found: inout [Found]) {
    found.sort {
      if $0.value != $1.value { return $0.value > $1.value }
      if $0.node.place != $1.node.place { return $0.node.place < $1.node.place }
      if $0.node.before != $1.node.before { return $0.node.before < $1.node.before }
      return $0.node.copies < $1.node.copies
    }
    if found.count > Self.mostFound { found.removeSubrange(Self.mostFound...) }
  }

  private static let mostFound = 256

  private func copies(_ last: Node) -> [(item: Int, count: Int)] {
    var copies: [(item: Int, count: Int)] = []
    var node = last
    while true {
      copies.append((knapsack.items[order.items[Int(node.place)]], Int(node.copies)))
      if node.before < 0 { break }
      node = nodes[Int(node.before)]
    }
    return copies
  }
}

extension LabelSearch.Result {
  /// Some of the patterns, the best first, a third of each of which are items that those
  /// before it have not.
  func complementary(_ most: Int) -> [[(item: Int, count: Int)]] {
    var chosen: [[(item: Int, count: Int)]] = []
    var used: [Int: Int] = [:]
    for pattern in patterns where chosen.count < most {
      var (all, fresh) = (0, 0)
      for entry in pattern.copies {
        all += entry.count
        fresh += max(0, entry.count - (used[entry.item] ?? 0))
      }
      guard chosen.count < 2 || 3 * fresh >= all else { continue }
      chosen.append(pattern.copies)
      for entry in pattern.copies { used[entry.item] = max(used[entry.item] ?? 0, entry.count) }
    }
    return chosen
  }
}
