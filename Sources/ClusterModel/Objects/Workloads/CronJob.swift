// SPDX-License-Identifier: Apache-2.0

/// Jobs at set times.
public struct CronJob: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `batch/v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `CronJob`.
  public var kind: String? {
    get { self[field: "kind"] }
    set { self[field: "kind"] = newValue }
  }

  /// Names and labels.
  public var metadata: ObjectMeta {
    get { self[view: "metadata"] }
    set { self[view: "metadata"] = newValue }
  }

  /// What is asked for.
  public var spec: CronJobSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }

  /// What was observed.
  public var status: CronJobStatus {
    get { self[view: "status"] }
    set { self[view: "status"] = newValue }
  }
}

/// What is asked of a CronJob.
public struct CronJobSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// When, as cron has it.
  public var schedule: String? {
    get { self[field: "schedule"] }
    set { self[field: "schedule"] = newValue }
  }

  /// The time zone of the schedule.
  public var timeZone: String? {
    get { self[field: "timeZone"] }
    set { self[field: "timeZone"] = newValue }
  }

  /// How late a job may begin.
  public var startingDeadlineSeconds: Int64? {
    get { self[field: "startingDeadlineSeconds"] }
    set { self[field: "startingDeadlineSeconds"] = newValue }
  }

  /// `Allow`, `Forbid` or `Replace`.
  public var concurrencyPolicy: String? {
    get { self[field: "concurrencyPolicy"] }
    set { self[field: "concurrencyPolicy"] = newValue }
  }

  /// Whether no jobs are made for now.
  public var suspend: Bool? {
    get { self[field: "suspend"] }
    set { self[field: "suspend"] = newValue }
  }

  /// What jobs are made from.
  public var jobTemplate: JobTemplateSpec {
    get { self[view: "jobTemplate"] }
    set { self[view: "jobTemplate"] = newValue }
  }

  /// How many successful jobs are kept; 3 where absent.
  public var successfulJobsHistoryLimit: Int? {
    get { self[field: "successfulJobsHistoryLimit"] }
    set { self[field: "successfulJobsHistoryLimit"] = newValue }
  }

  /// How many failed jobs are kept; 1 where absent.
  public var failedJobsHistoryLimit: Int? {
    get { self[field: "failedJobsHistoryLimit"] }
    set { self[field: "failedJobsHistoryLimit"] = newValue }
  }
}

/// What jobs are made from.
public struct JobTemplateSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Labels and annotations of the jobs.
  public var metadata: ObjectMeta {
    get { self[view: "metadata"] }
    set { self[view: "metadata"] = newValue }
  }

  /// What is asked of the jobs.
  public var spec: JobSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }
}

/// What was observed of a CronJob.
public struct CronJobStatus: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The jobs that run.
  public var active: [ObjectReference] {
    get { self[list: "active"] }
    set { self[list: "active"] = newValue }
  }

  /// When a job was last made.
  public var lastScheduleTime: Timestamp? {
    get { self[field: "lastScheduleTime"] }
    set { self[field: "lastScheduleTime"] = newValue }
  }

  /// When a job last succeeded.
  public var lastSuccessfulTime: Timestamp? {
    get { self[field: "lastSuccessfulTime"] }
    set { self[field: "lastSuccessfulTime"] = newValue }
  }
}
