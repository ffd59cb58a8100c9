// SPDX-License-Identifier: Apache-2.0

import PackingTestSupport
import Testing

@testable import VectorPacking

extension BoundProof {
  /// Whether every case is empty, so that every value is proven.
  fileprivate var showsThatThereIsNone: Bool {
    nodes.allSatisfy { if case .leaf(let solution) = $0 { solution.scale == 0 } else { true } }
  }
}

@Suite("Proofs of combinatorial bounds")
struct CombinatorialProofTests {
  /// How many bounds there were, and how many came with a proof of all they say.
  private struct Tally {
    var bounds = 0
    var proven = 0

    mutating func add(_ bound: Int64, _ proof: BoundProof?) {
      guard bound > 0 else { return }
      bounds += 1
      if let proof, proof.value >= bound { proven += 1 }
    }
  }

  /// Holds the proofs of a problem's bounds against the checker.
  private func check(
    _ problem: PackingProblem, methods: [any LowerBoundMethod], _ label: String,
    _ tally: inout Tally
  ) {
    let found = BoundAnalysisOf(problem, methods)
    let checker = BoundProofChecker(problem)
    for objective in [BoundProof.Objective.cost, .bins] {
      let bound = objective == .cost ? found.bound.cost : Int64(found.bound.bins)
      let proof = found.analysis.proof(of: objective)
      tally.add(bound, proof)
      guard var proof else { continue }
      let objections = checker.objections(to: proof)
      #expect(objections.isEmpty, "\(label): \(objective), \(found.bound), \(objections)")
      if proof.showsThatThereIsNone { continue }
      proof.value += 1
      #expect(!checker.objections(to: proof).isEmpty, "\(label): \(objective) raised")
    }
  }

  private struct BoundAnalysisOf {
    let analysis: BoundAnalysis
    var bound: LowerBound { analysis.bound }

    init(_ problem: PackingProblem, _ methods: [any LowerBoundMethod]) {
      analysis = CombinatorialBound.analysis(of: problem, methods: methods, deadline: .never)
    }
  }

  @Test("every proof holds, says what the bound says, and nearly every bound has one")
  func everyMethod() {
    for methods in CombinatorialBound.methods.map({ [$0] }) + [CombinatorialBound.methods] {
      var tally = Tally()
      let name = methods.count == 1 ? methods[0].name : "all"
      for seed in 0..<UInt64(1000) {
        let problem = RandomProblem.anyRules(seed: seed, items: 1...14, shapes: 1...9)
          .problem(seed: seed)
        check(problem, methods: methods, "\(name), seed \(seed)", &tally)
      }
      #expect(tally.proven * 100 >= tally.bounds * 97, "\(name): \(tally)")
    }
  }
}
