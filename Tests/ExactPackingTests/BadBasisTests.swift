// SPDX-License-Identifier: Apache-2.0

import CGLPK
import PackingTestSupport
import Testing
import VectorPacking

@testable import ExactPacking

/// A basis of which GLPK can make nothing.
enum BadBasis: String, CaseIterable, Sendable {
  /// No variable is basic, so their number is wrong.
  case empty
  /// Two columns that are the same are basic.
  case singular

  /// What GLPK says to it.
  var code: Int32 {
    switch self {
    case .empty: GLP_EBADB
    case .singular: GLP_ESING
    }
  }

  /// Makes it the basis of a linear program of two rows whose first two columns are alike.
  func spoil(_ problem: OpaquePointer) {
    for row in 1...2 as ClosedRange<Int32> { glp_set_row_stat(problem, row, GLP_NL) }
    for column in 1...2 as ClosedRange<Int32> {
      glp_set_col_stat(problem, column, self == .empty ? GLP_NL : GLP_BS)
    }
  }
}

@Suite("A basis that has gone bad")
struct BadBasisTests {
  /// Two rows that are to be 2 and 3 at least; the last two columns do it for 2 + 3.
  private static func solve(in environment: GLPKEnvironment) throws -> Double {
    var session = try GLPKSession(in: environment)
    for side in [2.0, 3] { try session.addRow(lower: side, upper: .infinity, coefficients: []) }
    let columns = [[(0, 1.0), (1, 1.0)], [(0, 1), (1, 1)], [(0, 1)], [(1, 1)]]
    for (column, cost) in zip(columns, [4.0, 4, 1, 1]) {
      try session.addColumn(
        cost: cost, lower: 0, upper: .infinity,
        coefficients: column.map { (row: $0.0, value: $0.1) })
    }
    let status = try session.solve(milliseconds: 10_000, dual: false)
    return status == .optimal ? session.objective : .nan
  }

  @Test("is what GLPK takes it for", arguments: BadBasis.allCases)
  func code(_ basis: BadBasis) throws {
    let found = SolverThread.run { () -> Int32 in
      var code: Int32 = 0
      let environment = GLPKEnvironment(memory: 64) { problem in
        basis.spoil(problem)
        if code == 0 { code = glp_factorize(problem) }
      }
      _ = try? Self.solve(in: environment)
      return code
    }
    #expect(found == basis.code)
  }

  @Test("is replaced, once or twice", arguments: BadBasis.allCases, 1...2)
  func recovery(_ basis: BadBasis, _ times: Int) throws {
    let objective = SolverThread.run { () -> Double? in
      var left = times
      let environment = GLPKEnvironment(memory: 64) { problem in
        if left > 0 { basis.spoil(problem) }
        left -= 1
      }
      return try? Self.solve(in: environment)
    }
    #expect(objective == 5)
  }

  @Test("ends in a clear error where no other helps", arguments: BadBasis.allCases)
  func failure(_ basis: BadBasis) throws {
    let message = SolverThread.run { () -> String in
      let environment = GLPKEnvironment(memory: 64) { basis.spoil($0) }
      do {
        return "\(try Self.solve(in: environment))"
      } catch {
        return (error as? SessionError)?.message ?? "\(error)"
      }
    }
    #expect(
      message == "glp_simplex returned \(basis.code): no basis to start from is of use")
  }

  /// A start from a greedy packing and no bound, so that the linear program has work to do.
  private static func start(_ problem: PackingProblem, _ context: SolveContext) -> Start {
    Start(packing: Start(problem, in: context).packing, bound: .trivial)
  }

  /// Makes no variable basic.
  private static func empty(_ problem: OpaquePointer) {
    for row in 0..<glp_get_num_rows(problem) { glp_set_row_stat(problem, row + 1, GLP_NL) }
    for column in 0..<glp_get_num_cols(problem) {
      glp_set_col_stat(problem, column + 1, GLP_NL)
    }
  }

  @Test("now and then changes nothing about what is proven")
  func nowAndThen() throws {
    let calls = CallCounter()
    for seed in 0..<60 as Range<UInt64> {
      let problem = RandomProblem.anyRules(seed: seed).problem(seed: seed)
      let best = ExhaustiveSearch.optimum(of: problem)
      let outcome = IntegerProgrammingStrategy(
        memory: 512, beforeSimplex: { if calls.next() % 3 == 1 { Self.empty($0) } },
        start: { problem, _ in
          Start(packing: Packing.Builder().build(for: problem), bound: .trivial)
        }
      ).solve(problem, in: SolveContext(seed: seed, roundLimit: 100_000))
      #expect(outcome.stop == .completed, "seed \(seed): \(outcome.solverMessage ?? "")")
      #expect(outcome.packing?.cost == best.cost, "seed \(seed)")
      for proof in outcome.proofs {
        #expect(BoundProofChecker(problem).objections(to: proof).isEmpty, "seed \(seed)")
      }
    }
    #expect(calls.count > 300, "\(calls.count)")
  }

  @Test("for good keeps the best packing and a bound that holds", arguments: [0, 5, 40, 150])
  func forGood(_ first: Int) throws {
    for seed in 0..<4 as Range<UInt64> {
      let problem = try cubes(60, seed: seed)
      let calls = CallCounter()
      let outcome = IntegerProgrammingStrategy(
        memory: 512, beforeSimplex: { if calls.next() >= first { Self.empty($0) } },
        start: Self.start
      ).solve(problem, in: SolveContext(seed: seed, roundLimit: 60))
      guard calls.count > first else { continue }
      #expect(outcome.stop == .solverFailure, "seed \(seed)")
      #expect(
        outcome.solverMessage?.contains("no basis to start from is of use") == true,
        "seed \(seed): \(outcome.solverMessage ?? "")")
      let packing = try #require(outcome.packing)
      let start = Start(problem, in: SolveContext(seed: seed)).packing
      #expect(!start.isBetter(than: packing), "seed \(seed)")
      #expect(
        PackingVerifier(problem).violations(in: packing, bound: outcome.bound).isEmpty,
        "seed \(seed)")
      for proof in outcome.proofs {
        #expect(BoundProofChecker(problem).objections(to: proof).isEmpty, "seed \(seed)")
      }
    }
  }
}
