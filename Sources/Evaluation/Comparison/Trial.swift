// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// What one strategy did with one seed on one input, before it is set beside the others.
struct Trial: Sendable {
  var strategy: String
  var seed: UInt64
  var stop: StopReason
  var packing: Packing?
  var bound: LowerBound?
  /// The proofs that the strategy gave of its bound and that were not refuted.
  var proofs: [BoundProof] = []
  var infeasibility: String?
  var message: String?
  /// What the verifier found, one sentence each.
  var violations: [String] = []
  /// Whether all placeable items are placed and no rule is broken.
  var isComplete = false
  var nodes: Int?
  var cost: Int64?
  var unplaced: Int
  var utilization: [Double] = []
  var seconds: Double?
  var trace: SolveTrace?
  var defects: [Defect] = []
}

/// Runs one strategy with one seed on one input, as often as asked, and checks what comes out.
struct TrialRunner: Sendable {
  var input: ComparisonInput
  var survey: InputSurvey
  var strategy: any PackingStrategy
  var seed: UInt64
  var options: ComparisonOptions
  var clock: any Clock<Duration>
  var cancellation: Cancellation
  var progress: @Sendable (SolveProgress) -> Void

  func run() -> Trial {
    var trial = Trial(
      strategy: strategy.name, seed: seed, stop: .cancelled, unplaced: input.problem.itemCount)
    var times: [Duration] = []
    for repetition in 0..<options.repetitions {
      if cancellation.isCancelled { break }
      let recorder = repetition == 0 && options.recordsTraces ? TraceRecorder(on: clock) : nil
      let (outcome, time) = solve(recordedBy: recorder)
      if repetition == 0 {
        record(outcome, in: &trial)
        trial.trace = recorder?.trace(
          cost: trial.isComplete ? trial.cost : nil, nodes: trial.isComplete ? trial.nodes : nil,
          bound: trial.bound?.cost, time: time)
      } else if outcome.stop == .cancelled {
        break
      } else {
        compare(outcome, with: &trial)
      }
      times.append(time)
    }
    trial.seconds = times.isEmpty ? nil : median(times)
    return trial
  }

  private func solve(recordedBy recorder: TraceRecorder?) -> (SolveOutcome, Duration) {
    let deadline = options.timeLimit.map { Deadline.after($0, on: clock) } ?? .never
    let context = SolveContext(
      seed: seed, deadline: deadline, roundLimit: options.roundLimit,
      nodeLimit: options.nodeLimit, threads: options.threads, cancellation: cancellation,
      progress: { [progress] in
        recorder?.record($0)
        progress($0)
      })
    var outcome = SolveOutcome(packing: nil)
    let adapted = input.rules?.adapted(strategy) ?? strategy
    let time = clock.measure { outcome = adapted.solve(input.problem, in: context) }
    return (outcome, time)
  }

  private func record(_ outcome: SolveOutcome, in trial: inout Trial) {
    trial.stop = outcome.stop
    trial.bound = outcome.bound
    trial.infeasibility = outcome.infeasibility
    trial.message = outcome.infeasibility ?? outcome.solverMessage
    examine(outcome.proofs, in: &trial)
    guard let packing = outcome.packing else { return }
    verify(packing, in: &trial)
    trial.packing = packing
    trial.nodes = packing.binCount
    trial.cost = packing.cost
    trial.unplaced = packing.unplacedCount
    guard trial.violations.isEmpty else { return }
    trial.isComplete = survey.isComplete(packing)
    trial.utilization = packing.utilization(in: input.problem)
  }

  private func verify(_ packing: Packing, in trial: inout Trial) {
    for violation in PackingVerifier(input.problem).violations(in: packing) {
      let sentence = violation.sentence(for: input)
      trial.violations.append(sentence)
      trial.defects.append(defect(.invalidPacking, sentence))
    }
  }

  /// Checks a repetition: it has the same seed, so it must give the same packing.
  ///
  /// A run that its time limit cut short may differ, and so may an exact method under a time
  /// limit, because it divides the time among its phases, unless rounds or nodes are limited too:
  /// then what did not run into the time limit ended by figures that are the same every time.
  private func compare(_ outcome: SolveOutcome, with trial: inout Trial) {
    guard outcome.packing != trial.packing else { return }
    if let packing = outcome.packing, trial.violations.isEmpty { verify(packing, in: &trial) }
    let isCut = [trial.stop, outcome.stop].contains { $0 == .timeLimit || $0 == .cancelled }
    let isCounted = options.roundLimit != nil || options.nodeLimit != nil
    let mayDependOnTime = strategy.family == .exact && options.timeLimit != nil && !isCounted
    guard !isCut, !mayDependOnTime, trial.violations.isEmpty else { return }
    let sentence =
      "seed \(seed) gave two packings: \(describe(trial.packing)), and then "
      + describe(outcome.packing)
    trial.violations.append(sentence)
    trial.defects.append(defect(.nondeterminism, sentence))
  }

  private func defect(_ kind: Defect.Kind, _ finding: String) -> Defect {
    Defect(
      kind: kind, input: input.description.name, method: strategy.name, finding: finding)
  }

  private func describe(_ packing: Packing?) -> String {
    guard let packing else { return "none" }
    return "one on \(packing.binCount) nodes of cost \(packing.cost)"
  }

  private func median(_ times: [Duration]) -> Double {
    let sorted = times.sorted()
    let middle = sorted.count / 2
    let time =
      sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    return time / .seconds(1)
  }
}
