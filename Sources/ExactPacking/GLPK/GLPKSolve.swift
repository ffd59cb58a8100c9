// SPDX-License-Identifier: Apache-2.0

import CGLPK
import VectorPacking

/// One solve, from load to result, on the thread that runs it.
struct GLPKSolve {
  private let model: LinearModel
  private let start: [Double]?
  private let limits: SolverLimits
  private let observer: SearchObserver
  private var rootBound = -Double.infinity

  init(model: LinearModel, limits: SolverLimits, start: [Double]?, callbacks: SolverCallbacks) {
    self.model = model
    self.start = start
    self.limits = limits
    observer = SearchObserver(
      limits: limits, callbacks: callbacks,
      incumbent: start.map(model.objective) ?? .infinity)
  }

  /// Solves with integer variables.
  mutating func run(_ configuration: SearchConfiguration) -> MIPResult {
    let found = UnsafeMutablePointer<Double>.allocate(capacity: model.variables.count + 1)
    defer { found.deallocate() }
    var injected = [0.0]
    injected += start ?? []
    return injected.withUnsafeBufferPointer { injected in
      var state = SearchState(
        observer: Unmanaged.passUnretained(observer), columns: Int32(model.variables.count),
        start: start == nil ? nil : injected.baseAddress, incumbent: found)
      let status = withExtendedLifetime(observer) { search(&state, configuration) }
      let point =
        state.objective.isFinite
        ? Array(UnsafeBufferPointer(start: found, count: model.variables.count)) : nil
      return result(status, found: point)
    }
  }

  /// Solves the relaxation.
  mutating func relax() -> LPResult {
    do {
      var problem = try GLPKProblem(model, memory: limits.memory)
      let code = try root(&problem)
      return problem.read { raw in
        lpResult(raw, status: relaxationStatus(code, raw))
      } ?? LPResult(nothingKnown: SolverStatus(fatal: GLPKFatalError(message: "")), of: model)
    } catch {
      return LPResult(nothingKnown: SolverStatus(fatal: error), of: model)
    }
  }

  /// Root relaxation, then the search below it.
  private mutating func search(
    _ state: inout SearchState, _ configuration: SearchConfiguration
  ) -> SolverStatus {
    if observer.shouldStop() { return stopped("before the start") }
    do {
      var problem = try GLPKProblem(model, memory: limits.memory)
      let code = try root(&problem)
      let relaxed = problem.read { relaxationStatus(code, $0) }
      let multipliers = problem.read(duals)
      if let multipliers { rootBound = model.bound(provenBy: multipliers) }
      _ = observer.observe(bound: rootBound, incumbent: .infinity, nodes: 0)
      guard var relaxed else { return SolverStatus(stop: .failure, result: .none, message: "") }
      if relaxed.result != .optimal {
        // A feasible point of the relaxation says nothing about the integers.
        if relaxed.result == .feasible { relaxed.result = .none }
        return relaxed
      }
      if observer.shouldStop() { return stopped("after the root relaxation") }
      let answer = try withUnsafeMutablePointer(to: &state) { state throws(GLPKFatalError) in
        try problem.search(
          milliseconds: max(1, observer.milliseconds(atMost: .max)), configuration: configuration,
          state: state)
      }
      let result = withUnsafeMutablePointer(to: &state) { state in
        problem.read { raw in
          keepIncumbent(state, of: raw)
          return glp_mip_status(raw)
        }
      }
      return searchStatus(answer, result ?? GLP_UNDEF)
    } catch {
      return SolverStatus(fatal: error)
    }
  }

  /// The simplex method in slices; between two of them clock and cancellation are looked at.
  private func root(_ problem: inout GLPKProblem) throws(GLPKFatalError) -> Int32 {
    var slice: Int32 = 100
    var last: Int32 = 0
    while true {
      let code = try problem.simplex(
        milliseconds: max(1, observer.milliseconds(atMost: slice)), dual: true)
      guard code == GLP_ETMLIM, !observer.shouldStop() else { return code }
      // A slice that gets hardly anywhere spends itself on factorising the basis.
      let now = problem.read { glp_get_it_cnt($0) } ?? 0
      if now - last < 20 { slice = min(2 * slice, 10_000) }
      last = now
    }
  }

  private func relaxationStatus(_ code: Int32, _ raw: OpaquePointer) -> SolverStatus {
    let message = "glp_simplex returned \(code), status \(glp_get_status(raw))"
    switch code {
    case 0:
      let result: SolverStatus.Result =
        switch glp_get_status(raw) {
        case GLP_OPT: .optimal
        case GLP_NOFEAS: .infeasible
        case GLP_UNBND: .unbounded
        case GLP_FEAS: .feasible
        default: .none
        }
      return SolverStatus(stop: .completed, result: result, message: message)
    case GLP_ETMLIM:
      let stop = observer.stop ?? .timeLimit
      let result: SolverStatus.Result = glp_get_prim_stat(raw) == GLP_FEAS ? .feasible : .none
      return SolverStatus(stop: stop, result: result, message: message)
    default:
      return SolverStatus(stop: .failure, result: .none, message: message)
    }
  }

  private func searchStatus(_ code: Int32, _ status: Int32) -> SolverStatus {
    let message = "glp_intopt returned \(code), status \(status)"
    switch (code, status) {
    case (0, GLP_OPT):
      return SolverStatus(stop: .completed, result: .optimal, message: message)
    case (0, GLP_NOFEAS):
      return SolverStatus(stop: .completed, result: .infeasible, message: message)
    case (GLP_ETMLIM, _), (GLP_ESTOP, _):
      return SolverStatus(stop: observer.stop ?? .timeLimit, result: .none, message: message)
    default:
      return SolverStatus(stop: .failure, result: .none, message: message)
    }
  }

  private func stopped(_ place: String) -> SolverStatus {
    SolverStatus(stop: observer.stop ?? .timeLimit, result: .none, message: "stopped \(place)")
  }

  /// The better one of what GLPK found and what it was given, and what is proven.
  private func result(_ status: SolverStatus, found: [Double]?) -> MIPResult {
    var status = status
    var best = start.map { (point: $0, objective: model.objective(of: $0)) }
    if let found {
      let point = rounded(found)
      let objective = model.objective(of: point)
      if model.isFeasible(point, tolerance: 1e-6), objective < best?.objective ?? .infinity {
        best = (point, objective)
      }
    }
    var bound = max(rootBound, observer.bound)
    switch (status.result, best) {
    case (.optimal, let best?):
      bound = best.objective
    case (.optimal, nil), (.infeasible, .some):
      // GLPK contradicts what was checked here: believe the check.
      status.stop = .failure
      status.result = best == nil ? .none : .feasible
      bound = rootBound
    case (.infeasible, nil):
      bound = .infinity
    default:
      status.result = best == nil ? status.result : .feasible
    }
    if let best { bound = min(bound, best.objective) }
    return MIPResult(
      status: status, solution: best?.point, objective: best?.objective, bound: bound,
      nodes: observer.nodes)
  }

  private func rounded(_ point: [Double]) -> [Double] {
    zip(model.variables, point).map { $0.isInteger ? $1.rounded() : $1 }
  }

  private func duals(_ raw: OpaquePointer) -> [Double] {
    model.rows.indices.map { glp_get_row_dual(raw, Int32($0 + 1)) }
  }

  private func lpResult(_ raw: OpaquePointer, status: SolverStatus) -> LPResult {
    func basis(_ code: Int32) -> LPResult.BasisStatus {
      switch code {
      case GLP_BS: .basic
      case GLP_NL: .atLower
      case GLP_NU: .atUpper
      case GLP_NF: .free
      default: .fixed
      }
    }
    let (rows, columns) = (model.rows.indices, model.variables.indices)
    let multipliers = duals(raw)
    return LPResult(
      status: status, objective: glp_get_obj_val(raw),
      bound: status.result == .infeasible ? .infinity : model.bound(provenBy: multipliers),
      primal: columns.map { glp_get_col_prim(raw, Int32($0 + 1)) }, duals: multipliers,
      reducedCosts: columns.map { glp_get_col_dual(raw, Int32($0 + 1)) },
      rowBasis: rows.map { basis(glp_get_row_stat(raw, Int32($0 + 1))) },
      columnBasis: columns.map { basis(glp_get_col_stat(raw, Int32($0 + 1))) },
      iterations: Int(glp_get_it_cnt(raw)))
  }
}

extension SolverStatus {
  /// A fatal error of GLPK.
  init(fatal error: GLPKFatalError) {
    self.init(
      stop: error.isMemoryLimit ? .memoryLimit : .failure, result: .none, message: error.message)
  }
}
