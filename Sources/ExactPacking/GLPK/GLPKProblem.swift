// SPDX-License-Identifier: Apache-2.0

import CGLPK
import CGLPKSupport

/// A fatal error of GLPK, in its own words.
struct GLPKFatalError: Error, Hashable {
  let message: String

  /// Whether the reason was the memory limit.
  var isMemoryLimit: Bool { message.contains("memory allocation limit exceeded") }
}

/// A problem object of GLPK: one owner, deleted with it, on the thread that made it.
///
/// Every call that GLPK may answer with a fatal error runs under the guard of `CGLPKSupport`,
/// whose rules the bodies here keep: each is a plain function over a struct of numbers and
/// unsafe pointers. After a fatal error the object is gone and every further call does nothing.
struct GLPKProblem: ~Copyable {
  private var raw: OpaquePointer?

  deinit {
    if let raw { glp_delete_prob(raw) }
  }

  /// Hands a model over to GLPK.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - memory: The most memory GLPK may use on this thread, in MiB.
  /// - Throws: What GLPK says where that is not enough.
  init(_ model: LinearModel, memory: Int) throws(GLPKFatalError) {
    let (rows, columns, entries) = (model.rows.count, model.variables.count, model.nonzeroCount)
    var numbers: [Double] = []
    numbers.reserveCapacity(2 * rows + 3 * columns + entries + 1)
    for row in model.rows {
      numbers.append(row.lower)
      numbers.append(row.upper)
    }
    for column in model.variables {
      numbers.append(column.lower)
      numbers.append(column.upper)
      numbers.append(column.objective)
    }
    numbers.append(0)
    numbers += model.coefficients
    var indices: [Int32] = []
    indices.reserveCapacity(rows + 2 * columns + 2 * entries + 2)
    indices += model.rows.map { GLPKProblem.boundKind($0.lower, $0.upper) }
    for column in model.variables {
      indices.append(GLPKProblem.boundKind(column.lower, column.upper))
      indices.append(column.isInteger ? GLP_IV : GLP_CV)
    }
    indices.append(0)
    indices += model.rowIndices.map { $0 + 1 }
    indices.append(0)
    for column in 0..<columns {
      let length = model.columnStarts[column + 1] - model.columnStarts[column]
      indices += repeatElement(Int32(column + 1), count: length)
    }
    var handle: OpaquePointer?
    try numbers.withUnsafeBufferPointer { numbers throws(GLPKFatalError) in
      try indices.withUnsafeBufferPointer { indices throws(GLPKFatalError) in
        guard let number = numbers.baseAddress, let index = indices.baseAddress else { return }
        var request = LoadRequest(
          memory: Int32(clamping: memory), rows: Int32(rows), columns: Int32(columns),
          entries: Int32(entries), numbers: number, indices: index, problem: nil)
        try withGuard(&request, GLPKProblem.load)
        handle = request.problem
      }
    }
    raw = handle
  }

  /// Runs the simplex method from the current basis, for some time at most.
  mutating func simplex(milliseconds: Int32, dual: Bool) throws(GLPKFatalError) -> Int32 {
    guard let raw else { return GLP_EFAIL }
    var request = SimplexRequest(problem: raw, parameters: glp_smcp(), code: 0)
    glp_init_smcp(&request.parameters)
    request.parameters.msg_lev = GLP_MSG_OFF
    request.parameters.meth = dual ? GLP_DUALP : GLP_PRIMAL
    request.parameters.presolve = GLP_OFF
    request.parameters.tm_lim = milliseconds
    try run(&request) { context in
      guard let request = context?.assumingMemoryBound(to: SimplexRequest.self) else { return }
      request.pointee.code = glp_simplex(request.pointee.problem, &request.pointee.parameters)
    }
    return request.code
  }

  /// Searches the tree below the optimal basis of the relaxation.
  mutating func search(
    milliseconds: Int32, configuration: SearchConfiguration,
    state: UnsafeMutablePointer<SearchState>
  ) throws(GLPKFatalError) -> Int32 {
    guard let raw else { return GLP_EFAIL }
    var request = SearchRequest(problem: raw, parameters: glp_iocp(), code: 0)
    glp_init_iocp(&request.parameters)
    request.parameters.msg_lev = GLP_MSG_OFF
    request.parameters.br_tech = configuration.branching
    request.parameters.bt_tech = configuration.backtracking
    request.parameters.pp_tech = configuration.preprocessing
    request.parameters.mir_cuts = configuration.mixedIntegerRounding ? GLP_ON : GLP_OFF
    request.parameters.presolve = GLP_OFF
    request.parameters.tm_lim = milliseconds
    request.parameters.cb_func = searchCallback
    request.parameters.cb_info = UnsafeMutableRawPointer(state)
    try run(&request) { context in
      guard let request = context?.assumingMemoryBound(to: SearchRequest.self) else { return }
      request.pointee.code = glp_intopt(request.pointee.problem, &request.pointee.parameters)
    }
    return request.code
  }

  /// What GLPK now says about the relaxation or the search; `nil` after a fatal error.
  func read<Value>(_ body: (OpaquePointer) -> Value) -> Value? {
    raw.map(body)
  }

  private mutating func run<Request: BitwiseCopyable>(
    _ request: inout Request, _ body: @convention(c) (UnsafeMutableRawPointer?) -> Void
  ) throws(GLPKFatalError) {
    do {
      try withGuard(&request, body)
    } catch {
      raw = nil
      throw error
    }
  }

  static func boundKind(_ lower: Double, _ upper: Double) -> Int32 {
    switch (lower.isFinite, upper.isFinite) {
    case (false, false): GLP_FR
    case (true, false): GLP_LO
    case (false, true): GLP_UP
    case (true, true): lower == upper ? GLP_FX : GLP_DB
    }
  }

  /// Guarded body: makes the problem object.
  private static let load: @convention(c) (UnsafeMutableRawPointer?) -> Void = { context in
    guard let request = context?.assumingMemoryBound(to: LoadRequest.self) else { return }
    let (rows, columns) = (request.pointee.rows, request.pointee.columns)
    var number = request.pointee.numbers
    var index = request.pointee.indices
    glp_mem_limit(request.pointee.memory)
    let problem = glp_create_prob()
    glp_set_obj_dir(problem, GLP_MIN)
    if rows > 0 { glp_add_rows(problem, rows) }
    if columns > 0 { glp_add_cols(problem, columns) }
    var row: Int32 = 0
    while row < rows {
      row += 1
      glp_set_row_bnds(problem, row, index[0], number[0], number[1])
      index += 1
      number += 2
    }
    var column: Int32 = 0
    while column < columns {
      column += 1
      glp_set_col_bnds(problem, column, index[0], number[0], number[1])
      glp_set_obj_coef(problem, column, number[2])
      glp_set_col_kind(problem, column, index[1])
      index += 2
      number += 3
    }
    let entries = request.pointee.entries
    glp_load_matrix(problem, entries, index, index + Int(entries) + 1, number)
    request.pointee.problem = problem
  }
}

/// How GLPK searches; see `GLPKEngine` for why these and no others.
struct SearchConfiguration: Sendable {
  var branching = GLP_BR_FFV
  var backtracking = GLP_BT_BLB
  var preprocessing = GLP_PP_ALL
  var mixedIntegerRounding = false
}

private struct LoadRequest: BitwiseCopyable {
  var memory: Int32
  var rows: Int32
  var columns: Int32
  var entries: Int32
  var numbers: UnsafePointer<Double>
  var indices: UnsafePointer<Int32>
  var problem: OpaquePointer?
}

/// What one call of the simplex method works on, for guarded bodies.
struct SimplexRequest: BitwiseCopyable {
  var problem: OpaquePointer
  var parameters: glp_smcp
  var code: Int32
}

private struct SearchRequest: BitwiseCopyable {
  var problem: OpaquePointer
  var parameters: glp_iocp
  var code: Int32
}

/// Runs a plain function over a plain struct under the guard.
func withGuard<Request: BitwiseCopyable>(
  _ request: inout Request, _ body: @convention(c) (UnsafeMutableRawPointer?) -> Void
) throws(GLPKFatalError) {
  let text = UnsafeMutablePointer<CChar>.allocate(capacity: 1_024)
  defer { text.deallocate() }
  let failed = withUnsafeMutablePointer(to: &request) {
    glpk_guarded(body, UnsafeMutableRawPointer($0), text, 1_024)
  }
  if failed != 0 { throw GLPKFatalError(message: GLPKProblem.words(of: text)) }
}

extension GLPKProblem {
  /// GLPK's message on one line.
  static func words(of text: UnsafePointer<CChar>) -> String {
    String(cString: text).split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
