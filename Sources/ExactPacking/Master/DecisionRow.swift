// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// A branching decision as a row of the master problem: at most or at least so many bins of a
/// kind (Vanderbeck, "Branching in branch-and-price: a generic scheme", 2011).
struct DecisionRow: Sendable, Hashable {
  var count: BoundProof.BinCount
  var isAtLeast: Bool
  var side: Int64

  /// The same as a rule of a proof.
  var row: BoundProof.Row { isAtLeast ? .atLeast(count, side) : .atMost(count, side) }
}

extension BoundProof.BinCount {
  /// Whether bins of a type can count.
  func counts(type: Int) -> Bool { binTypes.isEmpty || binTypes.contains(type) }

  /// Whether a bin with this pattern counts.
  func counts(_ pattern: Pattern) -> Bool {
    guard counts(type: pattern.binType) else { return false }
    return atLeast.allSatisfy { needed in
      pattern.contents.contains {
        $0.rawShape == needed.rawShape && $0.rawCount >= needed.rawCount
      }
    }
  }
}
