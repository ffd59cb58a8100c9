// SPDX-License-Identifier: Apache-2.0

import CGLPK
import VectorPacking

/// What the search callback works on: numbers and unsafe pointers only, because a fatal error
/// may jump over the frames that use it.
struct SearchState: BitwiseCopyable {
  /// Who decides and keeps the figures.
  var observer: Unmanaged<SearchObserver>
  /// How many variables there are.
  var columns: Int32
  /// A point to hand to GLPK, from index 1; `nil` once that is done.
  var start: UnsafePointer<Double>?
  /// The best point found, from index 0; it outlives a fatal error.
  var incumbent: UnsafeMutablePointer<Double>
  /// What that point costs; infinite as long as GLPK has found none.
  var objective = Double.infinity
}

/// Copies GLPK's best point where it is a new one; also under the guard, so numbers only.
///
/// Heuristics inside GLPK do not announce their points (`GLP_IBINGO` is for integer solutions of
/// a node's relaxation), so this looks each time.
func keepIncumbent(_ state: UnsafeMutablePointer<SearchState>, of problem: OpaquePointer?) {
  let status = glp_mip_status(problem)
  guard status == GLP_FEAS || status == GLP_OPT else { return }
  let objective = glp_mip_obj_val(problem)
  guard objective < state.pointee.objective else { return }
  var column: Int32 = 0
  while column < state.pointee.columns {
    state.pointee.incumbent[Int(column)] = glp_mip_col_val(problem, column + 1)
    column += 1
  }
  state.pointee.objective = objective
}

/// GLPK's callback: looks, asks, and then acts, so that nothing is owned while GLPK runs.
let searchCallback: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Void = {
  tree, context in
  guard let state = context?.assumingMemoryBound(to: SearchState.self) else { return }
  let reason = glp_ios_reason(tree)
  let best = glp_ios_best_node(tree)
  let bound = best == 0 ? -Double.infinity : glp_ios_node_bound(tree, best)
  keepIncumbent(state, of: glp_ios_get_prob(tree))
  let incumbent = state.pointee.objective
  var total: Int32 = 0
  glp_ios_tree_size(tree, nil, nil, &total)
  if observe(state, bound: bound, incumbent: incumbent, nodes: Int(total)) {
    glp_ios_terminate(tree)
  } else if reason == GLP_IHEUR, let start = state.pointee.start {
    state.pointee.start = nil
    glp_ios_heur_sol(tree, start)
  }
}

/// The part of the callback that may own things; it is over before GLPK is called again.
@inline(never)
private func observe(
  _ state: UnsafeMutablePointer<SearchState>, bound: Double, incumbent: Double, nodes: Int
) -> Bool {
  state.pointee.observer.takeUnretainedValue().observe(
    bound: bound, incumbent: incumbent, nodes: nodes)
}

/// Keeps the figures of one solve, passes on what has become better, and says when to stop.
///
/// Used by one thread only, the solver's.
final class SearchObserver {
  private let limits: SolverLimits
  private let callbacks: SolverCallbacks

  /// The best bound so far; it only rises.
  private(set) var bound: Double
  /// The best incumbent so far; it only falls.
  private(set) var incumbent: Double
  private(set) var nodes = 0
  /// Why the search was told to stop, if it was.
  private(set) var stop: SolverStatus.Stop?

  init(limits: SolverLimits, callbacks: SolverCallbacks, incumbent: Double) {
    self.limits = limits
    self.callbacks = callbacks
    self.incumbent = incumbent
    bound = -.infinity
  }

  /// Takes note of figures; true means stop.
  func observe(bound newBound: Double, incumbent newIncumbent: Double, nodes: Int) -> Bool {
    self.nodes = max(self.nodes, nodes)
    let better = newIncumbent < incumbent || min(newBound, incumbent) > bound
    incumbent = min(incumbent, newIncumbent)
    // A node that cannot beat the incumbent is about to be dropped; its bound proves no more.
    bound = max(bound, min(newBound, incumbent))
    if better {
      callbacks.progress(
        .init(incumbent: incumbent.isFinite ? incumbent : nil, bound: bound, nodes: nodes))
    }
    if stop == nil, let limit = limits.nodes, nodes > limit { stop = .nodeLimit }
    return shouldStop()
  }

  /// Whether time is up or someone asked.
  func shouldStop() -> Bool {
    if stop == nil, callbacks.isCancelled() { stop = .cancelled }
    if stop == nil, limits.deadline.isExpired { stop = .timeLimit }
    return stop != nil
  }

  /// What is left in whole milliseconds, at most a given number.
  func milliseconds(atMost most: Int32) -> Int32 {
    guard let left = limits.deadline.remaining else { return most }
    let (seconds, attoseconds) = left.components
    guard seconds < Int64(most) / 1_000 + 1 else { return most }
    return Int32(clamping: min(Int64(most), seconds * 1_000 + attoseconds / 1_000_000_000_000_000))
  }
}
