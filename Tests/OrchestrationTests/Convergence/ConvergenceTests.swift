// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Orchestration

/// Whatever happens, the desired state is reached in the end, and nothing that must never be is
/// ever so.
@Suite struct ConvergenceTests {
  /// How many histories run: `STEVEDORE_HISTORIES=2000` for all that were run before a release.
  static let count: UInt64 =
    ProcessInfo.processInfo.environment["STEVEDORE_HISTORIES"].flatMap { UInt64($0) } ?? 40

  /// The only history to run: `STEVEDORE_HISTORY=62`.
  static let single: UInt64? =
    ProcessInfo.processInfo.environment["STEVEDORE_HISTORY"].flatMap { UInt64($0) }

  /// The seeds of a part.
  static func seeds(_ part: UInt64) -> [UInt64] {
    if let single { return single % 4 == part ? [single] : [] }
    return Array(stride(from: part, to: count, by: 4))
  }

  @Test(arguments: 0..<4) func historiesConverge(_ part: UInt64) throws {
    var (evictions, removals) = (0, 0)
    for seed in Self.seeds(part) {
      let history = try RandomHistory(seed: seed)
      history.run()
      let faults = history.invariants.faults
      let unmet = try history.unmet()
      #expect(
        faults.isEmpty && unmet.isEmpty,
        """
        history \(seed):
        \((faults + unmet).joined(separator: "\n"))
        after
        \(history.steps.joined(separator: "\n"))
        """)
      evictions += history.invariants.evictionCount
      removals += history.invariants.removalCount
    }
    if Self.single != nil { return }
    // Something was there to be checked; budgets are looked at where no event gets lost.
    #expect(evictions > 0 || part.isMultiple(of: 2))
    // Rollouts are only looked at where controllers hear of everything at once.
    #expect(removals > 0 || part != 1)
  }
}
