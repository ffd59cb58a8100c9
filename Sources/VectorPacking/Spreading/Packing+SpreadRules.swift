// SPDX-License-Identifier: Apache-2.0

extension Packing {
  /// This packing made to keep every spread rule: items that it leaves out are put in where that
  /// breaks none, and items of domains that still hold too many are taken out.
  ///
  /// Its bins have to keep all rules that concern single bins.
  ///
  /// - Complexity: As `SpreadCompletion` and `SpreadTrimming`.
  package func keepingSpreadRules(of problem: PackingProblem, in context: SolveContext) -> Packing {
    guard problem.hasLinkingRules else { return self }
    let classes = SpreadClasses(problem)
    let filled = SpreadCompletion.completed(self, classes, context)
    let kept = SpreadTrimming.trimmed(filled, classes)
    return kept == filled ? kept : SpreadCompletion.completed(kept, classes, context)
  }
}
