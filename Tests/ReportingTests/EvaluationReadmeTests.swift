// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import VectorPacking

@Suite("README")
struct EvaluationReadmeTests {
  @Test("The library by example does what the README says")
  func library() throws {
    // example: begin
    var builder = PackingProblem.Builder(resources: ["cpu", "memory"])
    builder.add(BinType(name: "large", capacity: [16_000, 64], cost: 3))
    builder.add(BinType(name: "small", capacity: [4_000, 16], cost: 1, available: 10))
    builder.add(demand: [500, 2], count: 40, name: "web")
    builder.add(demand: [2_000, 12], count: 6, perBinLimit: 1, name: "database")
    let problem = try builder.build()

    let strategy = ItemCentricStrategy(.best(.sum), order: .decreasing(.sum))
    let outcome = strategy.solve(problem, in: SolveContext())
    let bound = CombinatorialBound.best(for: problem)

    if let packing = outcome.packing {
      let violations = PackingVerifier(problem).violations(in: packing, bound: bound)
      print("\(packing.binCount) nodes of cost \(packing.cost), at least \(bound.cost)")
      for pattern in packing.patterns {
        let contents = pattern.contents.map { "\($0.count) × \(problem.name(of: $0.shape))" }
        print("\(pattern.count) × \(problem.binTypes[pattern.binType].name): \(contents)")
      }
      assert(violations.isEmpty)
    }
    // example: end
    let packing = try #require(outcome.packing)
    #expect(packing.unplacedCount == 0)
    #expect(PackingVerifier(problem).violations(in: packing, bound: bound).isEmpty)
    #expect(bound.cost > 0)
  }

  @Test("The README shows the example that the tests run")
  func example() throws {
    let file = URL(fileURLWithPath: #filePath)
    let source = try String(contentsOf: file, encoding: .utf8)
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    let begin = try #require(lines.firstIndex { $0.hasSuffix("// example: begin") })
    let end = try #require(lines.firstIndex { $0.hasSuffix("// example: end") })
    let example = lines[(begin + 1)..<end].map { $0.dropFirst(4) }.joined(separator: "\n")
    let root = file.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    #expect(readme.contains(example))
  }
}
