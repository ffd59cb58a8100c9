// SPDX-License-Identifier: Apache-2.0

import VectorPacking

extension TrialRunner {
  /// How many steps the check of one proof may take: some seconds.
  private static var stepLimit: Int { 50_000_000 }

  /// Checks a strategy's proofs before its bound is believed.
  ///
  /// A refuted proof is a defect, and the bound does not count. A proof that cannot be decided in
  /// time is kept: nothing speaks against it.
  func examine(_ proofs: [BoundProof], in trial: inout Trial) {
    guard !proofs.isEmpty else { return }
    let checker = BoundProofChecker(input.problem, stepLimit: Self.stepLimit)
    for proof in proofs {
      let refutations = checker.objections(to: proof).filter { !$0.isUndecided }
      guard let first = refutations.first else {
        trial.proofs.append(proof)
        continue
      }
      let finding =
        "its proof of at least \(proof.value) (\(proof.objective.rawValue)) does not hold: "
        + first.sentence(for: input.problem)
      trial.violations.append(finding)
      trial.defects.append(
        Defect(
          kind: .refutedProof, input: input.description.name, method: strategy.name,
          finding: finding))
      trial.bound = nil
    }
  }
}
