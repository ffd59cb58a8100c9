// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// One look at a Job: the job, its pods, and what was found out about them.
///
/// From `syncJobCtx` in `pkg/controller/job/job_controller.go`.
struct JobSync {
  /// How a job ends.
  struct Finish: Equatable {
    /// `FailureTarget`, `SuccessCriteriaMet`, `Failed` or `Complete`.
    var type: String
    var reason: String
    var message: String

    /// What the job says in the end.
    var final: Finish {
      switch type {
      case "FailureTarget": Finish(type: "Failed", reason: reason, message: message)
      case "SuccessCriteriaMet": Finish(type: "Complete", reason: reason, message: message)
      default: self
      }
    }
    var isSuccess: Bool { type == "SuccessCriteriaMet" || type == "Complete" }
  }

  let key: ObjectKey
  let terms: JobTerms
  /// The job as it is to be written.
  var job: Fields
  let pods: [Fields]
  let activePods: [Fields]
  var ready: Int
  var terminating: Int
  /// The identities of pods that are noted in the status and not counted yet.
  var uncounted: (succeeded: [String], failed: [String])
  let newlySucceeded: [Fields]
  let newlyFailed: [Fields]
  /// How many pods have succeeded and failed, those included that are not counted yet.
  var succeeded: Int
  var failed: Int
  var previousIndexes = IndexIntervals()
  var succeededIndexes = IndexIntervals()
  var failedIndexes: IndexIntervals?
  /// Failed pods that stay until the pod that takes their place has been made, by their index.
  var delayed: [Int: Fields] = [:]
  var backoff = JobBackoff()
  var finish: Finish?

  /// Looks at a job.
  ///
  /// - Parameters:
  ///   - job: The job.
  ///   - pods: Its pods.
  ///   - counted: Pods whose finalizer was taken away, though that was not heard yet.
  init(_ job: Fields, pods: [Fields], counted: Set<String>) {
    key = ObjectKey(job)
    let terms = JobTerms(job)
    self.terms = terms
    (self.job, self.pods) = (job, pods)
    activePods = pods.filter(\.isActivePod)
    ready = activePods.filter(\.isReady).count
    terminating = pods.filter(\.isEndingPod).count
    let noted = job.observed["uncountedTerminatedPods"]?.object
    func identities(_ name: String) -> [String] {
      noted?[name]?.array?.compactMap(\.string) ?? []
    }
    let uncounted = (succeeded: identities("succeeded"), failed: identities("failed"))
    self.uncounted = uncounted
    let valid = pods.filter { pod in
      guard pod.isTracked, !counted.contains(pod.uid) else { return false }
      return !terms.isIndexed || pod.completionIndex.map { $0 < terms.indexBound } ?? false
    }
    newlySucceeded = valid.filter {
      $0.phase == "Succeeded" && !uncounted.succeeded.contains($0.uid)
    }
    let failures = valid.filter {
      Self.isFailed($0, terms) && !uncounted.failed.contains($0.uid)
    }
    newlyFailed = failures
    let status = job.observed
    succeeded =
      Int(status.integer("succeeded") ?? 0) + newlySucceeded.count + uncounted.succeeded.count
    let countedFailures = failures.filter { pod in
      terms.failurePolicy?.verdict(pod).counts ?? true
    }
    failed =
      Int(status.integer("failed") ?? 0) + countedFailures.count + uncounted.failed.count
  }

  /// Whether a pod counts as failed: one that is ending does, unless only failed ones are replaced.
  static func isFailed(_ pod: Fields, _ terms: JobTerms) -> Bool {
    if pod.phase == "Failed" { return true }
    if terms.replacesOnlyFailed { return false }
    return pod.isTerminating && pod.phase != "Succeeded"
  }

  // MARK: Indexes

  /// Finds out which indexes have succeeded and failed.
  mutating func countIndexes() {
    let bound = terms.indexBound
    let status = job.observed
    previousIndexes = IndexIntervals(
      status["completedIndexes"]?.string ?? "", below: bound)
    let tracked = pods.filter { pod in
      pod.isTracked && pod.completionIndex.map { $0 < bound } ?? false
    }
    succeededIndexes = previousIndexes.merged(
      with: IndexIntervals(
        Set(tracked.filter { $0.phase == "Succeeded" }.compactMap(\.completionIndex))))
    succeeded = succeededIndexes.count
    guard let limit = terms.backoffLimitPerIndex else { return }
    let known = IndexIntervals(status["failedIndexes"]?.string ?? "", below: bound)
    let failures = tracked.filter { hasIndexFailed($0, limit) }.compactMap(\.completionIndex)
    failedIndexes = known.merged(with: IndexIntervals(Set(failures)))
  }

  private func hasIndexFailed(_ pod: Fields, _ limit: Int) -> Bool {
    guard Self.isFailed(pod, terms) else { return false }
    let verdict = terms.failurePolicy?.verdict(pod) ?? PodFailurePolicy.Verdict()
    if verdict.action == .failIndex { return true }
    return verdict.counts && pod.failureCount(JobNames.indexFailureCount) >= limit
  }

  /// Finds the failed pods that have to stay so that the number of failures is handed on.
  mutating func findDelayed(counted: Set<String>) {
    let active = Set(activePods.compactMap(\.completionIndex))
    for pod in pods where pod.isTracked && !counted.contains(pod.uid) {
      guard Self.isFailed(pod, terms), let index = pod.completionIndex,
        index < terms.indexBound, !succeededIndexes.contains(index),
        failedIndexes?.contains(index) != true, !active.contains(index)
      else { continue }
      if let other = delayed[index],
        other.absoluteIndexFailures > pod.absoluteIndexFailures
          || pod.finishTime < other.finishTime
      {
        continue
      }
      delayed[index] = pod
    }
  }

  /// Whether the finalizer of a pod may be taken away.
  func mayRelease(_ pod: Fields, isFailed: Bool) -> Bool {
    if job.isTerminating || finish != nil || pod.phase == "Succeeded" { return true }
    guard isFailed else { return false }
    guard terms.backoffLimitPerIndex != nil, let index = pod.completionIndex else { return true }
    return delayed[index]?.uid != pod.uid
  }

  // MARK: The end

  /// Finds out whether the job is to end, before its pods are made or deleted.
  ///
  /// - Returns: After how many microseconds its time is up; `nil` where it has all the time.
  mutating func judge(at now: Timestamp) -> Int64? {
    if let met = job.condition("SuccessCriteriaMet"), met["status"] == "True" {
      finish = finish(from: met, "SuccessCriteriaMet")
    } else if let target = job.condition("FailureTarget"), target["status"] == "True" {
      finish = finish(from: target, "Failed")
    } else if let policy = terms.failurePolicy {
      for pod in pods where Self.isFailed(pod, terms) {
        guard let message = policy.verdict(pod).failure else { continue }
        finish = Finish(type: "FailureTarget", reason: "PodFailurePolicy", message: message)
        break
      }
    }
    guard finish == nil else { return nil }
    if failed > terms.backoffLimit || hasTooManyRestarts {
      finish = Finish(
        type: "FailureTarget", reason: "BackoffLimitExceeded",
        message: "Job has reached the specified backoff limit")
      return nil
    }
    guard let seconds = terms.activeDeadlineSeconds, !terms.isSuspended,
      let start = job.observed.moment("startTime")
    else { return nil }
    let left = start.microseconds + seconds * 1_000_000 - now.microseconds
    guard left <= 0 else { return left }
    finish = Finish(
      type: "FailureTarget", reason: "DeadlineExceeded",
      message: "Job was active longer than specified deadline")
    return nil
  }

  private func finish(from condition: Fields, _ type: String) -> Finish {
    Finish(
      type: type, reason: condition["reason"]?.string ?? "",
      message: condition["message"]?.string ?? "")
  }

  /// Whether containers were started again too often, where failures are not replaced by pods.
  private var hasTooManyRestarts: Bool {
    guard terms.restartPolicy == "OnFailure" else { return false }
    var count: Int64 = 0
    for pod in pods where pod.phase == "Running" || pod.phase == "Pending" {
      for list in ["initContainerStatuses", "containerStatuses"] {
        for status in pod.observed[list]?.array ?? [] {
          count += status.object?.integer("restartCount") ?? 0
        }
      }
    }
    return terms.backoffLimit == 0 ? count > 0 : count >= Int64(terms.backoffLimit)
  }

  /// Finds out whether the indexes let the job end.
  mutating func judgeIndexes() {
    if finish == nil, let failed = failedIndexes {
      if let most = terms.maxFailedIndexes, failed.count > most {
        finish = Finish(
          type: "FailureTarget", reason: "MaxFailedIndexesExceeded",
          message: "Job has exceeded the specified maximal number of failed indexes")
      } else if failed.count > 0, failed.count + succeededIndexes.count >= terms.indexBound {
        finish = Finish(
          type: "FailureTarget", reason: "FailedIndexes", message: "Job has failed indexes")
      }
    }
    if finish == nil, let policy = terms.successPolicy,
      let message = policy.match(succeededIndexes, below: terms.indexBound)
    {
      finish = Finish(type: "SuccessCriteriaMet", reason: "SuccessPolicy", message: message)
    }
  }
}
