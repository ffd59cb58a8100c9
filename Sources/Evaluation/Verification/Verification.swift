// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

/// What holds of a packing and of proofs that speak of one problem, found out without a solver.
public struct Verification: Sendable {
  /// What is wrong with the packing, one sentence each.
  public private(set) var violations: [String] = []

  /// For each proof, what is wrong with it, one sentence each.
  public private(set) var objections: [[String]] = []

  /// The proofs that hold.
  public private(set) var proven: [BoundProof] = []

  /// How many items that fit somewhere the packing leaves out; `nil` without a packing.
  public private(set) var leftOut: Int64?

  /// The packing, if there is one.
  public let packing: Packing?

  /// Checks everything.
  ///
  /// - Parameters:
  ///   - input: The problem, with the names that sentences use.
  ///   - packing: The packing, if there is one.
  ///   - proofs: The proofs.
  ///   - stepLimit: How many steps the check of one proof may take.
  public init(
    of input: ComparisonInput, packing: Packing?, proofs: [BoundProof],
    stepLimit: Int = BoundProofChecker.standardStepLimit
  ) {
    self.packing = packing
    let problem = input.problem
    if let packing {
      violations = PackingVerifier(problem).violations(in: packing).map { $0.sentence(for: input) }
      let survey = InputSurvey(problem)
      leftOut = packing.unplaced.reduce(0) {
        survey.isPlaceable($1.shape) ? $0 + Int64($1.count) : $0
      }
    }
    let checker = BoundProofChecker(problem, stepLimit: stepLimit)
    for proof in proofs {
      let found = checker.objections(to: proof)
      objections.append(found.map { $0.sentence(for: problem) })
      if found.isEmpty { proven.append(proof) }
    }
    refuteProven()
  }

  /// Whether nothing is wrong.
  public var holds: Bool {
    violations.isEmpty && objections.allSatisfy { $0.isEmpty }
  }

  /// The proven bound for packings that leave out no more items than this one, or none without
  /// one; `nil` where no proof speaks of them.
  public func bound(on objective: BoundProof.Objective) -> Int64? {
    proven.filter {
      $0.objective == objective && (objective == .unplaced || $0.mostUnplaced >= leftOut ?? 0)
    }.map { $0.value }.max()
  }

  /// Whether it is proven that no packing leaves out fewer items, and none that leaves out as few
  /// costs less.
  public var isOptimal: Bool {
    guard holds, let packing, let leftOut, let cost = bound(on: .cost) else { return false }
    let leavesOutFewest = leftOut == 0 || leftOut <= bound(on: .unplaced) ?? 0
    return leavesOutFewest && packing.cost <= cost
  }

  /// A valid packing below a proven bound must not happen; if it does, the packing is named.
  private mutating func refuteProven() {
    guard violations.isEmpty, let packing, let leftOut else { return }
    for (objective, found) in [
      (BoundProof.Objective.cost, packing.cost), (.bins, Int64(packing.binCount)),
      (.unplaced, leftOut),
    ] {
      if let bound = bound(on: objective), found < bound {
        violations.append(
          "the packing has \(found), below the proven bound of \(bound) (\(objective.rawValue))")
      }
    }
  }
}
