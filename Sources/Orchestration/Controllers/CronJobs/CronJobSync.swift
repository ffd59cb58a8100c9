// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// One look at a CronJob: the object as it is to be written, and when its next job is due.
///
/// From `pkg/controller/cronjob/utils.go`.
struct CronJobSync {
  /// How many times were missed.
  enum Missed {
    case none
    case few
    case many
  }

  /// When a job was due last.
  struct Due {
    /// Since when times count.
    var earliest: Timestamp
    /// The latest time that has come; `nil` where none has.
    var moment: Timestamp?
    var missed = Missed.none
  }

  let key: ObjectKey
  var cronJob: Fields

  init(_ cronJob: Fields) {
    key = ObjectKey(cronJob)
    self.cronJob = cronJob
  }

  // MARK: Active jobs

  /// References to the jobs that are going on.
  var active: [Fields] { cronJob.observed["active"]?.array?.compactMap(\.object) ?? [] }

  func isActive(_ uid: String) -> Bool { active.contains { $0["uid"]?.string == uid } }

  mutating func removeActive(_ uid: String) {
    let left = active.filter { $0["uid"]?.string != uid }
    guard left.count < active.count else { return }
    cronJob.modify("status") {
      $0["active"] = left.isEmpty ? nil : .array(left.map { .object($0) })
    }
  }

  mutating func addActive(_ job: Fields) {
    let metadata = job.metadata
    let reference: Fields = [
      "kind": "Job", "namespace": .string(key.namespace), "name": metadata["name"] ?? "",
      "uid": .string(job.uid), "apiVersion": "batch/v1",
      "resourceVersion": metadata["resourceVersion"] ?? "",
    ]
    let all = active + [reference]
    cronJob.modify("status") { $0["active"] = .array(all.map { .object($0) }) }
  }

  // MARK: Times

  /// When a job was due last.
  ///
  /// - Throws: Where the schedule can be read but never comes.
  func latest(
    _ schedule: CronSchedule, at now: Timestamp, mindsDeadline: Bool
  ) throws(CronFault) -> Due {
    var earliest =
      cronJob.observed.moment("lastScheduleTime")
      ?? cronJob.metadata.moment("creationTimestamp") ?? now
    if mindsDeadline, let seconds = cronJob.wanted.integer("startingDeadlineSeconds") {
      earliest = max(earliest, now.advanced(by: -seconds * 1_000_000))
    }
    var due = Due(earliest: earliest)
    guard let first = schedule.next(after: earliest), let second = schedule.next(after: first)
    else {
      throw CronFault("time difference between two schedules is less than 1 second")
    }
    if now < first { return due }
    if now < second {
      due.moment = first
      return due
    }
    let period = second.microseconds - first.microseconds
    let missed = (now.microseconds - first.microseconds) / period + 1
    // As many periods on as fit surely; the rest is counted, as periods may differ.
    var moment = schedule.next(after: first.advanced(by: (missed - 2) * period))
    while let found = moment, found <= now {
      due.moment = found
      moment = schedule.next(after: found)
    }
    due.missed = missed > 100 ? .many : .few
    return due
  }

  /// After how many microseconds to look again: a tenth of a second after the next time.
  func delay(_ schedule: CronSchedule, at now: Timestamp) -> Int64? {
    var last = now
    do throws(CronFault) {
      let due = try latest(schedule, at: now, mindsDeadline: false)
      if let moment = due.moment {
        last = moment
      } else if due.missed == .none {
        last = due.earliest
      }
    } catch {
      last = now
    }
    guard let next = schedule.next(after: last) else { return nil }
    return next.microseconds + 100_000 - now.microseconds
  }

  // MARK: Jobs

  /// The job of a time.
  func job(named name: String, at moment: Timestamp, in zone: CronZone) -> Fields {
    let template = cronJob.wanted["jobTemplate"]?.object ?? Fields()
    let source = template.metadata
    var annotations = source["annotations"]?.object ?? Fields()
    annotations["batch.kubernetes.io/cronjob-scheduled-timestamp"] = .string(zone.text(moment))
    var metadata: Fields = ["name": .string(name), "namespace": .string(key.namespace)]
    metadata["labels"] = source["labels"]
    metadata["annotations"] = .object(annotations)
    metadata["ownerReferences"] = [
      [
        "apiVersion": "batch/v1", "kind": "CronJob", "name": .string(key.name),
        "uid": .string(cronJob.uid), "controller": true, "blockOwnerDeletion": true,
      ]
    ]
    return [
      "apiVersion": "batch/v1", "kind": "Job", "metadata": .object(metadata),
      "spec": template["spec"] ?? .object([:]),
    ]
  }
}

extension Timestamp {
  /// The moment as RFC 1123 has it, such as `Thu, 01 Jan 2026 00:00:00 +0000`.
  var rfc1123: String {
    let seconds = wholeSecond.microseconds / 1_000_000
    let day = seconds / 86_400
    let date = CivilDate.date(ofDay: day)
    let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let time = seconds % 86_400
    return "\(weekdays[Int(day % 7)]), \(padded(date.day)) \(months[Int(date.month) - 1]) "
      + "\(date.year) \(padded(time / 3_600)):\(padded(time / 60 % 60)):\(padded(time % 60)) +0000"
  }
}
