// SPDX-License-Identifier: Apache-2.0

import PackingTestSupport
import Testing
import VectorPacking

@Suite("Spread rules of a problem")
struct SpreadRuleTests {
  /// Zones 7, 3, 3, none and 9; the last is too small for everything.
  static func problem(maxSkew: Int, thirdAvailable: Int? = nil) throws -> PackingProblem {
    var builder = PackingProblem.Builder(resources: ["cpu"])
    builder.add(BinType(name: "a", capacity: [10]))
    builder.add(BinType(name: "b", capacity: [10]))
    builder.add(BinType(name: "c", capacity: [20], available: thirdAvailable))
    builder.add(BinType(name: "none", capacity: [10]))
    builder.add(BinType(name: "small", capacity: [1]))
    builder.add(demand: [2], count: 6, name: "web")
    builder.add(demand: [3], count: 4, name: "data")
    builder.add(demand: [4], count: 2, name: "other")
    builder.addSpread(of: [1, 0], over: [7, 3, 3, nil, 9], maxSkew: maxSkew)
    return try builder.build()
  }

  @Test("A rule keeps its shapes ascending and compares the domains that can be used")
  func domains() throws {
    let problem = try Self.problem(maxSkew: 2)
    #expect(problem.hasLinkingRules && !problem.hasBinRules)
    let rule = try #require(problem.spreadRules.first)
    #expect(rule.shapes == [0, 1] && rule.maxSkew == 2)
    #expect(rule.domainOfBinType == [7, 3, 3, nil, 9])
    #expect(problem.domains(of: 0) == [3, 7])
    #expect(problem.binTypes.indices.map { problem.domain(of: $0, in: 0) } == [7, 3, 3, nil, 9])
    #expect([0, 1, 2].map { problem.spreadRules(of: $0) } == [[0], [0], []])
  }

  @Test("A domain whose bins do not exist, or that no shape may use, is not compared")
  func absentDomains() throws {
    var builder = PackingProblem.Builder(resources: ["cpu"])
    builder.add(BinType(capacity: [10], available: 0))
    builder.add(BinType(capacity: [10]))
    builder.add(BinType(capacity: [10]))
    builder.add(demand: [2], binTypes: [0, 1])
    builder.addSpread(of: [0], over: [0, 1, 2], maxSkew: 1)
    let problem = try builder.build()
    #expect(problem.domains(of: 0) == [1])
  }

  @Test("Bins without a domain are closed to the shapes of a rule, and to no others")
  func exclusion() throws {
    let problem = try Self.problem(maxSkew: 1)
    #expect([0, 1, 2].map { problem.isCompatible($0, with: 3) } == [false, false, true])
    #expect([0, 1, 2].map { problem.isCompatible($0, with: 0) } == [true, true, true])
    let relaxed = problem.withoutLinkingRules
    #expect(!relaxed.hasLinkingRules && !relaxed.isCompatible(0, with: 3))
    #expect(relaxed.arrivals == problem.arrivals)
  }

  /// A packing of the problem above and what is wrong with it.
  struct Case: Sendable, CustomTestStringConvertible {
    let patterns: [(type: Int, bins: Int, items: [Int])]
    var maxSkew = 1
    let violations: [Violation]
    var testDescription: String { "\(patterns) under \(maxSkew)" }
  }

  static let cases: [Case] = [
    Case(patterns: [], violations: []),
    Case(patterns: [(0, 1, [1, 0, 0])], violations: []),
    Case(
      patterns: [(0, 1, [2, 0, 0])],
      violations: [.spread(rule: 0, fullest: 7, most: 2, emptiest: 3, least: 0, maxSkew: 1)]),
    Case(patterns: [(0, 1, [2, 0, 0])], maxSkew: 2, violations: []),
    Case(patterns: [(0, 1, [1, 1, 0]), (1, 1, [1, 0, 0])], violations: []),
    Case(patterns: [(0, 1, [1, 1, 0]), (1, 1, [1, 0, 0]), (2, 1, [2, 0, 0])], violations: []),
    Case(
      patterns: [(0, 1, [1, 0, 0]), (1, 1, [1, 1, 0]), (2, 1, [0, 1, 0])],
      violations: [.spread(rule: 0, fullest: 3, most: 3, emptiest: 7, least: 1, maxSkew: 1)]),
    Case(
      patterns: [(0, 2, [1, 1, 0]), (1, 1, [2, 0, 0])],
      violations: [.spread(rule: 0, fullest: 7, most: 4, emptiest: 3, least: 2, maxSkew: 1)]),
    Case(patterns: [(0, 1, [0, 0, 2])], violations: []),
    Case(patterns: [(3, 1, [0, 0, 2])], violations: []),
    Case(patterns: [(3, 1, [1, 0, 0])], violations: [.compatibility(pattern: 0, shape: 0)]),
    Case(
      patterns: [(4, 1, [1, 0, 0])],
      violations: [.capacity(pattern: 0, resource: 0, used: 2, capacity: 1)]),
  ]

  @Test("The verifier compares the fullest and the emptiest domain", arguments: cases)
  func verified(_ example: Case) throws {
    let problem = try Self.problem(maxSkew: example.maxSkew)
    let packing = PackingVerifierTests.packing(example.patterns, of: problem)
    #expect(PackingVerifier(problem).violations(in: packing) == example.violations)
  }

  @Test("The largest skew there is forbids nothing")
  func largestSkew() throws {
    let problem = try Self.problem(maxSkew: .max)
    let packing = PackingVerifierTests.packing([(0, 2, [3, 1, 0])], of: problem)
    #expect(PackingVerifier(problem).violations(in: packing) == [])
  }
}
