// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Which successes are enough for a Job.
///
/// From `pkg/controller/job/success_policy.go`.
struct JobSuccessPolicy {
  private let rules: [Fields]

  init(_ policy: Fields) { rules = policy["rules"]?.array?.compactMap(\.object) ?? [] }

  /// Says which rule is met; `nil` where none is.
  func match(_ succeeded: IndexIntervals, below completions: Int) -> String? {
    guard !succeeded.isEmpty else { return nil }
    for (index, rule) in rules.enumerated() {
      let count = rule.integer("succeededCount").map { Int($0) }
      let isMet: Bool
      if let text = rule["succeededIndexes"]?.string {
        let required = IndexIntervals(text, below: completions)
        let overlap = succeeded.overlap(with: required)
        isMet =
          !required.isEmpty
          && (overlap == required.count || count.map { overlap >= $0 } ?? false)
      } else {
        isMet = count.map { succeeded.count >= $0 } ?? false
      }
      if isMet { return "Matched rules at index \(index)" }
    }
    return nil
  }
}
