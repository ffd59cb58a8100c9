// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// One run of the pattern method on one problem: bounds, column generation, primal heuristics
/// and branch-and-price, until packing and bound meet.
final class PatternSolve {
  let problem: PackingProblem
  let context: SolveContext
  let budget: WorkBudget
  let model: CoverModel
  let verifier: PackingVerifier
  let improvement: PackingImprovement

  private(set) var best: Packing
  /// The proven bound in units.
  private(set) var bound: Int64
  private(set) var boundMethod: String
  private(set) var proof: BoundProof?
  private(set) var messages: [String] = []
  /// Good packings, the best one among them.
  private(set) var solutions = SolutionPool()
  var phase = "start"
  var columns = 0

  init(_ model: CoverModel, from start: Start, bound: Int64, in context: SolveContext) {
    problem = model.problem
    self.model = model
    self.context = context
    budget = WorkBudget(context)
    verifier = PackingVerifier(problem)
    improvement = PackingImprovement(problem)
    best = start.packing
    self.bound = bound
    boundMethod = start.bound.method
    if bound > 0, model.mostUnplaced == 0 {
      proof = start.proofs.first { $0.objective == model.objective }
    }
    keep(best)
  }

  /// What the best packing costs in units, or too much where it leaves items out.
  var incumbent: Int64 { value(of: best) }

  /// What a packing costs in units of the objective; `Int64.max` where it leaves too much out.
  func value(of packing: Packing) -> Int64 {
    var missing: Int64 = 0
    for entry in packing.unplaced where model.rowOfShape[entry.shape] >= 0 {
      missing += Int64(entry.count)
    }
    if model.objective == .unplaced { return missing }
    guard missing <= model.mostUnplaced else { return .max }
    return model.objective == .bins ? Int64(packing.binCount) : packing.cost / model.unit
  }

  var isProven: Bool { incumbent <= bound }

  /// Takes over a packing if it is better and keeps all rules.
  @discardableResult
  func adopt(_ packing: Packing) -> Bool {
    let (new, old) = (value(of: packing), incumbent)
    keep(packing)
    guard new < old || new == old && packing.isBetter(than: best) else { return false }
    guard verifier.violations(in: packing).isEmpty else {
      messages.append("a packing of the pattern method broke a rule and was dropped")
      return false
    }
    best = packing
    report()
    return true
  }

  /// Keeps a packing for its patterns.
  private func keep(_ packing: Packing) {
    let value = value(of: packing)
    if value < .max { solutions.add(packing, value: value) }
  }

  /// Takes note of a better bound.
  func raise(_ units: Int64, method: String, proof: BoundProof?) {
    guard units > bound else { return }
    bound = units
    boundMethod = method
    self.proof = proof
    report()
  }

  func setProof(_ proof: BoundProof) { self.proof = proof }

  func note(_ message: String) { messages.append(message) }

  func report() {
    let isComplete = model.objective != .unplaced && incumbent < .max
    context.progress(
      SolveProgress(
        phase: phase, incumbentCost: isComplete ? best.cost : nil,
        incumbentBins: isComplete ? best.binCount : nil,
        boundCost: model.objective == .cost && model.mostUnplaced == 0
          ? bound * model.unit : nil, columns: columns, nodes: budget.nodes))
  }
}
