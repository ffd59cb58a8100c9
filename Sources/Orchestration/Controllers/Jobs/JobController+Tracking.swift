// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How pods that have ended are counted: first they are noted in the status, then their finalizer is
/// taken away, then they are added to the numbers.
extension JobController {
  /// How many pods are noted at a time.
  private static let mostUncounted = 500

  /// Counts pods, and says whether and how the job has ended.
  func track(_ sync: inout JobSync, needsWrite: Bool) throws(APIStatus) {
    var needsWrite = needsWrite
    var tracked = Set(
      sync.pods.filter { $0.isTracked && !released.contains($0.uid) }.map(\.uid))
    if settle(&sync, tracked) { needsWrite = true }
    let noted = note(&sync)
    if noted.isNew { needsWrite = true }
    if writeIndexes(&sync, noted.indexes) { needsWrite = true }
    if announceFinish(&sync) { needsWrite = true }
    if needsWrite {
      try write(&sync)
      backoffs[sync.key] = (sync.job.uid, sync.backoff)
      needsWrite = false
    }
    var fault: APIStatus?
    for pod in noted.pods {
      released.insert(pod.uid)
      do throws(APIStatus) {
        try environment.client.removeFinalizer(
          JobNames.tracking, from: .pods, ObjectKey(pod), uid: pod.uid)
        tracked.remove(pod.uid)
      } catch {
        released.remove(pod.uid)
        fault = error
      }
    }
    if settle(&sync, tracked) { needsWrite = true }
    if let fault {
      if needsWrite { try write(&sync) }
      throw fault
    }
    let hasFinished = !noted.isFull && enactFinish(&sync)
    if needsWrite || hasFinished { try write(&sync) }
    if hasFinished { tellFinish(sync) }
  }

  private func write(_ sync: inout JobSync) throws(APIStatus) {
    let uncounted = sync.uncounted
    sync.job.modify("status") { status in
      var fields = Fields()
      if !uncounted.succeeded.isEmpty { fields["succeeded"] = uncounted.succeeded.value }
      if !uncounted.failed.isEmpty { fields["failed"] = uncounted.failed.value }
      status["uncountedTerminatedPods"] = .object(fields)
    }
    sync.job = try environment.client.updateStatus(.jobs, sync.job)
    written[sync.key] = sync.job.revision
  }

  /// Adds the noted pods to the numbers whose finalizer is gone.
  private func settle(_ sync: inout JobSync, _ tracked: Set<String>) -> Bool {
    let uncounted = sync.uncounted
    let succeeded = uncounted.succeeded.filter { tracked.contains($0) }
    let failed = uncounted.failed.filter { tracked.contains($0) }
    let more = (
      succeeded: uncounted.succeeded.count - succeeded.count,
      failed: uncounted.failed.count - failed.count
    )
    guard more.succeeded > 0 || more.failed > 0 else { return false }
    sync.uncounted = (succeeded, failed)
    sync.job.modify("status") { status in
      for (name, count) in [("succeeded", more.succeeded), ("failed", more.failed)]
      where count > 0 {
        status[name] = .integer((status.integer(name) ?? 0) + Int64(count))
      }
    }
    return true
  }

  /// The pods whose finalizer can be taken away.
  private struct Noted {
    var pods: [Fields] = []
    var indexes: [Int] = []
    var isNew = false
    var isFull = false
  }

  private func note(_ sync: inout JobSync) -> Noted {
    var noted = Noted()
    let terms = sync.terms
    let pods =
      terms.isIndexed
      ? sync.pods.sorted { $0.completionIndex ?? -1 < $1.completionIndex ?? -1 } : sync.pods
    for pod in pods where pod.isTracked && !released.contains(pod.uid) {
      let isFailed = JobSync.isFailed(pod, terms)
      guard sync.mayRelease(pod, isFailed: isFailed) else { continue }
      noted.pods.append(pod)
      let index = pod.completionIndex.flatMap { $0 < terms.indexBound ? $0 : nil }
      let hasFailedAsAWhole = sync.finish.map { $0.type != "SuccessCriteriaMet" } ?? false
      if pod.phase == "Succeeded", !sync.uncounted.failed.contains(pod.uid) {
        if terms.isIndexed {
          if let index, !sync.previousIndexes.contains(index) {
            noted.indexes.append(index)
            noted.isNew = true
          }
        } else if !sync.uncounted.succeeded.contains(pod.uid) {
          sync.uncounted.succeeded.append(pod.uid)
          noted.isNew = true
        }
      } else if isFailed || hasFailedAsAWhole {
        // Where the whole job has failed, every pod that has not ended has.
        if !sync.uncounted.failed.contains(pod.uid), !terms.isIndexed || index != nil,
          terms.failurePolicy?.verdict(pod).counts ?? true
        {
          sync.uncounted.failed.append(pod.uid)
          noted.isNew = true
        }
      }
      let count =
        noted.indexes.count + sync.uncounted.succeeded.count + sync.uncounted.failed.count
      if count >= Self.mostUncounted {
        noted.isFull = true
        break
      }
    }
    return noted
  }

  private func writeIndexes(_ sync: inout JobSync, _ indexes: [Int]) -> Bool {
    guard sync.terms.isIndexed else { return false }
    let succeeded = sync.previousIndexes.merged(with: IndexIntervals(Set(indexes)))
    let failed = sync.failedIndexes?.description
    let status = sync.job.observed
    let text = succeeded.description
    let hasChanged =
      status["completedIndexes"]?.string ?? "" != text || status["failedIndexes"]?.string != failed
    sync.job.modify("status") { status in
      status["succeeded"] = succeeded.isEmpty ? nil : .integer(Int64(succeeded.count))
      status["completedIndexes"] = text.isEmpty ? nil : .string(text)
      status["failedIndexes"] = failed.map { .string($0) }
    }
    return hasChanged
  }

  // MARK: The end

  /// Says how the job will end, before finalizers are taken away and pods can vanish.
  private func announceFinish(_ sync: inout JobSync) -> Bool {
    guard let finish = sync.finish,
      finish.type == "FailureTarget" || finish.type == "SuccessCriteriaMet"
    else { return false }
    let isNew = sync.job.setJobCondition(
      finish.type, "True", finish.reason, finish.message, at: environment.timestamp)
    sync.finish = finish.final
    return isNew
  }

  /// Says how the job has ended, once every pod is counted and gone.
  private func enactFinish(_ sync: inout JobSync) -> Bool {
    guard let finish = sync.finish, sync.uncounted.succeeded.isEmpty,
      sync.uncounted.failed.isEmpty, sync.terminating == 0
    else { return false }
    let now = environment.timestamp
    sync.job.setJobCondition(finish.type, "True", finish.reason, finish.message, at: now)
    if finish.type == "Complete" { sync.job.modify("status") { $0["completionTime"] = now } }
    return true
  }

  private func tellFinish(_ sync: JobSync) {
    guard let finish = sync.finish else { return }
    guard finish.type == "Complete" else {
      return environment.events.record(
        sync.job, .warning, reason: finish.reason, finish.message)
    }
    let succeeded = sync.job.observed.integer("succeeded") ?? 0
    if let completions = sync.terms.completions, succeeded > Int64(completions) {
      environment.events.record(
        sync.job, .warning, reason: "TooManySucceededPods",
        "Too many succeeded pods running after completion count reached")
    }
    environment.events.record(sync.job, reason: "Completed", "Job completed")
  }
}
