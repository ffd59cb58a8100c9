// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

/// Finds the best packing of a tiny problem by trying everything, as a reference for the rest.
///
/// It reads the problem's accessors and uses no other code of the library. Every rule counts:
/// sizes, existing load, devices, availability, compatibility, limits per bin, conflicts and
/// spread rules, the latter over at most 16 domains in all.
///
/// - Complexity: Up to O(4^items × availabilities × bin types); meant for at most nine items.
public struct ExhaustiveSearch {
  /// What comes first once as few items as possible are unplaced.
  public enum Objective: Sendable, CaseIterable {
    /// The least cost, then the fewest bins.
    case cost
    /// The fewest bins, then the least cost.
    case bins
  }

  /// The best there is.
  public struct Optimum: Sendable, Hashable {
    /// How many items lie in no bin.
    public var unplaced: Int
    /// What the bins cost.
    public var cost: Int64
    /// How many bins are used.
    public var bins: Int
    /// A packing with these figures.
    public var packing: Packing
  }

  /// The optimum of a problem of at most nine items.
  public static func optimum(
    of problem: PackingProblem, objective: Objective = .cost
  ) -> Optimum {
    precondition(problem.itemCount <= 9, "an exhaustive search takes at most nine items")
    var search = ExhaustiveSearch(problem, objective: objective)
    return search.run()
  }

  private struct Value {
    var unplaced: Int32
    var cost: Int64
    var bins: Int32
    var choice: Int32
  }

  private struct Pattern {
    let type: Int
    let fields: UInt64
    let code: Int
    /// What it adds to the domains of spread rules, four bits each.
    let linked: UInt64
  }

  /// What is left to decide in a problem with spread rules.
  private struct LinkedState: Hashable {
    let slot: Int
    let linked: UInt64
  }

  private static let unknown = Value(unplaced: -1, cost: 0, bins: 0, choice: -1)
  private let problem: PackingProblem
  private let objective: Objective
  private let highBits: UInt64
  private let codeStrides: [Int]
  private let stateCount: Int
  private let availableStrides: [Int]
  private let availableLimits: [Int?]
  private var patternsByFirstShape: [[Pattern]]
  private var memo: [Value]
  private var linkedMemo: [LinkedState: Value] = [:]
  private let cells: SpreadCells

  private init(_ problem: PackingProblem, objective: Objective) {
    self.problem = problem
    self.objective = objective
    var high: UInt64 = 0
    var strides: [Int] = []
    var states = 1
    for shape in problem.shapes {
      high |= 16 << (5 * UInt64(shape))
      strides.append(states)
      states *= problem.count(of: shape) + 1
    }
    highBits = high
    codeStrides = strides
    stateCount = states
    var combinations = 1
    var typeStrides: [Int] = []
    var limits: [Int?] = []
    for type in problem.binTypes {
      let limit = type.available.flatMap { $0 < problem.itemCount ? $0 : nil }
      typeStrides.append(combinations)
      limits.append(limit)
      combinations *= (limit ?? 0) + 1
    }
    availableStrides = typeStrides
    availableLimits = limits
    memo = Array(
      repeating: Self.unknown, count: problem.hasLinkingRules ? 0 : states * combinations)
    cells = SpreadCells(problem)
    patternsByFirstShape = Array(repeating: [], count: problem.shapeCount)
    for type in problem.binTypes.indices where problem.binTypes[type].available != 0 {
      collectPatterns(of: type)
    }
  }

  private mutating func collectPatterns(of type: Int) {
    var counts = Array(repeating: 0, count: problem.shapeCount)
    func step() -> Bool {
      for shape in counts.indices {
        counts[shape] += 1
        if counts[shape] <= problem.count(of: shape) { return true }
        counts[shape] = 0
      }
      return false
    }
    while step() {
      guard let first = counts.firstIndex(where: { $0 > 0 }), isFeasible(counts, in: type) else {
        continue
      }
      var fields: UInt64 = 0
      var code = 0
      for shape in counts.indices {
        fields |= UInt64(counts[shape]) << (5 * UInt64(shape))
        code += counts[shape] * codeStrides[shape]
      }
      patternsByFirstShape[first].append(
        Pattern(
          type: type, fields: fields, code: code, linked: cells.added(by: counts, in: type)))
    }
  }

  private func isFeasible(_ counts: [Int], in type: Int) -> Bool {
    Self.allows(counts, in: type, of: problem)
  }

  /// Whether one bin of a type may hold so many items of each shape.
  public static func allows(
    _ counts: [Int], in type: Int, of problem: PackingProblem
  ) -> Bool {
    let bin = problem.binTypes[type]
    let held = counts.indices.filter { counts[$0] > 0 }
    for shape in held {
      guard problem.isCompatible(shape, with: type) else { return false }
      if let limit = problem.perBinLimit(of: shape), counts[shape] > limit { return false }
      for other in problem.conflicts(of: shape) where counts[Int(other)] > 0 { return false }
    }
    for resource in problem.resources.indices {
      let needs = held.flatMap {
        Array(repeating: problem.demand(of: $0, in: resource), count: counts[$0])
      }
      let free = bin.capacity[resource] - bin.load[resource]
      guard needs.reduce(0, +) <= free else { return false }
      if let unit = problem.resources[resource].deviceUnit {
        let whole = needs.filter { $0 >= unit }.reduce(0, +)
        let devices = Array(repeating: unit, count: Int((free - whole) / unit))
        guard lie(needs.filter { $0 > 0 && $0 < unit }[...], in: devices) else { return false }
      }
    }
    return true
  }

  /// Whether shares can be laid into single devices, by trying every device for each.
  private static func lie(_ shares: ArraySlice<Int64>, in devices: [Int64]) -> Bool {
    guard let share = shares.first else { return true }
    for index in devices.indices
    where devices[index] >= share && !devices[..<index].contains(devices[index]) {
      var rest = devices
      rest[index] -= share
      if lie(shares.dropFirst(), in: rest) { return true }
    }
    return false
  }

  private mutating func run() -> Optimum {
    var fields: UInt64 = 0
    for shape in problem.shapes {
      fields |= UInt64(problem.count(of: shape)) << (5 * UInt64(shape))
    }
    var available = 0
    for type in availableLimits.indices {
      available += (availableLimits[type] ?? 0) * availableStrides[type]
    }
    let best = value(fields: fields, code: stateCount - 1, available: available, linked: 0)
    return Optimum(
      unplaced: Int(best.unplaced), cost: best.cost, bins: Int(best.bins),
      packing: packing(fields: fields, code: stateCount - 1, available: available))
  }

  private func isAvailable(_ type: Int, in available: Int) -> Bool {
    guard let limit = availableLimits[type] else { return true }
    return available / availableStrides[type] % (limit + 1) > 0
  }

  private func afterUse(of type: Int, in available: Int) -> Int {
    availableLimits[type] == nil ? available : available - availableStrides[type]
  }

  private func known(_ slot: Int, _ linked: UInt64) -> Value? {
    if memo.isEmpty { return linkedMemo[LinkedState(slot: slot, linked: linked)] }
    return memo[slot].unplaced >= 0 ? memo[slot] : nil
  }

  private mutating func value(
    fields: UInt64, code: Int, available: Int, linked: UInt64
  ) -> Value {
    if code == 0 {
      // What breaks a rule is worse than leaving everything out.
      return Value(
        unplaced: cells.areBalanced(linked) ? 0 : 1_000, cost: 0, bins: 0, choice: -1)
    }
    let slot = available * stateCount + code
    if let known = known(slot, linked) { return known }
    let first = fields.trailingZeroBitCount / 5
    var best = value(
      fields: fields - 1 << (5 * UInt64(first)), code: code - codeStrides[first],
      available: available, linked: linked)
    best.unplaced += 1
    best.choice = -1
    for index in patternsByFirstShape[first].indices {
      let pattern = patternsByFirstShape[first][index]
      guard ((fields | highBits) - pattern.fields) & highBits == highBits,
        isAvailable(pattern.type, in: available)
      else { continue }
      var candidate = value(
        fields: fields - pattern.fields, code: code - pattern.code,
        available: afterUse(of: pattern.type, in: available), linked: linked + pattern.linked)
      candidate.cost += problem.binTypes[pattern.type].cost
      candidate.bins += 1
      candidate.choice = Int32(index)
      if isBetter(candidate, than: best) { best = candidate }
    }
    if memo.isEmpty {
      linkedMemo[LinkedState(slot: slot, linked: linked)] = best
    } else {
      memo[slot] = best
    }
    return best
  }

  private func isBetter(_ left: Value, than right: Value) -> Bool {
    switch objective {
    case .cost:
      (left.unplaced, left.cost, left.bins) < (right.unplaced, right.cost, right.bins)
    case .bins:
      (left.unplaced, left.bins, left.cost) < (right.unplaced, right.bins, right.cost)
    }
  }

  private func packing(fields: UInt64, code: Int, available: Int) -> Packing {
    var (fields, code, available, linked) = (fields, code, available, UInt64(0))
    var builder = Packing.Builder()
    while code > 0 {
      let first = fields.trailingZeroBitCount / 5
      let choice = known(available * stateCount + code, linked)?.choice ?? -1
      if choice < 0 {
        fields -= 1 << (5 * UInt64(first))
        code -= codeStrides[first]
        continue
      }
      let pattern = patternsByFirstShape[first][Int(choice)]
      let contents = problem.shapes.compactMap { shape in
        let count = Int(pattern.fields >> (5 * UInt64(shape)) & 31)
        return count > 0 ? ShapeCount(shape: shape, count: count) : nil
      }
      builder.add(binType: pattern.type, contents: contents)
      fields -= pattern.fields
      code -= pattern.code
      available = afterUse(of: pattern.type, in: available)
      linked += pattern.linked
    }
    return builder.build(for: problem)
  }
}
