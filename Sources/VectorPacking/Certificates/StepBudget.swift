// SPDX-License-Identifier: Apache-2.0

/// How much work a check may still do, so that a hostile proof ends too.
struct StepBudget: Sendable {
  private(set) var left: Int

  init(_ steps: Int) {
    left = max(0, steps)
  }

  /// Whether nothing is left.
  var isSpent: Bool { left <= 0 }

  /// Takes steps out, and says whether they were there.
  mutating func spend(_ steps: Int) -> Bool {
    left -= min(left, steps)
    return left > 0
  }

  /// Takes one step out, and says whether it was there.
  mutating func step() -> Bool {
    left -= 1
    return left > 0
  }
}
