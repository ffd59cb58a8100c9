// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// Turns what a command found into its end: success, or the failure that counts most.
enum Verdict {
  /// Throws unless all is well: a defect first, then an interrupt, then the answer 'no'.
  static func check(
    defects: [Defect], isInterrupted: Bool, isYes: Bool
  ) throws(CommandFailure) {
    if !defects.isEmpty { throw .defects(defects) }
    if isInterrupted { throw .interrupted }
    if !isYes { throw .answerIsNo }
  }
}
