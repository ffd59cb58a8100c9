// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Makes jobs at set times.
///
/// The names of jobs are made of the time at which they are due, so that no time is served twice,
/// whenever this controller stops. Times that were missed are made up for by one job, the latest.
///
/// From `pkg/controller/cronjob` (`cronjob_controllerv2.go`, `utils.go`).
public final class CronJobController: Component {
  /// The name.
  public let name = "cronjob-controller"
  let environment: ComponentEnvironment
  private let loop: ControllerLoop
  private let cronJobs: Informer
  private let jobs: Informer

  private static let index = "cronjob-uid"

  /// Creates the controller.
  public init(_ environment: ComponentEnvironment) {
    self.environment = environment
    loop = ControllerLoop(name: name, environment: environment)
    (cronJobs, jobs) = (environment.informers[.cronJobs], environment.informers[.jobs])
    jobs.addIndex(Self.index) { job in
      guard let reference = job.controllerReference, reference["kind"] == "CronJob",
        let uid = reference["uid"]?.string
      else { return [] }
      return [uid]
    }
    loop.watch(.cronJobs) { [$0.key] }
    loop.watch(.jobs) { change in
      guard let reference = change.object.controllerReference, reference["kind"] == "CronJob",
        let name = reference["name"]?.string
      else { return [] }
      return [ObjectKey(namespace: change.key.namespace, name: name)]
    }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in try self.reconcile(key) }
  }

  /// Ends.
  public func stop() { loop.stop() }

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard cronJobs[key] != nil, let cronJob = try environment.client.find(.cronJobs, key) else {
      return
    }
    var sync = CronJobSync(cronJob)
    let owned = jobs.objects(cronJob.uid, in: Self.index)
    var fault: APIStatus?
    do throws(APIStatus) {
      try noteJobs(&sync, owned)
      if let delay = try startJob(&sync) { loop.add(key, after: delay) }
    } catch {
      fault = error
    }
    cleanUp(&sync, owned)
    if sync.cronJob != cronJob {
      try environment.client.updateStatus(.cronJobs, sync.cronJob)
    }
    if let fault { throw fault }
  }

  // MARK: What there is

  /// Notes which jobs have ended and which are still going on.
  private func noteJobs(_ sync: inout CronJobSync, _ owned: [Fields]) throws(APIStatus) {
    for job in owned {
      let name = ObjectKey(job).name
      let isActive = sync.isActive(job.uid)
      guard let finished = job.finishedCondition else {
        if !isActive {
          environment.events.record(
            sync.cronJob, .warning, reason: "UnexpectedJob",
            "Saw a job that the controller did not create or forgot: \(name)")
        }
        continue
      }
      if isActive {
        sync.removeActive(job.uid)
        environment.events.record(
          sync.cronJob, reason: "SawCompletedJob",
          "Saw completed job: \(name), condition: \(finished["type"]?.string ?? "")")
      }
      guard finished["type"] == "Complete",
        let end = job.observed.moment("completionTime")
      else { continue }
      let last = sync.cronJob.observed.moment("lastSuccessfulTime")
      if last.map({ end > $0 }) ?? true {
        sync.cronJob.modify("status") { $0["lastSuccessfulTime"] = end.value }
      }
    }
    for reference in sync.active {
      let uid = reference["uid"]?.string ?? ""
      if owned.contains(where: { $0.uid == uid }) { continue }
      // The informer may be behind.
      let name = reference["name"]?.string ?? ""
      let found = try environment.client.find(
        .jobs, ObjectKey(namespace: sync.key.namespace, name: name))
      if found == nil {
        sync.removeActive(uid)
        environment.events.record(
          sync.cronJob, reason: "MissingJob", "Active job went missing: \(name)")
      }
    }
  }

  // MARK: The next job

  /// Makes the job that is due, if any.
  ///
  /// - Returns: After how many microseconds the next one is; `nil` where none is.
  private func startJob(_ sync: inout CronJobSync) throws(APIStatus) -> Int64? {
    let spec = sync.cronJob.wanted
    guard !sync.cronJob.isTerminating else { return nil }
    let zoneName = spec["timeZone"]?.string
    guard let zone = CronZone(zoneName ?? "") else {
      warn(
        sync, "UnknownTimeZone",
        "invalid timeZone: \"\(zoneName ?? "")\": unknown time zone \(zoneName ?? "")")
      return nil
    }
    if spec.isTrue("suspend") { return nil }
    let text = spec["schedule"]?.string ?? ""
    if text.contains("TZ") {
      warn(
        sync, "UnsupportedSchedule",
        "CRON_TZ or TZ used in schedule \"\(text)\" is not officially supported, see "
          + "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details")
    }
    let schedule: CronSchedule
    do throws(CronFault) {
      schedule = try CronSchedule(text, zone: zone)
    } catch {
      warn(
        sync, "UnparseableSchedule", "unparseable schedule: \"\(text)\" : \(error.message)")
      return nil
    }
    let now = environment.clock.now
    func wait() -> Int64? { sync.delay(schedule, at: now) }
    let due: CronJobSync.Due
    do throws(CronFault) {
      due = try sync.latest(schedule, at: now, mindsDeadline: true)
    } catch {
      warn(sync, "InvalidSchedule", "invalid schedule: \(text) : \(error.message)")
      return nil
    }
    guard let moment = due.moment else { return wait() }
    if due.missed == .many {
      warn(
        sync, "TooManyMissedTimes",
        "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check "
          + "clock skew")
    }
    if let seconds = spec.integer("startingDeadlineSeconds"),
      moment.advanced(by: seconds * 1_000_000) < now
    {
      warn(
        sync, "MissSchedule", "Missed scheduled time to start a job: \(moment.rfc1123)")
      return wait()
    }
    let jobName = "\(sync.key.name)-\(moment.microseconds / 60_000_000)"
    if sync.active.contains(where: { $0["name"]?.string == jobName })
      || sync.cronJob.observed.moment("lastScheduleTime") == moment
    {
      return wait()
    }
    let policy = spec["concurrencyPolicy"]?.string ?? "Allow"
    if policy == "Forbid", !sync.active.isEmpty {
      environment.events.record(
        sync.cronJob, reason: "JobAlreadyActive",
        "Not starting job because prior execution is running and concurrency policy is Forbid")
      return wait()
    }
    if policy == "Replace" {
      for reference in sync.active { try delete(reference, &sync) }
    }
    let job = sync.job(named: jobName, at: moment, in: zone)
    guard let made = try create(job, &sync) else { return nil }
    sync.addActive(made)
    sync.cronJob.modify("status") { $0["lastScheduleTime"] = moment.value }
    return wait()
  }

  /// Makes a job, or finds the one that was made before.
  ///
  /// - Returns: The job; `nil` where there is one of the name that is not ours, or is known.
  private func create(_ job: Fields, _ sync: inout CronJobSync) throws(APIStatus) -> Fields? {
    do throws(APIStatus) {
      let made = try environment.client.create(.jobs, job)
      environment.events.record(
        sync.cronJob, reason: "SuccessfulCreate", "Created job \(ObjectKey(made).name)")
      return made
    } catch {
      guard error.reason == .alreadyExists else {
        let isEnding =
          error.details?.causes.contains { $0.reason == "NamespaceTerminating" } ?? false
        if !isEnding {
          warn(sync, "FailedCreate", "Error creating job: \(error.message)")
        }
        throw error
      }
      guard let found = try environment.client.find(.jobs, ObjectKey(job)),
        found.controllerReference?["uid"]?.string == sync.cronJob.uid,
        !sync.isActive(found.uid)
      else { return nil }
      return found
    }
  }

  private func warn(_ sync: CronJobSync, _ reason: String, _ message: String) {
    environment.events.record(sync.cronJob, .warning, reason: reason, message)
  }

  private func delete(_ job: Fields, _ sync: inout CronJobSync) throws(APIStatus) {
    let name = job["name"]?.string ?? ""
    let uid = job["uid"]?.string ?? ""
    do throws(APIStatus) {
      try environment.client.deleteIfPresent(
        .jobs, ObjectKey(namespace: sync.key.namespace, name: name),
        DeleteOptions(propagation: .background))
    } catch {
      warn(sync, "FailedDelete", "Deleted job: \(error.message)")
      throw error
    }
    sync.removeActive(uid)
    environment.events.record(sync.cronJob, reason: "SuccessfulDelete", "Deleted job \(name)")
  }

  // MARK: Old jobs

  /// Deletes the oldest jobs that have ended where there are too many.
  private func cleanUp(_ sync: inout CronJobSync, _ owned: [Fields]) {
    let spec = sync.cronJob.wanted
    let limits = [
      ("Complete", Int(spec.integer("successfulJobsHistoryLimit") ?? 3)),
      ("Failed", Int(spec.integer("failedJobsHistoryLimit") ?? 1)),
    ]
    for (type, limit) in limits {
      let ended = owned.filter {
        !$0.isTerminating && $0.finishedCondition?["type"]?.string == type
      }
      guard ended.count > limit else { continue }
      let sorted = ended.sorted { left, right in
        // Moments are written so that they can be compared as text; none comes last.
        let (first, second) = (
          left.observed["startTime"]?.string ?? "~", right.observed["startTime"]?.string ?? "~"
        )
        return first != second ? first < second : ObjectKey(left) < ObjectKey(right)
      }
      for job in sorted.prefix(ended.count - limit) {
        let reference: Fields = ["name": .string(ObjectKey(job).name), "uid": .string(job.uid)]
        do throws(APIStatus) {
          try delete(reference, &sync)
        } catch {
          loop.onError?(sync.key, error)
        }
      }
    }
  }
}
