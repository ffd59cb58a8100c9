// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Runs pods until enough of them have succeeded, or too many have failed.
///
/// Every pod has a finalizer until it is counted, and is noted in the status before the finalizer is
/// taken away, so that no pod is counted twice or never, whenever this controller stops. Pods are
/// found by their owner; such of nobody are not adopted.
///
/// From `pkg/controller/job/job_controller.go`.
public final class JobController: Component {
  /// The name.
  public let name = "job-controller"
  let environment: ComponentEnvironment
  let loop: ControllerLoop
  /// Pods whose job is gone and that still have its finalizer.
  private let orphanLoop: ControllerLoop
  private let jobs: Informer
  private let pods: Informer
  var expectations = Expectations()
  /// Pods whose finalizer was taken away, though that was not heard yet.
  var released: Set<String> = []
  /// How long jobs wait, as of the pods that are noted in their status.
  var backoffs: [ObjectKey: (uid: String, backoff: JobBackoff)] = [:]

  /// The revision that the status of a job was last written as.
  var written: [ObjectKey: Int64] = [:]

  /// For how long changes of pods are gathered, in microseconds.
  private static let batchPeriod: Int64 = 1_000_000
  private static let index = "job-uid"

  /// Creates the controller.
  public init(_ environment: ComponentEnvironment) {
    self.environment = environment
    loop = ControllerLoop(name: name, environment: environment)
    orphanLoop = ControllerLoop(name: name, environment: environment)
    (jobs, pods) = (environment.informers[.jobs], environment.informers[.pods])
    pods.addIndex(Self.index) { pod in
      guard let reference = pod.controllerReference, reference["kind"] == "Job",
        let uid = reference["uid"]?.string
      else { return [] }
      return [uid]
    }
    loop.watch(.jobs) { [unowned self] in self.note(job: $0) }
    loop.watch(.pods) { [unowned self] in
      self.note(pod: $0)
      return []
    }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    guard !isRunning else { return }
    orphanLoop.start { [unowned self] key throws(APIStatus) in try self.releaseOrphan(key) }
    loop.start { [unowned self] key throws(APIStatus) in try self.reconcile(key) }
  }

  /// Ends and forgets everything.
  public func stop() {
    loop.stop()
    orphanLoop.stop()
    (expectations, released) = (Expectations(), [])
    (backoffs, written) = ([:], [:])
  }

  // MARK: Changes

  private func note(job change: Informer.Change) -> [ObjectKey] {
    if case .removed(_, let job) = change {
      for pod in pods.objects(job.uid, in: Self.index) { orphanLoop.add(ObjectKey(pod)) }
      return [change.key]
    }
    if let previous = change.previous,
      previous.metadata["generation"] == change.object.metadata["generation"],
      previous.isTerminating == change.object.isTerminating, previous.uid == change.object.uid
    {
      loop.add(change.key, after: Self.batchPeriod)
      return []
    }
    return [change.key]
  }

  private func note(pod change: Informer.Change) {
    let pod = change.object
    guard let reference = pod.controllerReference, reference["kind"] == "Job" else {
      if pod.isTracked, pod.controllerReference == nil { orphanLoop.add(change.key) }
      return
    }
    let key = ObjectKey(
      namespace: change.key.namespace, name: reference["name"]?.string ?? "")
    switch change {
    case .added: expectations.sawCreation(of: pod.uid, for: key)
    case .changed where pod.isTerminating: expectations.sawDeletion(of: pod.uid, for: key)
    case .changed: break
    case .removed: expectations.sawDeletion(of: pod.uid, for: key)
    }
    let isRemoved = if case .removed = change { true } else { false }
    if isRemoved || !pod.isTracked { released.remove(pod.uid) }
    if !isRemoved, pod.isTracked, jobs[key]?.uid != reference["uid"]?.string {
      orphanLoop.add(change.key)
    }
    loop.add(key, after: Self.batchPeriod)
  }

  private func releaseOrphan(_ key: ObjectKey) throws(APIStatus) {
    guard let pod = pods[key], pod.isTracked else { return }
    if let reference = pod.controllerReference {
      guard reference["kind"] == "Job" else { return }
      let owner = ObjectKey(namespace: key.namespace, name: reference["name"]?.string ?? "")
      // The informer of jobs may be behind that of pods.
      if let job = try environment.client.find(.jobs, owner),
        job.uid == reference["uid"]?.string, job.finishedCondition == nil
      {
        return
      }
    }
    try environment.client.removeFinalizer(JobNames.tracking, from: .pods, key, uid: pod.uid)
  }

  // MARK: A look at a job

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let job = jobs[key] else {
      expectations.forget(key)
      (backoffs[key], written[key]) = (nil, nil)
      return
    }
    if let manager = job.wanted["managedBy"]?.string, manager != JobNames.managedBy { return }
    // What was written and not heard of yet will be, and then there is another look.
    if let revision = written[key], job.revision < revision { return }
    if job.finishedCondition != nil {
      (backoffs[key], written[key]) = (nil, nil)
      for pod in pods.objects(job.uid, in: Self.index) where pod.isTracked {
        orphanLoop.add(ObjectKey(pod))
      }
      return
    }
    if let mode = job.wanted["completionMode"]?.string, mode != "Indexed", mode != "NonIndexed" {
      environment.events.record(
        job, .warning, reason: "UnknownCompletionMode",
        "Skipped Job sync because completion mode is unknown")
      return
    }
    let now = environment.clock.now
    let isUpToDate = expectations.areMet(for: key, at: now)
    var sync = JobSync(job, pods: pods.objects(job.uid, in: Self.index), counted: released)
    if job.observed["startTime"] == nil, !sync.terms.isSuspended {
      let timestamp = environment.timestamp
      sync.job.modify("status") { $0["startTime"] = timestamp }
    }
    if let known = backoffs[key], known.uid == job.uid { sync.backoff = known.backoff }
    sync.backoff.count(succeeded: sync.newlySucceeded, failed: sync.newlyFailed)
    if let left = sync.judge(at: now) { loop.add(key, after: left) }
    if sync.terms.isIndexed {
      sync.countIndexes()
      if sync.terms.backoffLimitPerIndex != nil { sync.findDelayed(counted: released) }
      sync.judgeIndexes()
    }
    var active = sync.activePods.count
    var fault: APIStatus?
    var hasSuspensionChanged = false
    if sync.finish != nil {
      let deleted = deleteActivePods(&sync, &fault)
      // The job has not ended as long as pods may be there that nobody has seen.
      if deleted != active || !isUpToDate { sync.finish = nil }
      active -= deleted
    } else {
      let isManaged = isUpToDate && !job.isTerminating
      if isManaged { active = manage(&sync, &fault) }
      let isComplete =
        sync.terms.completions.map { sync.succeeded >= $0 } ?? (sync.succeeded > 0)
      if isComplete, active == 0 {
        sync.finish = JobSync.Finish(
          type: "SuccessCriteriaMet", reason: "CompletionsReached",
          message: "Reached expected number of succeeded pods")
      } else if isManaged {
        hasSuspensionChanged = noteSuspension(&sync)
      }
    }
    let before = job.observed
    sync.job.modify("status") { status in
      status["active"] = active == 0 ? nil : .integer(Int64(active))
      status["ready"] = .integer(Int64(sync.ready))
      status["terminating"] = .integer(Int64(sync.terminating))
      if status["uncountedTerminatedPods"] == nil {
        status["uncountedTerminatedPods"] = .object([:])
      }
    }
    let after = sync.job.observed
    let needsWrite =
      hasSuspensionChanged
      || ["active", "ready", "terminating"].contains { before[$0] != after[$0] }
    try track(&sync, needsWrite: needsWrite)
    if let fault { throw fault }
  }

  /// Says whether the job is suspended, and lets its time begin anew where it is not any more.
  private func noteSuspension(_ sync: inout JobSync) -> Bool {
    let now = environment.timestamp
    let isSuspended = sync.terms.isSuspended
    let hasChanged = sync.job.setJobCondition(
      "Suspended", isSuspended ? "True" : "False", isSuspended ? "JobSuspended" : "JobResumed",
      isSuspended ? "Job suspended" : "Job resumed", at: now)
    guard hasChanged else { return false }
    environment.events.record(
      sync.job, reason: isSuspended ? "Suspended" : "Resumed",
      isSuspended ? "Job suspended" : "Job resumed")
    if !isSuspended { sync.job.modify("status") { $0["startTime"] = now } }
    return true
  }
}
