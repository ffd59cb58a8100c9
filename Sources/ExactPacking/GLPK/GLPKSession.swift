// SPDX-License-Identifier: Apache-2.0

import CGLPK
import CGLPKSupport

/// A linear program that is kept in GLPK and grows: columns and rows are added, bounds change,
/// and each solve starts from the basis where the last one stopped.
///
/// It belongs to the thread that made it, like every object of GLPK. After a fatal error the
/// object is gone and every further call throws.
struct GLPKSession: ~Copyable, LinearSession {
  private let environment: GLPKEnvironment
  private var raw: OpaquePointer?
  private(set) var rowCount = 0
  private(set) var columnCount = 0

  deinit {
    if let raw = live { glp_delete_prob(raw) }
  }

  /// Starts an empty minimisation problem.
  ///
  /// - Parameter environment: What it shares with other linear programs of this thread.
  /// - Throws: What GLPK says where that is not enough.
  init(in environment: GLPKEnvironment) throws(SessionError) {
    self.environment = environment
    guard !environment.isLost else { throw GLPKSession.loss }
    var request = CreateRequest(memory: Int32(clamping: environment.memory), problem: nil)
    do {
      try GLPKSession.guarded(&request) { context in
        guard let request = context?.assumingMemoryBound(to: CreateRequest.self) else { return }
        glp_mem_limit(request.pointee.memory)
        let problem = glp_create_prob()
        glp_set_obj_dir(problem, GLP_MIN)
        request.pointee.problem = problem
      }
    } catch {
      environment.isLost = true
      throw error
    }
    raw = request.problem
  }

  /// The object in GLPK while it is there.
  private var live: OpaquePointer? { environment.isLost ? nil : raw }

  mutating func addRow(
    lower: Double, upper: Double, coefficients: [(column: Int, value: Double)]
  ) throws(SessionError) {
    var indices: [Int32] = [0]
    var values: [Double] = [0]
    for entry in coefficients {
      guard entry.column >= 0, entry.column < columnCount, entry.value.isFinite else {
        throw .invalid("a row has a coefficient in column \(entry.column)")
      }
      indices.append(Int32(entry.column + 1))
      values.append(entry.value)
    }
    let kind = GLPKProblem.boundKind(lower, upper)
    try withRaw { raw throws(SessionError) in
      try indices.withUnsafeBufferPointer { index throws(SessionError) in
        try values.withUnsafeBufferPointer { value throws(SessionError) in
          guard let index = index.baseAddress, let value = value.baseAddress else { return }
          var request = RowRequest(
            problem: raw, kind: kind, lower: lower, upper: upper,
            count: Int32(coefficients.count), indices: index, values: value)
          try GLPKSession.guarded(&request) { context in
            guard let request = context?.assumingMemoryBound(to: RowRequest.self) else { return }
            let row = glp_add_rows(request.pointee.problem, 1)
            glp_set_row_bnds(
              request.pointee.problem, row, request.pointee.kind, request.pointee.lower,
              request.pointee.upper)
            glp_set_mat_row(
              request.pointee.problem, row, request.pointee.count, request.pointee.indices,
              request.pointee.values)
          }
        }
      }
    }
    rowCount += 1
  }

  mutating func addColumn(
    cost: Double, lower: Double, upper: Double, coefficients: [(row: Int, value: Double)]
  ) throws(SessionError) {
    var indices: [Int32] = [0]
    var values: [Double] = [0]
    for entry in coefficients {
      guard entry.row >= 0, entry.row < rowCount, entry.value.isFinite else {
        throw .invalid("a column has a coefficient in row \(entry.row)")
      }
      indices.append(Int32(entry.row + 1))
      values.append(entry.value)
    }
    guard cost.isFinite else { throw .invalid("a column costs \(cost)") }
    let kind = GLPKProblem.boundKind(lower, upper)
    try withRaw { raw throws(SessionError) in
      try indices.withUnsafeBufferPointer { index throws(SessionError) in
        try values.withUnsafeBufferPointer { value throws(SessionError) in
          guard let index = index.baseAddress, let value = value.baseAddress else { return }
          var request = ColumnRequest(
            problem: raw, kind: kind, lower: lower, upper: upper, cost: cost,
            count: Int32(coefficients.count), indices: index, values: value)
          try GLPKSession.guarded(&request) { context in
            guard let request = context?.assumingMemoryBound(to: ColumnRequest.self) else {
              return
            }
            let column = glp_add_cols(request.pointee.problem, 1)
            glp_set_col_bnds(
              request.pointee.problem, column, request.pointee.kind, request.pointee.lower,
              request.pointee.upper)
            glp_set_obj_coef(request.pointee.problem, column, request.pointee.cost)
            glp_set_mat_col(
              request.pointee.problem, column, request.pointee.count, request.pointee.indices,
              request.pointee.values)
          }
        }
      }
    }
    columnCount += 1
  }

  mutating func setColumn(_ column: Int, lower: Double, upper: Double) throws(SessionError) {
    guard column >= 0, column < columnCount, lower <= upper else {
      throw .invalid("column \(column) is to range from \(lower) to \(upper)")
    }
    let kind = GLPKProblem.boundKind(lower, upper)
    try withRaw { raw throws(SessionError) in
      var request = BoundsRequest(
        problem: raw, position: Int32(column + 1), kind: kind, lower: lower, upper: upper)
      try GLPKSession.guarded(&request) { context in
        guard let request = context?.assumingMemoryBound(to: BoundsRequest.self) else { return }
        glp_set_col_bnds(
          request.pointee.problem, request.pointee.position, request.pointee.kind,
          request.pointee.lower, request.pointee.upper)
      }
    }
  }

  mutating func setCost(_ column: Int, _ cost: Double) throws(SessionError) {
    guard column >= 0, column < columnCount, cost.isFinite else {
      throw .invalid("column \(column) is to cost \(cost)")
    }
    try withRaw { raw throws(SessionError) in
      var request = BoundsRequest(
        problem: raw, position: Int32(column + 1), kind: 0, lower: cost, upper: cost)
      try GLPKSession.guarded(&request) { context in
        guard let request = context?.assumingMemoryBound(to: BoundsRequest.self) else { return }
        glp_set_obj_coef(
          request.pointee.problem, request.pointee.position, request.pointee.lower)
      }
    }
  }

  mutating func removeRows(from first: Int) throws(SessionError) {
    guard first < rowCount else { return }
    let indices: [Int32] = [0] + (first..<rowCount).map { Int32($0 + 1) }
    try withRaw { raw throws(SessionError) in
      try indices.withUnsafeBufferPointer { index throws(SessionError) in
        guard let index = index.baseAddress else { return }
        var request = RemovalRequest(
          problem: raw, count: Int32(indices.count - 1), indices: index)
        try GLPKSession.guarded(&request) { context in
          guard let request = context?.assumingMemoryBound(to: RemovalRequest.self) else { return }
          glp_del_rows(
            request.pointee.problem, request.pointee.count, request.pointee.indices)
        }
      }
    }
    rowCount = first
  }

  mutating func solve(milliseconds: Int, dual: Bool) throws(SessionError) -> SessionStatus {
    var code = try simplex(milliseconds: milliseconds, dual: dual)
    // A basis that has gone bad: start from another one, at last from that of the rows alone.
    for basis in [Self.advancedBasis, Self.standardBasis] where Self.isBadBasis(code) {
      try withRaw { raw throws(SessionError) in
        var request = SimplexRequest(problem: raw, parameters: glp_smcp(), code: 0)
        try GLPKSession.guarded(&request, basis)
      }
      code = try simplex(milliseconds: milliseconds, dual: false)
    }
    let status = live.map { glp_get_status($0) } ?? GLP_UNDEF
    switch (code, status) {
    case (0, GLP_OPT): return .optimal
    case (0, GLP_NOFEAS): return .infeasible
    case (GLP_ETMLIM, _), (GLP_EITLIM, _): return .stopped
    case _ where Self.isBadBasis(code):
      throw .failed("glp_simplex returned \(code): no basis to start from is of use")
    default: throw .failed("glp_simplex returned \(code), status \(status)")
    }
  }

  var objective: Double { live.map { glp_get_obj_val($0) } ?? .nan }

  func readDuals(into duals: inout [Double]) {
    guard let raw = live else { return }
    for row in 0..<rowCount { duals[row] = glp_get_row_dual(raw, Int32(row + 1)) }
  }

  func readPrimal(into values: inout [Double]) {
    guard let raw = live else { return }
    for column in 0..<columnCount { values[column] = glp_get_col_prim(raw, Int32(column + 1)) }
  }

  /// Whether the simplex method could not work with the basis it found.
  private static func isBadBasis(_ code: Int32) -> Bool {
    code == GLP_EBADB || code == GLP_ESING || code == GLP_ECOND || code == GLP_EFAIL
  }

  /// Guarded body: a basis that is triangular, as GLPK finds it.
  private static let advancedBasis: @convention(c) (UnsafeMutableRawPointer?) -> Void = {
    guard let request = $0?.assumingMemoryBound(to: SimplexRequest.self) else { return }
    glp_adv_basis(request.pointee.problem, 0)
  }

  /// Guarded body: the basis of all rows, which is never singular.
  private static let standardBasis: @convention(c) (UnsafeMutableRawPointer?) -> Void = {
    guard let request = $0?.assumingMemoryBound(to: SimplexRequest.self) else { return }
    glp_std_basis(request.pointee.problem)
  }

  private mutating func simplex(milliseconds: Int, dual: Bool) throws(SessionError) -> Int32 {
    var code: Int32 = GLP_EFAIL
    if let raw = live { environment.beforeSimplex?(raw) }
    try withRaw { raw throws(SessionError) in
      var request = SimplexRequest(problem: raw, parameters: glp_smcp(), code: 0)
      glp_init_smcp(&request.parameters)
      request.parameters.msg_lev = GLP_MSG_OFF
      request.parameters.meth = dual ? GLP_DUALP : GLP_PRIMAL
      request.parameters.presolve = GLP_OFF
      request.parameters.tm_lim = Int32(clamping: max(1, milliseconds))
      try GLPKSession.guarded(&request) { context in
        guard let request = context?.assumingMemoryBound(to: SimplexRequest.self) else { return }
        request.pointee.code = glp_simplex(request.pointee.problem, &request.pointee.parameters)
      }
      code = request.code
    }
    return code
  }

  private mutating func withRaw(
    _ body: (OpaquePointer) throws(SessionError) -> Void
  ) throws(SessionError) {
    guard let raw = live else { throw GLPKSession.loss }
    do {
      try body(raw)
    } catch {
      if case .fatal = error { environment.isLost = true }
      throw error
    }
  }

  private static var loss: SessionError {
    .failed("the linear program was lost to an earlier error")
  }

  private static func guarded<Request: BitwiseCopyable>(
    _ request: inout Request, _ body: @convention(c) (UnsafeMutableRawPointer?) -> Void
  ) throws(SessionError) {
    do {
      try withGuard(&request, body)
    } catch {
      throw .fatal(error.message, isMemoryLimit: error.isMemoryLimit)
    }
  }
}

private struct CreateRequest: BitwiseCopyable {
  var memory: Int32
  var problem: OpaquePointer?
}

private struct RowRequest: BitwiseCopyable {
  var problem: OpaquePointer
  var kind: Int32
  var lower: Double
  var upper: Double
  var count: Int32
  var indices: UnsafePointer<Int32>
  var values: UnsafePointer<Double>
}

private struct ColumnRequest: BitwiseCopyable {
  var problem: OpaquePointer
  var kind: Int32
  var lower: Double
  var upper: Double
  var cost: Double
  var count: Int32
  var indices: UnsafePointer<Int32>
  var values: UnsafePointer<Double>
}

private struct BoundsRequest: BitwiseCopyable {
  var problem: OpaquePointer
  var position: Int32
  var kind: Int32
  var lower: Double
  var upper: Double
}

private struct RemovalRequest: BitwiseCopyable {
  var problem: OpaquePointer
  var count: Int32
  var indices: UnsafePointer<Int32>
}
