// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Keeps models away from the solver that it could not even start on in time.
enum SizeGuard {
  /// More variables than this are refused even without a time limit.
  static let mostVariables = 60_000

  /// Why a model is refused, or `nil` where it may be built and solved.
  static func refusal(of scope: AssignmentScope, deadline: Deadline) -> String? {
    let variables = scope.variableEstimate
    let most = mostVariables
    guard variables > most else { return nil }
    return "the assignment model would have \(variables) variables, more than \(most)"
  }
}
