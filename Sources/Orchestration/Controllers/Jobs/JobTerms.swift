// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a Job asks for, with the values that the API fills in where they are absent.
struct JobTerms {
  let parallelism: Int
  /// How many pods have to succeed; `nil` where the first success ends the job.
  let completions: Int?
  let isIndexed: Bool
  let backoffLimit: Int
  let backoffLimitPerIndex: Int?
  let maxFailedIndexes: Int?
  let activeDeadlineSeconds: Int64?
  let isSuspended: Bool
  let restartPolicy: String
  let failurePolicy: PodFailurePolicy?
  let successPolicy: JobSuccessPolicy?
  /// Whether pods are replaced once they have ended, and not while they are ending.
  let replacesOnlyFailed: Bool

  init(_ job: Fields) {
    let spec = JobSpec(fields: job.wanted)
    let isUnbounded = spec.completions == nil && spec.parallelism != nil
    parallelism = spec.parallelism ?? 1
    completions = isUnbounded ? nil : spec.completions ?? 1
    isIndexed = spec.completionMode == "Indexed"
    backoffLimitPerIndex = spec.backoffLimitPerIndex
    backoffLimit = spec.backoffLimit ?? (spec.backoffLimitPerIndex == nil ? 6 : Int(Int32.max))
    maxFailedIndexes = spec.maxFailedIndexes
    activeDeadlineSeconds = spec.activeDeadlineSeconds
    isSuspended = spec.suspend ?? false
    restartPolicy = spec.template.spec.restartPolicy ?? "Always"
    failurePolicy = spec.fields["podFailurePolicy"]?.object.map { PodFailurePolicy($0) }
    successPolicy = spec.fields["successPolicy"]?.object.map { JobSuccessPolicy($0) }
    replacesOnlyFailed = spec.podReplacementPolicy == "Failed" || failurePolicy != nil
  }

  /// Up to which index pods are made.
  var indexBound: Int { completions ?? 0 }
}

/// Names of labels, annotations and finalizers (`k8s.io/api/batch/v1/types.go`).
enum JobNames {
  static let tracking = "batch.kubernetes.io/job-tracking"
  static let completionIndex = "batch.kubernetes.io/job-completion-index"
  static let indexFailureCount = "batch.kubernetes.io/job-index-failure-count"
  static let indexIgnoredFailureCount = "batch.kubernetes.io/job-index-ignored-failure-count"
  static let controllerUID = "batch.kubernetes.io/controller-uid"
  static let jobName = "batch.kubernetes.io/job-name"
  static let managedBy = "kubernetes.io/job-controller"
}
