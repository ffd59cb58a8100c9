// SPDX-License-Identifier: Apache-2.0

import PackingTestSupport
import Testing
import VectorPacking

@Suite("Verifying a packing")
struct PackingVerifierTests {
  /// Two bin types and five shapes under every rule there is.
  static func problem(cost: Int64 = 3) throws -> PackingProblem {
    var builder = PackingProblem.Builder(
      resources: [Resource("cpu"), Resource("gpu", deviceUnit: 10)])
    builder.add(BinType(name: "node", capacity: [10, 20], load: [1, 0], cost: cost))
    builder.add(BinType(name: "spare", capacity: [20, 0], cost: 5, available: 1))
    builder.add(demand: [3, 0], count: 6)
    builder.add(demand: [1, 6], count: 3)
    builder.add(demand: [1, 0], count: 2, perBinLimit: 1)
    builder.add(demand: [2, 0], count: 2, binTypes: [0])
    builder.add(demand: [11, 0])
    builder.addConflict(0, 1)
    return try builder.build()
  }

  /// The patterns of a valid packing: (bin type, bins, items per shape).
  static let valid: [(type: Int, bins: Int, items: [Int])] = [
    (0, 2, [3, 0, 0, 0, 0]), (0, 1, [0, 2, 1, 1, 0]), (0, 1, [0, 1, 1, 1, 0]),
    (1, 1, [0, 0, 0, 0, 1]),
  ]

  static func packing(
    _ patterns: [(type: Int, bins: Int, items: [Int])], of problem: PackingProblem
  ) -> Packing {
    var builder = Packing.Builder()
    for pattern in patterns {
      builder.add(
        binType: pattern.type, count: pattern.bins,
        contents: pattern.items.indices.filter { pattern.items[$0] > 0 }
          .map { ShapeCount(shape: $0, count: pattern.items[$0]) })
    }
    return builder.build(for: problem)
  }

  /// One way to break the valid packing, and the one violation it must cause.
  struct Breach: Sendable, CustomTestStringConvertible {
    let violation: Violation
    let change: @Sendable (inout [(type: Int, bins: Int, items: [Int])]) -> Void
    var testDescription: String { "\(violation)" }
  }

  static let breaches: [Breach] = [
    Breach(violation: .count(shape: 0, placed: 9, unplaced: 0, expected: 6)) { $0[0].bins = 3 },
    Breach(violation: .capacity(pattern: 0, resource: 0, used: 13, capacity: 10)) {
      $0[0] = (0, 1, [4, 0, 0, 0, 0])
    },
    Breach(violation: .capacity(pattern: 2, resource: 1, used: 6, capacity: 0)) {
      $0 = [$0[0], $0[1], (1, 1, [0, 1, 0, 0, 0])]
    },
    Breach(violation: .devices(pattern: 1, resource: 1)) {
      $0[1].items[1] = 3
      $0[2].items[1] = 0
    },
    Breach(violation: .compatibility(pattern: 3, shape: 3)) {
      $0[2].items[3] = 0
      $0[3].items[3] = 1
    },
    Breach(violation: .perBinLimit(pattern: 1, shape: 2, found: 2, limit: 1)) {
      $0[1].items[2] = 2
      $0[2].items[2] = 0
    },
    Breach(violation: .conflict(pattern: 1, first: 0, second: 1)) {
      $0[0].bins = 1
      $0[1].items[0] = 1
    },
    Breach(violation: .availability(binType: 1, used: 2, available: 1)) {
      $0[0] = (0, 1, [3, 0, 0, 0, 0])
      $0.append((1, 1, [3, 0, 0, 0, 0]))
    },
  ]

  @Test("A valid packing has no violation and the figures that can be counted by hand")
  func accepted() throws {
    let problem = try Self.problem()
    let packing = Self.packing(Self.valid, of: problem)
    let verifier = PackingVerifier(problem)
    #expect(verifier.violations(in: packing) == [])
    #expect((packing.binCount, packing.cost, packing.unplacedCount) == (5, 17, 0))
    #expect(verifier.placesAllPlaceable(packing))
    #expect(
      verifier.violations(in: packing, bound: LowerBound(cost: 17, bins: 5, method: "x")) == [])
  }

  @Test("Each rule that is broken is named, and nothing else", arguments: breaches)
  func broken(_ breach: Breach) throws {
    let problem = try Self.problem()
    var patterns = Self.valid
    breach.change(&patterns)
    let packing = Self.packing(patterns, of: problem)
    #expect(PackingVerifier(problem).violations(in: packing) == [breach.violation])
  }

  @Test("A wrong cost and a bound that claims too much are found")
  func figures() throws {
    let problem = try Self.problem()
    let verifier = PackingVerifier(problem)
    let dearer = Self.packing(Self.valid, of: try Self.problem(cost: 4))
    #expect(verifier.violations(in: dearer) == [.cost(stated: 21, found: 17)])
    let packing = Self.packing(Self.valid, of: problem)
    #expect(
      verifier.violations(in: packing, bound: LowerBound(cost: 18, bins: 5, method: "x"))
        == [.bound(method: "x", bound: 18, found: 17)])
    #expect(
      verifier.violations(in: packing, bound: LowerBound(cost: 17, bins: 6, method: "x"))
        == [.bound(method: "x", bound: 6, found: 5)])
    let partial = Self.packing(Array(Self.valid.dropLast()), of: problem)
    #expect(!verifier.placesAllPlaceable(partial))
    #expect(
      verifier.violations(in: partial, bound: LowerBound(cost: 99, bins: 9, method: "x")) == [])
  }

  @Test("Patterns that make no sense are named and not counted")
  func malformed() throws {
    let problem = try Self.problem()
    var builder = Packing.Builder()
    builder.add(binType: 0, contents: [ShapeCount(shape: 0, count: 0)])
    let empty = PackingVerifier(problem).violations(in: builder.build(for: problem))
    #expect(
      empty == [
        .malformed(pattern: 0, reason: "it holds 0 of shape 0"), .binCount(stated: 1, found: 0),
        .cost(stated: 3, found: 0),
      ])
    var small = PackingProblem.Builder(resources: ["cpu", "gpu"])
    small.add(BinType(capacity: [10, 10], cost: 3))
    small.add(demand: [3, 0], count: 6)
    let verifier = PackingVerifier(try small.build())
    let foreign = verifier.violations(in: Self.packing(Self.valid, of: problem))
    #expect(foreign.contains(.malformed(pattern: 1, reason: "there is no shape 1")))
    #expect(foreign.contains(.malformed(pattern: 3, reason: "there is no bin type 1")))
  }

  @Test("It agrees with the exhaustive search on what one bin may hold", arguments: 0..<10)
  func agreement(_ block: UInt64) {
    var refused = 0
    for seed in block * 200..<(block + 1) * 200 {
      let problem = RandomProblem.anyRules(seed: seed).problem(seed: seed)
      var random = SeededGenerator(seed: seed)
      let type = random.below(problem.binTypes.count)
      guard problem.binTypes[type].available != 0 else { continue }
      let counts = problem.shapes.map { random.below(problem.count(of: $0) + 1) }
      guard counts.contains(where: { $0 > 0 }) else { continue }
      let packing = Self.packing([(type, 1, counts)], of: problem)
      let allowed = ExhaustiveSearch.allows(counts, in: type, of: problem)
      #expect(PackingVerifier(problem).violations(in: packing).isEmpty == allowed, "seed \(seed)")
      if !allowed { refused += 1 }
    }
    #expect(refused > 10)
  }
}
