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
/// Conflicts and rows are marks of the labels (`LabelRules`), shared devices a state
/// (`DeviceStates`). Of rows it knows those that look at which items are present.
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

  private var rules = LabelRules()
  private var devices: DeviceStates
  /// What stands in for the states while they are in use.
  private let noDevices: DeviceStates
  private var dominance = MarkedDominance()

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
    devices = DeviceStates(knapsack)
    noDevices = devices
    labels = LabelLayer(resources: knapsack.resources)
    spare = LabelLayer(resources: knapsack.resources)
  }

  /// Takes over profits and makes the bounds.
  ///
  /// - Parameters:
  ///   - profits: What one copy of each item of the `PatternItems` is worth.
  ///   - weights: Those of the best surrogate, if they are known.
  ///   - available: The most copies of each of those items, where fewer than usual.
  ///   - rows: Rules that look at which items are present.
  ///   - tableEntries: About how many entries one table may have.
  ///   - isQuick: Whether to do without tables where a bin holds many items.
  func prepare(
    profits: [Int64], weights: [Double]? = nil, available: [Int]? = nil, rows: [PricedRow] = [],
    tableEntries: Int, isQuick: Bool = false
  ) {
    order = SearchOrder(
      knapsack, weights: weights, profits: profits, available: available, rows: rows)
    rules = LabelRules(order, of: knapsack, rows: rows)
    let values = order.profit.map { max(0, $0) }
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
        profits: values, sizes: sizes, most: order.most, buckets: buckets)
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
    let bound = linear.reduce(byTables) { bound, completion in
      var worth: Int64 = 0
      for (resource, amount) in knapsack.capacity.enumerated() {
        worth += completion.weights[resource] * amount
      }
      return min(bound, worth >> LinearCompletion.digits + completion.constants[0])
    }
    return bound + rules.potential
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
      dropDominated(place)
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
    labels.reset(1, tables: tableCount, words: rules.words)
    labels.value[0] = 0
    labels.bound[0] = rootBound
    labels.node[0] = -1
    labels.potential[0] = rules.potential
    labels.devices[0] = 0
    for word in 0..<rules.words { labels.marks[word] = 0 }
    var none: [Int32] = []
    devices.tidy(keeping: &none)
    for resource in 0..<knapsack.resources { labels.left[resource] = knapsack.capacity[resource] }
    for table in 0..<tableCount { labels.buckets[table] = Int32(tables[table].buckets) }
  }

  /// Ways to go on from the labels with some copies of one item: all numbers of copies, or some
  /// of them where they are many.
  private func grow(
    _ place: Int, above threshold: Int64, best: inout Int64, missed: inout Int64,
    found: inout [Found]
  ) {
    let item = LayerItem(order, place, sizes: tableSize, tables: tableCount)
    let limit = banned[order.items[place]] ? 0 : order.most[place]
    let bounds = SuffixBounds(
      place + 1, tables: tables[..<tableCount], linear: linear, resources: knapsack.resources)
    let (canForbid, hasRows) = (rules.canForbid(place), rules.hasRows(place))
    let words = rules.words
    let takesDevices = devices.matter(to: order.items[place])
    var children = self.children
    self.children = LabelChildren()
    children.clear()
    var highest = best
    let labels = labels
    let steps = Self.steps(upTo: Int(limit), and: hasRows ? rules.amounts(place) : [])
    // One run for each number of copies; two more for as many as fit where those are not all.
    for step in 0..<(steps.count < Int(limit) + 1 ? steps.count + 2 : steps.count) {
      let isFixed = step < steps.count
      work += labels.count
      for label in 0..<labels.count {
        let left = labels.left + label * item.width
        let marks = labels.marks + label * words
        var copies = isFixed ? steps[step] : limit
        if copies > 0, canForbid, rules.forbids(place, marks) { continue }
        if isFixed {
          guard item.fits(copies, left) else { continue }
        } else {
          copies = item.most(limit, left)
          guard copies > Self.allUpTo else { continue }
          missed = max(missed, labels.bound[label])
          copies -= Int32(step - steps.count)
          guard !steps.contains(copies) else { continue }
        }
        var value = labels.value[label] + item.profit * Int64(copies)
        var potential = labels.potential[label]
        if hasRows {
          let change = rules.change(place, copies, marks)
          value += change.gain
          potential += change.potential
        }
        let gain = bounds.gain(left, labels.buckets + label * tableCount, item, copies)
        let bound = min(labels.bound[label], value + gain + potential)
        guard bound > highest || copies > 0 && value > threshold else { continue }
        if takesDevices, copies > 0,
          devices.joined(labels.devices[label], order.items[place], copies) == nil
        {
          continue
        }
        if bound > highest {
          children.append(
            LabelChild(
              value: value, bound: bound,
              left: item.width > 0 ? left[0] - item.demand[0] * Int64(copies) : 0,
              other: item.width > 1 ? left[1] - item.demand[1] * Int64(copies) : 0,
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
      children.endRun(isSorted: isFixed)
    }
    best = highest
    self.children = children
  }

  /// Drops children beside which another is as good.
  private func dropDominated(_ place: Int) {
    guard knapsack.resources <= 2 else { return }
    guard rules.words > 0 || !knapsack.racks.isEmpty else {
      children.dropDominated()
      return
    }
    let takesDevices = devices.matter(to: order.items[place])
    var (dominance, devices) = (dominance, devices)
    (self.dominance, self.devices) = (MarkedDominance(), noDevices)
    dominance.begin(words: rules.words)
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: rules.words + 1) { marks in
      guard let marks = marks.baseAddress else { return }
      children.keep { child in
        let parent = Int(child.parent)
        rules.mark(place, child.copies, labels.marks + parent * rules.words, into: marks)
        var state = labels.devices[parent]
        if takesDevices, child.copies > 0 {
          state = devices.joined(state, order.items[place], child.copies) ?? state
        }
        return dominance.admits(
          other: child.other, value: child.value, marks: marks, devices: state)
      }
    }
    (self.dominance, self.devices) = (dominance, devices)
  }

  /// Up to how many copies of an item every number is tried.
  private static let allUpTo: Int32 = 4

  /// The numbers of copies to try: all where they are few, else ever fewer and some that matter.
  private static func steps(upTo limit: Int, and amounts: [Int32]) -> [Int32] {
    var steps = (0...min(Int32(clamping: limit), allUpTo)).map { $0 }
    var next = allUpTo + allUpTo / 2
    while Int(next) <= limit {
      steps.append(next)
      next = next.nonzeroBitCount == 1 ? next + next / 2 : next + next / 3
    }
    for amount in amounts where amount <= limit && !steps.contains(amount) {
      steps.append(amount)
    }
    return steps
  }

  /// Makes the children the labels of the next layer.
  private func advance(_ place: Int) {
    let (resources, tableCount) = (knapsack.resources, tableCount)
    let (old, new) = (labels, spare)
    let sizes = Array(tableSize[place * tableCount..<(place + 1) * tableCount])
    let demand = Array(order.demand[place * resources..<(place + 1) * resources])
    let takesDevices = devices.matter(to: order.items[place])
    let (words, hasRows) = (rules.words, rules.hasRows(place))
    new.reset(children.count, tables: tableCount, words: words)
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
      let marks = old.marks + parent * words
      if words > 0 { rules.mark(place, child.copies, marks, into: new.marks + index * words) }
      new.potential[index] =
        old.potential[parent]
        + (hasRows ? rules.change(place, child.copies, marks).potential : 0)
      new.devices[index] = old.devices[parent]
      if takesDevices, child.copies > 0,
        let state = devices.joined(old.devices[parent], order.items[place], child.copies)
      {
        new.devices[index] = state
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
