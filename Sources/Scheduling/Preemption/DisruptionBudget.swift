// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How many pods of a selection may still be evicted.
struct DisruptionBudget: Sendable {
  let name: String
  let namespace: String
  let selector: LabelSelector
  let allowed: Int64

  /// Whether pods of a class are under the budget; an empty selector means none here.
  ///
  /// From `plugins/defaultpreemption/default_preemption.go`, `filterPodsWithPDBViolation`.
  func covers(_ made: PodClass) -> Bool {
    !made.labels.isEmpty && !selector.isEmpty && made.namespace == namespace
      && selector.matches(made.labels)
  }
}
