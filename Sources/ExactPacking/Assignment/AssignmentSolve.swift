// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// One run of the assignment method on one problem.
struct AssignmentSolve {
  private let problem: PackingProblem
  private let context: SolveContext
  private let engine: any MIPEngine
  private let prices: Prices
  private let verifier: PackingVerifier
  private let placeable: Set<Int>

  private var best: Packing
  private var bound: LowerBound
  /// Proofs of the bound at the start; what the solver proves comes without one.
  private let proofs: [BoundProof]
  private var infeasibility: String?
  private var messages: [String] = []
  /// Why the last model was not even tried.
  private var refusal = StopReason.unsupported

  init(
    _ problem: PackingProblem, in context: SolveContext, engine: any MIPEngine, from start: Start
  ) {
    self.problem = problem
    self.context = context
    self.engine = engine
    prices = Prices(problem)
    verifier = PackingVerifier(problem)
    placeable = Set(problem.shapes.filter { !problem.usableBinTypes(for: $0).isEmpty })
    best = start.packing
    bound = start.bound
    proofs = start.proofs
  }

  /// How many placeable items the best packing leaves out.
  private var missing: Int {
    best.unplaced.reduce(0) { $0 + (placeable.contains($1.shape) ? $1.count : 0) }
  }

  /// Whether nothing better than the best packing can exist.
  private var isProven: Bool {
    missing == 0 && best.cost <= bound.cost && (prices.unit > 0 || best.binCount <= bound.bins)
  }

  mutating func run() -> SolveOutcome {
    report(phase: "start")
    if isProven { return outcome(.completed) }
    var mustLeave = 0
    if missing > 0 {
      let stop = placeMost()
      guard stop == .completed else { return outcome(stop) }
      mustLeave = missing
    }
    if isProven { return outcome(.completed) }
    let stop = lowerPrice(leaving: mustLeave)
    return outcome(stop)
  }

  /// Finds the fewest items that must be left over.
  private mutating func placeMost() -> StopReason {
    var share = context
    if let left = context.deadline.remaining {
      share.deadline = context.deadline.limited(to: left / 2)
    }
    let scope = AssignmentScope(scarceItemsOf: problem)
    let attempt = solve(scope, in: share, phase: "placing")
    guard let attempt else { return refusal }
    if let point = attempt.result.solution {
      let bins = attempt.model.bins(at: point)
      // Under linking rules all placeable items are in the model, and nothing is left to add.
      accept(
        problem.hasLinkingRules
          ? OpenBin.packing(of: bins, in: problem) : FirstFit(problem).pack(into: bins))
    }
    let proven = SafeRounding.up(attempt.result.bound)
    guard Int64(missing) <= proven else { return attempt.result.status.stop.reason }
    if missing > 0 {
      let items = scope.shapes.reduce(0) { $0 + problem.count(of: $1) }
      if problem.hasLinkingRules {
        infeasibility =
          "\(missing) items must stay out: the bins there are and the spread rules leave room for "
          + "\(items - missing) of the \(items) items that fit somewhere"
        return .completed
      }
      let names = scope.types.map { "'\(problem.binTypes[$0].name)'" }.joined(separator: ", ")
      infeasibility =
        "\(missing) items must stay out: bin types \(names) hold at most \(items - missing) of the "
        + "\(items) items that fit nowhere else"
    }
    return .completed
  }

  /// Finds the lowest price with that many items left over.
  private mutating func lowerPrice(leaving unplaced: Int) -> StopReason {
    let scope = AssignmentScope(problem, noDearerThan: best, prices: prices, unplaced: unplaced)
    guard let attempt = solve(scope, in: context, phase: "assignment") else {
      return refusal
    }
    if let point = attempt.result.solution {
      accept(OpenBin.packing(of: attempt.model.bins(at: point), in: problem))
    }
    let units = SafeRounding.up(attempt.result.bound * attempt.model.objectiveUnit)
    if unplaced == 0 {
      bound = bound.strengthened(by: lowerBound(units, in: scope, nodes: attempt.result.nodes))
    } else if attempt.result.status.result == .optimal {
      messages.append("the cost is the least for this number of items left over")
    }
    return attempt.result.status.stop.reason
  }

  private func lowerBound(_ units: Int64, in scope: AssignmentScope, nodes: Int) -> LowerBound {
    // The scope leaves out types that are too dear, yet those might need fewer bins.
    let usable = problem.binTypes.indices.filter { problem.binTypes[$0].available != 0 }
    let bins = prices.common(of: usable).map { ($0 > 0 ? (units - 1) / $0 + 1 : 0) }
    return LowerBound(
      cost: units * prices.unit, bins: units > 0 ? Int(bins ?? 0) : 0,
      method: nodes > 1 ? "assignment-mip" : "assignment-lp")
  }

  /// Builds and solves one model; `nil` where it is too large for the time left.
  private mutating func solve(
    _ scope: AssignmentScope, in context: SolveContext, phase: String
  ) -> (model: AssignmentModel, result: MIPResult)? {
    if let reason = SizeGuard.refusal(of: scope, deadline: context.deadline) {
      messages.append(reason.message)
      refusal = reason.stop
      return nil
    }
    do {
      var scope = scope
      scope.orderShapes()
      guard
        let model = try AssignmentModel(
          scope, prices: prices, bound: bound, deadline: context.deadline)
      else {
        messages.append("time was up before the assignment model was built")
        refusal = .timeLimit
        return nil
      }
      let callbacks = SolverCallbacks(
        isCancelled: { [context] in context.cancellation.isCancelled },
        progress: progress(phase: phase, scope: scope, unit: model.objectiveUnit))
      let result = engine.solve(
        model.model,
        limits: SolverLimits(deadline: context.deadline, nodes: context.roundLimit),
        start: model.point(for: best), callbacks: callbacks)
      messages.append("\(engine.name): \(result.status.message)")
      return (model, result)
    } catch {
      messages.append("\(error)")
      refusal = .solverFailure
      return nil
    }
  }

  /// Takes over a packing of the solver, unless it breaks a rule or is no better.
  private mutating func accept(_ packing: Packing) {
    let violations = verifier.violations(in: packing)
    if let first = violations.first {
      messages.append("a packing of the solver was dropped: \(first)")
    } else if packing.isBetter(than: best) {
      best = packing
    }
  }

  private func progress(
    phase: String, scope: AssignmentScope, unit: Double
  ) -> @Sendable (SolverCallbacks.Progress) -> Void {
    guard scope.placesAll else { return { _ in } }
    let (context, bound, known, priceUnit) = (context, bound, best, prices.unit)
    return { figures in
      let units = SafeRounding.up(figures.bound * unit)
      let price = figures.incumbent.map { Int64(($0 * unit).rounded()) * priceUnit }
      context.progress(
        SolveProgress(
          phase: phase, incumbentCost: min(price ?? known.cost, known.cost),
          boundCost: max(units * priceUnit, bound.cost)))
    }
  }

  private func report(phase: String) {
    let isComplete = missing == 0
    context.progress(
      SolveProgress(
        phase: phase, incumbentCost: isComplete ? best.cost : nil,
        incumbentBins: isComplete ? best.binCount : nil, boundCost: bound.cost))
  }

  private func outcome(_ stop: StopReason) -> SolveOutcome {
    SolveOutcome(
      packing: best, bound: bound, stop: stop, infeasibility: infeasibility,
      solverMessage: messages.isEmpty ? nil : messages.joined(separator: "; "), proofs: proofs)
  }
}

/// Rounds figures of floating-point arithmetic so that what is claimed stays true.
enum SafeRounding {
  /// The least whole number that a bound proves, which is nothing unless clearly proven.
  ///
  /// A solver prunes and stops by relative tolerances of about 1e-7, so a bound may be too high
  /// by that much. It is lowered by five times as much before it is rounded up.
  static func up(_ bound: Double) -> Int64 {
    guard bound.isFinite, bound > 0 else { return 0 }
    let safe = (bound - 1e-6 - 5e-7 * bound).rounded(.up)
    return safe < 0x1p62 ? Int64(max(0, safe)) : 0
  }
}
