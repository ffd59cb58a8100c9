// SPDX-License-Identifier: Apache-2.0

import VectorPacking

extension SolverStatus.Stop {
  /// The same in the words of a solve.
  var reason: StopReason {
    switch self {
    case .completed: .completed
    case .timeLimit: .timeLimit
    case .nodeLimit: .roundLimit
    case .cancelled: .cancelled
    case .memoryLimit, .failure: .solverFailure
    }
  }
}
