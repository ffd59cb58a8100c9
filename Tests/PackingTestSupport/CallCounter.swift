// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts calls, from any thread.
public final class CallCounter: Sendable {
  private let calls = Atomic<Int>(0)

  /// Creates a counter that stands at zero.
  public init() {}

  /// Counts one call and returns how many came before it.
  public func next() -> Int {
    calls.add(1, ordering: .relaxed).oldValue
  }

  /// How many calls there were.
  public var count: Int { calls.load(ordering: .relaxed) }
}
