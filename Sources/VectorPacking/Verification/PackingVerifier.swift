// SPDX-License-Identifier: Apache-2.0

/// Checks packings from scratch.
///
/// It shares no code with any strategy or solver: it reads the problem and the packing, adds
/// everything up again, and lists each rule that is broken.
public struct PackingVerifier: Sendable {
  private let problem: PackingProblem

  /// Creates a verifier of one problem's packings.
  public init(_ problem: PackingProblem) {
    self.problem = problem
  }

  /// Every rule the packing breaks, and the bound if it claims too much; empty when all is well.
  ///
  /// A bound is compared only with a packing that leaves no placeable item out.
  ///
  /// - Complexity: O(entries × resources), and exponential in the shared devices of one bin at
  ///   worst.
  public func violations(in packing: Packing, bound: LowerBound? = nil) -> [Violation] {
    var found: [Violation] = []
    var placed = Array(repeating: Int64(0), count: problem.shapeCount)
    var usedBins = Array(repeating: Int64(0), count: problem.binTypes.count)
    var bins: Int64 = 0
    var cost: Int64 = 0
    for (position, pattern) in packing.patterns.enumerated() {
      if let reason = malformation(of: pattern) {
        found.append(.malformed(pattern: position, reason: reason))
        continue
      }
      bins += Int64(pattern.count)
      cost += Int64(pattern.count) * problem.binTypes[pattern.binType].cost
      usedBins[pattern.binType] += Int64(pattern.count)
      for entry in pattern.contents {
        placed[entry.shape] += Int64(entry.count) * Int64(pattern.count)
      }
      found += sizes(of: pattern, at: position) + rules(of: pattern, at: position)
    }
    found += counts(placed: placed, in: packing)
    for (index, binType) in problem.binTypes.enumerated() {
      if let available = binType.available, usedBins[index] > Int64(available) {
        found.append(
          .availability(binType: index, used: usedBins[index], available: available))
      }
    }
    found += spreads(in: packing)
    if bins != Int64(packing.binCount) {
      found.append(.binCount(stated: packing.binCount, found: bins))
    }
    if cost != packing.cost { found.append(.cost(stated: packing.cost, found: cost)) }
    if let bound, placesAllPlaceable(packing) {
      if bound.cost > cost {
        found.append(.bound(method: bound.method, bound: bound.cost, found: cost))
      } else if bound.bins > bins {
        found.append(.bound(method: bound.method, bound: Int64(bound.bins), found: bins))
      }
    }
    return found
  }

  /// Whether every item that fits into some bin type lies in a bin.
  ///
  /// An item counts as fitting though a spread rule may keep it out.
  public func placesAllPlaceable(_ packing: Packing) -> Bool {
    packing.unplaced.allSatisfy { entry in
      !problem.binTypes.indices.contains { binType in
        problem.binTypes[binType].available != 0 && fits(entry.shape, binType)
      }
    }
  }

  private func malformation(of pattern: Packing.Pattern) -> String? {
    guard problem.binTypes.indices.contains(pattern.binType) else {
      return "there is no bin type \(pattern.binType)"
    }
    guard pattern.count > 0 else { return "it stands for \(pattern.count) bins" }
    guard !pattern.contents.isEmpty else { return "it holds nothing" }
    var previous = -1
    for entry in pattern.contents {
      guard problem.shapes.contains(entry.shape) else { return "there is no shape \(entry.shape)" }
      guard entry.count > 0 else { return "it holds \(entry.count) of shape \(entry.shape)" }
      guard entry.shape > previous else { return "its shapes are not in ascending order" }
      previous = entry.shape
    }
    return nil
  }

  private func sizes(of pattern: Packing.Pattern, at position: Int) -> [Violation] {
    let bin = problem.binTypes[pattern.binType]
    var found: [Violation] = []
    for (index, resource) in problem.resources.enumerated() {
      var used = bin.load[index]
      for entry in pattern.contents {
        let (amount, overflow) = problem.demand(of: entry.shape, in: index)
          .multipliedReportingOverflow(by: Int64(entry.count))
        let (sum, carried) = used.addingReportingOverflow(amount)
        used = overflow || carried ? .max : sum
      }
      if used > bin.capacity[index] {
        found.append(
          .capacity(
            pattern: position, resource: index, used: used, capacity: bin.capacity[index]))
      } else if let unit = resource.deviceUnit,
        !sharesFit(pattern, resource: index, unit: unit)
      {
        found.append(.devices(pattern: position, resource: index))
      }
    }
    return found
  }

  private func rules(of pattern: Packing.Pattern, at position: Int) -> [Violation] {
    var found: [Violation] = []
    for entry in pattern.contents {
      if !problem.isCompatible(entry.shape, with: pattern.binType) {
        found.append(.compatibility(pattern: position, shape: entry.shape))
      }
      if let limit = problem.perBinLimit(of: entry.shape), entry.count > limit {
        found.append(
          .perBinLimit(
            pattern: position, shape: entry.shape, found: entry.count, limit: limit))
      }
      for other in problem.conflicts(of: entry.shape) where other > entry.rawShape {
        if pattern.contents.contains(where: { $0.rawShape == other }) {
          found.append(
            .conflict(pattern: position, first: entry.shape, second: Int(other)))
        }
      }
    }
    return found
  }

  private func counts(placed: [Int64], in packing: Packing) -> [Violation] {
    var left = Array(repeating: Int64(0), count: problem.shapeCount)
    var found: [Violation] = []
    for entry in packing.unplaced {
      guard problem.shapes.contains(entry.shape), entry.count > 0 else {
        found.append(.malformed(pattern: -1, reason: "an unplaced entry makes no sense"))
        continue
      }
      left[entry.shape] += Int64(entry.count)
    }
    for shape in problem.shapes {
      let expected = Int64(problem.count(of: shape))
      if placed[shape] + left[shape] != expected {
        found.append(
          .count(
            shape: shape, placed: placed[shape], unplaced: left[shape], expected: expected))
      }
    }
    return found
  }

  /// The spread rules that are broken, each with the first of its fullest and emptiest domains.
  private func spreads(in packing: Packing) -> [Violation] {
    var found: [Violation] = []
    for (index, rule) in problem.spreadRules.enumerated() {
      var held: [Int: Int64] = [:]
      var isCounted = Array(repeating: false, count: problem.shapeCount)
      for shape in rule.shapes { isCounted[shape] = true }
      for (binType, domain) in rule.domainOfBinType.enumerated() {
        guard let domain, problem.binTypes[binType].available != 0 else { continue }
        if rule.shapes.contains(where: { fits($0, binType) }) { held[domain] = 0 }
      }
      for pattern in packing.patterns where malformation(of: pattern) == nil {
        guard let domain = rule.domainOfBinType[pattern.binType] else { continue }
        for entry in pattern.contents where isCounted[entry.shape] {
          held[domain, default: 0] += Int64(entry.count) * Int64(pattern.count)
        }
      }
      let ranked = held.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
      guard let least = ranked.first, let last = ranked.last,
        let most = ranked.first(where: { $0.value == last.value }),
        most.value - least.value > Int64(rule.maxSkew)
      else { continue }
      found.append(
        .spread(
          rule: index, fullest: most.key, most: most.value, emptiest: least.key,
          least: least.value, maxSkew: rule.maxSkew))
    }
    return found
  }

  /// Whether an item of a shape may use bins of a type and is not too large for an empty one.
  private func fits(_ shape: Int, _ binType: Int) -> Bool {
    let bin = problem.binTypes[binType]
    return problem.isCompatible(shape, with: binType)
      && problem.resources.indices.allSatisfy {
        problem.demand(of: shape, in: $0) <= bin.capacity[$0] - bin.load[$0]
      }
  }

  /// Whether the shares in a pattern fit into single devices beside the whole devices taken.
  private func sharesFit(_ pattern: Packing.Pattern, resource: Int, unit: Int64) -> Bool {
    let bin = problem.binTypes[pattern.binType]
    var devices = (bin.capacity[resource] - bin.load[resource]) / unit
    var shares: [Int64] = []
    for entry in pattern.contents {
      let need = problem.demand(of: entry.shape, in: resource)
      if need >= unit {
        devices -= need / unit * Int64(entry.count)
      } else if need > 0 {
        shares += Array(repeating: need, count: entry.count)
      }
    }
    guard devices >= 0 else { return false }
    return assign(
      shares.sorted(by: >)[...], to: Array(repeating: unit, count: min(Int(devices), shares.count)))
  }

  /// Whether the shares, largest first, can be laid into devices with these amounts free.
  private func assign(_ shares: ArraySlice<Int64>, to free: [Int64]) -> Bool {
    guard let share = shares.first else { return true }
    guard shares.reduce(0, +) <= free.reduce(0, +) else { return false }
    var tried: Set<Int64> = []
    for device in free.indices where free[device] >= share && tried.insert(free[device]).inserted {
      var rest = free
      rest[device] -= share
      if assign(shares.dropFirst(), to: rest) { return true }
    }
    return false
  }
}
