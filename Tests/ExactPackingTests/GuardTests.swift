// SPDX-License-Identifier: Apache-2.0

import CGLPK
import CGLPKSupport
import Testing
import VectorPacking

@testable import ExactPacking

@Suite("The guard turns GLPK's fatal errors into Swift errors")
struct GuardTests {
  /// A mistake that GLPK answers by ending the process.
  enum Mistake: String, CaseIterable, Sendable {
    case row, duplicate, parameter, raised

    var body: @convention(c) (UnsafeMutableRawPointer?) -> Void {
      switch self {
      case .row:
        return { _ in
          let problem = glp_create_prob()
          glp_set_row_bnds(problem, 3, GLP_FX, 0, 0)
        }
      case .duplicate:
        return { _ in
          let problem = glp_create_prob()
          glp_add_rows(problem, 1)
          glp_add_cols(problem, 1)
          let rows = UnsafeMutablePointer<Int32>.allocate(capacity: 3)
          let values = UnsafeMutablePointer<Double>.allocate(capacity: 3)
          rows.update(repeating: 1, count: 3)
          values.update(repeating: 1, count: 3)
          glp_load_matrix(problem, 2, rows, rows, values)
        }
      case .parameter:
        return { _ in
          let problem = glp_create_prob()
          var parameters = glp_smcp()
          glp_init_smcp(&parameters)
          parameters.meth = 99
          _ = glp_simplex(problem, &parameters)
        }
      case .raised:
        return { _ in glpk_raise("raised on purpose") }
      }
    }

    var words: String {
      switch self {
      case .row: "row number out of range"
      case .duplicate: "duplicate"
      case .parameter: "invalid parameter"
      case .raised: "raised on purpose"
      }
    }
  }

  @Test("every mistake is reported in GLPK's words, again and again", arguments: Mistake.allCases)
  func mistakes(_ mistake: Mistake) throws {
    let messages = SolverThread.run {
      (0..<3).map { _ in fatalMessage(mistake.body) ?? "nothing happened" }
    }
    let found = try #require(messages)
    for message in found { #expect(message.contains(mistake.words)) }
    #expect(found.count == 3)
  }

  @Test("the thread can solve again after a fatal error")
  func nextSolve() throws {
    let model = try knapsack(items: 12, seed: 3)
    let expected = GLPKEngine().solve(model, limits: .init(), start: nil, callbacks: .init())
    let result = SolverThread.run {
      _ = fatalMessage(Mistake.row.body)
      var solve = GLPKSolve(model: model, limits: .init(), start: nil, callbacks: .init())
      return solve.run(SearchConfiguration())
    }
    #expect(result?.status.result == .optimal)
    #expect(result?.objective == expected.objective)
  }

  @Test("an error raised inside the search callback ends the search only")
  func callbackError() throws {
    let message = SolverThread.run {
      fatalMessage { _ in
        let problem = glp_create_prob()
        glp_set_obj_dir(problem, GLP_MAX)
        glp_add_rows(problem, 1)
        glp_set_row_bnds(problem, 1, GLP_UP, 0, 7)
        glp_add_cols(problem, 2)
        let rows = UnsafeMutablePointer<Int32>.allocate(capacity: 3)
        let columns = UnsafeMutablePointer<Int32>.allocate(capacity: 3)
        let values = UnsafeMutablePointer<Double>.allocate(capacity: 3)
        for column in 1...2 {
          glp_set_col_bnds(problem, Int32(column), GLP_DB, 0, 5)
          glp_set_col_kind(problem, Int32(column), GLP_IV)
          glp_set_obj_coef(problem, Int32(column), 3)
          rows[column] = 1
          columns[column] = Int32(column)
          values[column] = 2
        }
        glp_load_matrix(problem, 2, rows, columns, values)
        var simplex = glp_smcp()
        glp_init_smcp(&simplex)
        simplex.msg_lev = GLP_MSG_OFF
        _ = glp_simplex(problem, &simplex)
        var parameters = glp_iocp()
        glp_init_iocp(&parameters)
        parameters.msg_lev = GLP_MSG_OFF
        parameters.cb_func = { _, _ in glpk_raise("raised in the callback") }
        _ = glp_intopt(problem, &parameters)
      }
    }
    #expect(message??.contains("raised in the callback") == true)
  }

  @Test("a solve that needs more memory than it may use keeps its start and says why")
  func memoryLimit() throws {
    let model = try knapsack(items: 20_000, seed: 5)
    let start = Array(repeating: 0.0, count: model.variables.count)
    for _ in 0..<3 {
      let result = GLPKEngine().solve(
        model, limits: SolverLimits(memory: 1), start: start, callbacks: .init())
      #expect(result.status.stop == .memoryLimit)
      #expect(result.status.result == .feasible)
      #expect(result.solution == start)
      #expect(result.status.message.contains("memory"))
    }
  }

  @Test("a search that needs more memory than it may use keeps what it found")
  func memoryLimitInSearch() throws {
    let model = try knapsack(items: 1_500, seed: 2)
    let result = GLPKEngine().solve(
      model, limits: SolverLimits(memory: 2), start: nil, callbacks: .init())
    #expect(result.status.stop == .memoryLimit)
    let solution = try #require(result.solution)
    #expect(model.isFeasible(solution))
    #expect(result.bound < result.objective ?? -.infinity)
    #expect(result.bound > -.infinity)
  }

  @Test("threads that fail do not disturb threads that solve")
  func otherThreads() async throws {
    let model = try knapsack(items: 14, seed: 9)
    let expected = GLPKEngine().solve(model, limits: .init(), start: nil, callbacks: .init())
    let results = await withTaskGroup(of: (failure: String?, objective: Double?).self) { group in
      for task in 0..<32 {
        group.addTask {
          if task.isMultiple(of: 2) {
            let message = SolverThread.run { fatalMessage(Mistake.duplicate.body) }
            return (message ?? nil, nil)
          }
          let result = GLPKEngine().solve(
            model, limits: .init(), start: nil, callbacks: .init())
          return (nil, result.objective)
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.count { $0.failure?.contains("duplicate") == true } == 16)
    #expect(results.count { $0.objective == expected.objective } == 16)
  }
}

/// What GLPK says when a guarded body goes wrong; `nil` where nothing goes wrong.
private func fatalMessage(_ body: @convention(c) (UnsafeMutableRawPointer?) -> Void) -> String? {
  var nothing = 0
  do {
    try withGuard(&nothing, body)
    return nil
  } catch {
    return error.message
  }
}

/// A knapsack with three rows, as a minimisation.
func knapsack(items: Int, seed: UInt64) throws -> LinearModel {
  var generator = SeededGenerator(seed: seed)
  var builder = LinearModel.Builder()
  var rows: [[(Int, Double)]] = [[], [], []]
  for _ in 0..<items {
    let column = builder.addVariable(
      in: 0...1, objective: -Double(generator.integer(in: 10...99)), isInteger: true)
    for row in rows.indices {
      rows[row].append((column, Double(generator.integer(in: 10...99))))
    }
  }
  for row in rows { builder.addRow(upper: Double(items * 20), row) }
  return try builder.build()
}
