// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How many pods of a job run.
extension JobController {
  /// How many pods are made or deleted at a time.
  private static let mostAtOnce = 500

  /// Deletes or makes pods so that as many run as the job wants.
  ///
  /// - Returns: How many run then. Other than in Kubernetes that is also said while the job waits
  ///   after a failure, where `status.active` there is 0.
  func manage(_ sync: inout JobSync, _ fault: inout APIStatus?) -> Int {
    let active = sync.activePods.count
    let terms = sync.terms
    if terms.isSuspended {
      let surplus = podsToRemove(sync, atLeast: active)
      return active - delete(surplus, &sync, &fault)
    }
    let wanted: Int
    if let completions = terms.completions {
      wanted = max(0, min(completions - sync.succeeded, terms.parallelism))
    } else {
      wanted = sync.succeeded > 0 ? active : terms.parallelism
    }
    let surplus = podsToRemove(sync, atLeast: max(0, active - wanted)).prefix(Self.mostAtOnce)
    if !surplus.isEmpty { return active - delete(Array(surplus), &sync, &fault) }
    let ending = terms.replacesOnlyFailed ? sync.terminating : 0
    var missing = wanted - ending - active
    guard missing > 0 else { return active }
    let now = environment.clock.now
    if terms.backoffLimitPerIndex == nil {
      let wait = sync.backoff.remaining(at: now)
      guard wait == 0 else {
        loop.add(sync.key, after: wait)
        return active
      }
    }
    missing = min(missing, Self.mostAtOnce)
    guard terms.isIndexed else {
      return active + create([Int?](repeating: nil, count: missing), sync, &fault)
    }
    var indexes = pendingIndexes(sync, missing)
    if terms.backoffLimitPerIndex != nil {
      let waits = indexes.map { JobBackoff.remaining(after: sync.delayed[$0], at: now) }
      indexes = zip(indexes, waits).filter { $0.1 == 0 }.map(\.0)
      if let least = waits.filter({ $0 > 0 }).min() { loop.add(sync.key, after: least) }
    }
    return active + create(indexes, sync, &fault)
  }

  private func pendingIndexes(_ sync: JobSync, _ count: Int) -> [Int] {
    var taken = sync.succeededIndexes.merged(
      with: IndexIntervals(Set(sync.activePods.compactMap(\.completionIndex))))
    if sync.terms.replacesOnlyFailed {
      let ending = sync.pods.filter(\.isEndingPod).compactMap(\.completionIndex)
      taken = taken.merged(with: IndexIntervals(Set(ending)))
    }
    if let failed = sync.failedIndexes { taken = taken.merged(with: failed) }
    return taken.firstMissing(count, below: sync.terms.indexBound)
  }

  // MARK: Too many

  /// The pods that go first: those of no or the same index, then those that have come least far.
  private func podsToRemove(_ sync: JobSync, atLeast count: Int) -> [Fields] {
    var removed: [Fields] = []
    var left = sync.activePods
    if sync.terms.isIndexed {
      var best: [Int: Fields] = [:]
      left = []
      for pod in sync.activePods.sorted(by: Self.goesBefore).reversed() {
        guard let index = pod.completionIndex, index < sync.terms.indexBound,
          best[index] == nil
        else {
          removed.append(pod)
          continue
        }
        best[index] = pod
        left.append(pod)
      }
    }
    if removed.count < count {
      removed += left.sorted(by: Self.goesBefore).prefix(count - removed.count)
    }
    return removed
  }

  /// Whether a pod goes before another (`ActivePods` in `pkg/controller/controller_utils.go`).
  private static func goesBefore(_ left: Fields, _ right: Fields) -> Bool {
    func rank(_ pod: Fields) -> (Int, Int, Int) {
      let phase = ["Pending": 0, "Unknown": 1, "Running": 2][pod.phase] ?? 0
      return (pod.boundNode.isEmpty ? 0 : 1, phase, pod.isReady ? 1 : 0)
    }
    let (first, second) = (rank(left), rank(right))
    if first != second { return first < second }
    let (early, late) = (left.metadata["creationTimestamp"], right.metadata["creationTimestamp"])
    // The younger one goes; the moments are written so that they can be compared as text.
    if early != late { return early?.string ?? "" > late?.string ?? "" }
    return ObjectKey(left) < ObjectKey(right)
  }

  /// Deletes pods without counting them.
  private func delete(
    _ pods: [Fields], _ sync: inout JobSync, _ fault: inout APIStatus?
  ) -> Int {
    var count = 0
    for pod in pods {
      let key = ObjectKey(pod)
      expectations.expectDeletion(of: pod.uid, for: sync.key, at: environment.clock.now)
      do throws(APIStatus) {
        try environment.client.removeFinalizer(
          JobNames.tracking, from: .pods, key, uid: pod.uid)
        try environment.client.deleteIfPresent(.pods, key, DeleteOptions(uid: pod.uid))
        noteDeletion(pod, &sync)
        count += 1
      } catch {
        expectations.sawDeletion(of: pod.uid, for: sync.key)
        noteFailure(error, sync, "FailedDelete", "Error deleting: \(error.message)")
        fault = error
      }
    }
    return count
  }

  /// Deletes the pods that run, which are still to be counted.
  func deleteActivePods(_ sync: inout JobSync, _ fault: inout APIStatus?) -> Int {
    var count = 0
    for pod in sync.activePods {
      do throws(APIStatus) {
        try environment.client.deleteIfPresent(
          .pods, ObjectKey(pod), DeleteOptions(uid: pod.uid))
        noteDeletion(pod, &sync)
        count += 1
      } catch {
        noteFailure(error, sync, "FailedDelete", "Error deleting: \(error.message)")
        fault = error
      }
    }
    return count
  }

  private func noteDeletion(_ pod: Fields, _ sync: inout JobSync) {
    if pod.isReady { sync.ready -= 1 }
    sync.terminating += 1
    environment.events.record(
      sync.job, reason: "SuccessfulDelete", "Deleted pod: \(ObjectKey(pod).name)")
  }

  private func noteFailure(
    _ fault: APIStatus, _ sync: JobSync, _ reason: String, _ message: String
  ) {
    environment.events.record(sync.job, .warning, reason: reason, message)
  }

  // MARK: Too few

  /// Makes pods, one for each index, up to the first that cannot be made.
  private func create(
    _ indexes: [Int?], _ sync: JobSync, _ fault: inout APIStatus?
  ) -> Int {
    guard !indexes.isEmpty else { return 0 }
    let template = JobPodTemplate(sync.job, sync.terms)
    var count = 0
    for index in indexes {
      let pod = template.pod(index: index, replacing: index.flatMap { sync.delayed[$0] })
      do throws(APIStatus) {
        let created = try environment.client.create(.pods, pod)
        expectations.expectCreation(
          of: created.uid, for: sync.key, at: environment.clock.now)
        environment.events.record(
          sync.job, reason: "SuccessfulCreate", "Created pod: \(ObjectKey(created).name)")
        count += 1
      } catch {
        let isEnding =
          error.details?.causes.contains { $0.reason == "NamespaceTerminating" } ?? false
        guard !isEnding else { break }
        noteFailure(error, sync, "FailedCreate", "Error creating: \(error.message)")
        fault = error
        break
      }
    }
    return count
  }
}
