// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// A method that works on patterns, on a whole problem: first as few items left out as possible, then the
/// least cost.
struct PatternRun {
  private let problem: PackingProblem
  private let method: (PatternSolve) throws(SessionError) -> StopReason
  private let context: SolveContext
  private var start: Start
  private var proofs: [BoundProof] = []
  private var messages: [String] = []
  private var infeasibility: String?

  /// - Parameters:
  ///   - problem: The problem.
  ///   - start: What is known of it.
  ///   - context: Limits and listeners.
  ///   - method: Solves one model; `PatternSolve` keeps what it finds.
  init(
    _ problem: PackingProblem, from start: Start, in context: SolveContext,
    method: @escaping (PatternSolve) throws(SessionError) -> StopReason
  ) {
    self.problem = problem
    self.start = start
    self.method = method
    self.context = context
  }

  /// A run by column generation.
  init(_ problem: PackingProblem, from start: Start, memory: Int, in context: SolveContext) {
    self.init(problem, from: start, in: context) { solve throws(SessionError) in
      try solve.run(in: GLPKEnvironment(memory: memory))
    }
  }

  /// Runs to the end.
  mutating func outcome() -> SolveOutcome {
    var mustLeave: Int64 = 0
    let missing = self.missing
    if missing > 0 {
      let stop = placeMost()
      mustLeave = self.missing
      guard stop == .completed else {
        proofs += start.proofs
        return finished(start.bound, stop)
      }
    }
    return lowerCost(leaving: mustLeave)
  }

  /// How many placeable items the best packing leaves out.
  private var missing: Int64 {
    start.packing.unplaced.reduce(0) {
      $0 + (problem.usableBinTypes(for: $1.shape).isEmpty ? 0 : Int64($1.count))
    }
  }

  /// Finds the fewest items that have to be left out; it takes all the time, as no cost makes up
  /// for an item.
  private mutating func placeMost() -> StopReason {
    let model = CoverModel(problem, objective: .unplaced)
    let solve = PatternSolve(
      model, from: Start(packing: start.packing, bound: .trivial), bound: 0, in: context)
    let stop = run(solve)
    start = Start(packing: solve.best, bound: start.bound, proofs: start.proofs)
    if solve.bound > 0 {
      let rules = problem.hasLinkingRules ? " that keeps the spread rules" : ""
      infeasibility =
        (solve.isProven ? "" : "at least ")
        + "\(solve.bound) items must stay out: no packing into the bins there are\(rules) leaves "
        + "fewer out"
    }
    return solve.isProven ? .completed : stop
  }

  /// Finds the least cost with that many items left out.
  private mutating func lowerCost(leaving unplaced: Int64) -> SolveOutcome {
    let usable = problem.binTypes.indices.filter { problem.binTypes[$0].available != 0 }
    let isFree = usable.allSatisfy { problem.binTypes[$0].cost == 0 }
    let model = CoverModel(problem, objective: isFree ? .bins : .cost, mostUnplaced: unplaced)
    let known = unplaced > 0 ? 0 : isFree ? Int64(start.bound.bins) : start.bound.cost / model.unit
    let solve = PatternSolve(model, from: start, bound: known, in: context)
    let stop = run(solve)
    start = Start(packing: solve.best, bound: start.bound)
    guard unplaced == 0 else {
      if solve.isProven {
        messages.append("the cost is the least for this number of items left out")
      }
      return finished(start.bound, stop)
    }
    var bins = start.bound.bins
    if isFree {
      bins = max(bins, Int(solve.bound))
    } else if let first = model.types.first, model.prices[first] > 0,
      model.types.allSatisfy({ model.prices[$0] == model.prices[first] })
    {
      bins = max(bins, Int((solve.bound - 1) / model.prices[first] + 1))
    }
    let bound = LowerBound(
      cost: isFree ? 0 : max(start.bound.cost, solve.bound * model.unit), bins: bins,
      method: solve.boundMethod)
    return finished(bound, stop)
  }

  private mutating func run(_ solve: PatternSolve) -> StopReason {
    var stop: StopReason
    do {
      stop = try method(solve)
    } catch {
      messages.append("GLPK: \(error.message)")
      stop = .solverFailure
    }
    messages += solve.messages
    if let proof = solve.proof { proofs.append(proof) }
    return solve.isProven ? .completed : stop
  }

  private func finished(_ bound: LowerBound, _ stop: StopReason) -> SolveOutcome {
    SolveOutcome(
      packing: start.packing, bound: bound, stop: stop, infeasibility: infeasibility,
      solverMessage: messages.isEmpty ? nil : messages.joined(separator: "; "), proofs: proofs)
  }
}
