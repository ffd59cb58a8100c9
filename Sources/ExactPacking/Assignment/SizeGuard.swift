// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Keeps models away from the solver that it could not even start on in time.
///
/// Building a model, handing it over and factorising its first basis cannot be interrupted. On
/// the machine this was measured on they take about 3 microseconds a variable, so with 40
/// variables for each millisecond left they use up no more than an eighth of the time, and a
/// model of the largest size is under way within 0.2 seconds.
enum SizeGuard {
  /// More variables than this are refused even without a time limit: GLPK needs minutes for
  /// the relaxation alone.
  static let mostVariables = 50_000

  /// How many variables a model may have for each millisecond left.
  static let variablesPerMillisecond = 40

  /// Why a model is refused.
  struct Refusal {
    let stop: StopReason
    let message: String
  }

  /// Why a model is refused, or `nil` where it may be built and solved.
  static func refusal(of scope: AssignmentScope, deadline: Deadline) -> Refusal? {
    let variables = scope.variableEstimate
    if variables > mostVariables {
      return Refusal(
        stop: .unsupported,
        message:
          "the assignment model would have \(variables) variables, more than \(mostVariables)")
    }
    guard let left = deadline.remaining else { return nil }
    let (seconds, attoseconds) = left.components
    guard seconds < 3_600 else { return nil }
    let milliseconds = Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
    guard variables > milliseconds * variablesPerMillisecond else { return nil }
    return Refusal(
      stop: .timeLimit,
      message:
        "the assignment model would have \(variables) variables, too many for \(milliseconds) ms")
  }
}
