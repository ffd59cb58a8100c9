// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Collects what the tasks of one input end with, in whatever order they do, and concludes.
struct InputResults: Sendable {
  private let input: ComparisonInput
  private let survey: InputSurvey
  private let options: ComparisonOptions
  private var combinatorial = LowerBound.trivial
  private var combinatorialSeconds: Double?
  private var infeasibility: String?
  private var trials: [(position: Int, trial: Trial)] = []
  private var best: (position: Int, strategy: String, packing: Packing)?

  init(input: ComparisonInput, survey: InputSurvey, options: ComparisonOptions) {
    self.input = input
    self.survey = survey
    self.options = options
  }

  /// Takes one outcome; of all packings only the best stays in memory.
  mutating func add(_ outcome: TaskOutcome, from position: Int) {
    switch outcome {
    case .bound(let bound, let reason, let seconds):
      combinatorial = bound
      infeasibility = reason
      combinatorialSeconds = seconds
    case .trial(var trial):
      if let packing = trial.packing, trial.violations.isEmpty {
        keepBest(of: packing, by: trial.strategy, at: position)
      }
      trial.packing = nil
      trials.append((position, trial))
    }
  }

  private mutating func keepBest(of packing: Packing, by strategy: String, at position: Int) {
    if let best {
      let isTie = !packing.isBetter(than: best.packing) && !best.packing.isBetter(than: packing)
      guard packing.isBetter(than: best.packing) || isTie && position < best.position else {
        return
      }
    }
    best = (position, strategy, packing)
  }

  /// Sets everything side by side.
  func finished() -> InputResult {
    var trials = self.trials.sorted { $0.position < $1.position }.map { $0.trial }
    var defects = trials.flatMap { $0.defects }
    var lowerBound = report(combinatorial, seconds: combinatorialSeconds)
    if let defect = refute(combinatorial, claimedBy: nil, in: &trials) {
      defects.append(defect)
      lowerBound = report(.trivial, seconds: nil)
    }
    for index in trials.indices {
      guard let bound = trials[index].bound else { continue }
      if let defect = refute(bound, claimedBy: index, in: &trials) {
        defects.append(defect)
      } else {
        strengthen(&lowerBound, by: bound, seconds: trials[index].seconds)
      }
    }
    defects += refuteInfeasibility(in: &trials)
    let reason = infeasibility ?? trials.lazy.compactMap { $0.infeasibility }.first
    let comparison = InputComparison(
      input: input.description, lowerBound: lowerBound,
      unplaceable: UnplacedItems.misfits(of: input, survey: survey),
      runs: trials.map { run($0, lowerBound: lowerBound, infeasibility: reason) },
      best: best.map { NodeMap(strategy: $0.strategy, packing: $0.packing, of: input.problem) })
    return InputResult(
      comparison: comparison, packing: best?.packing, proofs: bestProofs(of: trials),
      defects: defects)
  }

  /// The proofs of the first run with the best bound; one without a bound counts least.
  private func bestProofs(of trials: [Trial]) -> [BoundProof] {
    var best: Trial?
    for trial in trials where !trial.proofs.isEmpty {
      let (own, other) = (trial.bound ?? .trivial, best?.bound ?? .trivial)
      if best == nil || (own.cost, own.bins) > (other.cost, other.bins) { best = trial }
    }
    return best?.proofs ?? []
  }

  private func report(_ bound: LowerBound, seconds: Double?) -> BoundReport {
    BoundReport(
      cost: bound.cost, nodes: bound.bins, method: bound.method,
      seconds: options.showsTimings ? seconds : nil)
  }

  private func strengthen(
    _ report: inout BoundReport, by bound: LowerBound, seconds: Double?
  ) {
    if (bound.cost, bound.bins) > (report.cost, report.nodes) {
      report.method = bound.method
      report.seconds = options.showsTimings ? seconds : nil
    }
    report.cost = max(report.cost, bound.cost)
    report.nodes = max(report.nodes, bound.bins)
  }

  /// Compares a bound with every complete packing; a refuted one is the claimant's violation, or
  /// that of the packings below it where no strategy claimed it.
  private func refute(
    _ bound: LowerBound, claimedBy claimant: Int?, in trials: inout [Trial]
  ) -> Defect? {
    var found: Defect?
    for index in trials.indices {
      let trial = trials[index]
      guard trial.isComplete, let cost = trial.cost, let nodes = trial.nodes,
        cost < bound.cost || nodes < bound.bins
      else { continue }
      let finding =
        "the bound \(bound.method) claims a cost of at least \(bound.cost) on at least "
        + "\(bound.bins) nodes, but \(trial.strategy) has a valid packing of cost \(cost) on "
        + "\(nodes) nodes"
      if found == nil {
        found = Defect(
          kind: .refutedBound, input: input.description.name,
          method: claimant.map { trials[$0].strategy } ?? bound.method, finding: finding)
        if let claimant { trials[claimant].violations.append(finding) }
      }
      if claimant == nil { trials[index].violations.append(finding) }
    }
    return found
  }

  private func refuteInfeasibility(in trials: inout [Trial]) -> [Defect] {
    guard let witness = trials.first(where: { $0.isComplete }) else { return [] }
    var found: [Defect] = []
    func finding(_ reason: String) -> String {
      "not all items can be placed, it says (\(reason)), but \(witness.strategy) placed them"
    }
    if let infeasibility {
      found.append(
        Defect(
          kind: .refutedInfeasibility, input: input.description.name, method: "the bounds",
          finding: finding(infeasibility)))
    }
    for index in trials.indices {
      guard let reason = trials[index].infeasibility else { continue }
      trials[index].violations.append(finding(reason))
      found.append(
        Defect(
          kind: .refutedInfeasibility, input: input.description.name,
          method: trials[index].strategy, finding: finding(reason)))
    }
    return found
  }

  private func run(
    _ trial: Trial, lowerBound: BoundReport, infeasibility: String?
  ) -> StrategyRun {
    let status: SolveStatus =
      if trial.isComplete, trial.cost == lowerBound.cost {
        .optimal
      } else if trial.isComplete {
        .feasible
      } else if infeasibility != nil {
        .infeasible
      } else {
        trial.cost == nil ? .noSolution : .feasible
      }
    return StrategyRun(
      strategy: trial.strategy, seed: trial.seed, status: status.rawValue,
      stop: trial.stop.rawValue, verified: trial.cost != nil && trial.violations.isEmpty,
      violations: trial.violations, nodes: trial.nodes, cost: trial.cost,
      unplaced: trial.unplaced, gap: trial.isComplete ? gap(trial, lowerBound) : nil,
      bound: trial.bound.map { report($0, seconds: trial.seconds) },
      utilization: Dictionary(
        zip(input.problem.resources.map { $0.name }, trial.utilization),
        uniquingKeysWith: { first, _ in first }),
      message: message(of: trial, status: status, infeasibility: infeasibility),
      seconds: options.showsTimings ? trial.seconds : nil,
      trace: options.showsTimings ? trial.trace : trial.trace?.withoutTimings)
  }

  private func gap(_ trial: Trial, _ lowerBound: BoundReport) -> Double? {
    guard let cost = trial.cost else { return nil }
    guard lowerBound.cost > 0 else { return cost == 0 ? 0 : nil }
    return Double(cost - lowerBound.cost) / Double(lowerBound.cost)
  }

  private func message(
    of trial: Trial, status: SolveStatus, infeasibility: String?
  ) -> String? {
    if let message = trial.message { return message }
    if status == .infeasible { return infeasibility }
    return trial.stop == .unsupported ? "this strategy does not handle this kind of problem" : nil
  }
}
