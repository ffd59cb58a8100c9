// SPDX-License-Identifier: Apache-2.0

/// Pods that run to their end.
public struct Job: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `batch/v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `Job`.
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
  public var spec: JobSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }

  /// What was observed.
  public var status: JobStatus {
    get { self[view: "status"] }
    set { self[view: "status"] = newValue }
  }
}

/// What is asked of a Job.
public struct JobSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// How many pods run at a time; 1 where absent.
  public var parallelism: Int? {
    get { self[field: "parallelism"] }
    set { self[field: "parallelism"] = newValue }
  }

  /// How many have to succeed; where absent, the first success ends the job.
  public var completions: Int? {
    get { self[field: "completions"] }
    set { self[field: "completions"] = newValue }
  }

  /// `NonIndexed` or `Indexed`.
  public var completionMode: String? {
    get { self[field: "completionMode"] }
    set { self[field: "completionMode"] = newValue }
  }

  /// How many failures make the job fail; 6 where absent.
  public var backoffLimit: Int? {
    get { self[field: "backoffLimit"] }
    set { self[field: "backoffLimit"] = newValue }
  }

  /// How many failures make an index fail.
  public var backoffLimitPerIndex: Int? {
    get { self[field: "backoffLimitPerIndex"] }
    set { self[field: "backoffLimitPerIndex"] = newValue }
  }

  /// How many failed indexes make the job fail.
  public var maxFailedIndexes: Int? {
    get { self[field: "maxFailedIndexes"] }
    set { self[field: "maxFailedIndexes"] = newValue }
  }

  /// How long it may take.
  public var activeDeadlineSeconds: Int64? {
    get { self[field: "activeDeadlineSeconds"] }
    set { self[field: "activeDeadlineSeconds"] = newValue }
  }

  /// How long it is kept when it is done.
  public var ttlSecondsAfterFinished: Int? {
    get { self[field: "ttlSecondsAfterFinished"] }
    set { self[field: "ttlSecondsAfterFinished"] = newValue }
  }

  /// Whether no pods are made for now.
  public var suspend: Bool? {
    get { self[field: "suspend"] }
    set { self[field: "suspend"] = newValue }
  }

  /// Which pods are its own.
  public var selector: LabelSelectorSpec? {
    get { self[field: "selector"] }
    set { self[field: "selector"] = newValue }
  }

  /// Whether the selector is not made up.
  public var manualSelector: Bool? {
    get { self[field: "manualSelector"] }
    set { self[field: "manualSelector"] = newValue }
  }

  /// `TerminatingOrFailed` or `Failed`.
  public var podReplacementPolicy: String? {
    get { self[field: "podReplacementPolicy"] }
    set { self[field: "podReplacementPolicy"] = newValue }
  }

  /// What pods are made from.
  public var template: PodTemplateSpec {
    get { self[view: "template"] }
    set { self[view: "template"] = newValue }
  }
}

/// What was observed of a Job.
public struct JobStatus: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// How many pods run or wait.
  public var active: Int? {
    get { self[field: "active"] }
    set { self[field: "active"] = newValue }
  }

  /// How many are ready.
  public var ready: Int? {
    get { self[field: "ready"] }
    set { self[field: "ready"] = newValue }
  }

  /// How many have succeeded.
  public var succeeded: Int? {
    get { self[field: "succeeded"] }
    set { self[field: "succeeded"] = newValue }
  }

  /// How many have failed.
  public var failed: Int? {
    get { self[field: "failed"] }
    set { self[field: "failed"] = newValue }
  }

  /// How many are ending.
  public var terminating: Int? {
    get { self[field: "terminating"] }
    set { self[field: "terminating"] = newValue }
  }

  /// The indexes that have succeeded, such as `0,3-5`.
  public var completedIndexes: String? {
    get { self[field: "completedIndexes"] }
    set { self[field: "completedIndexes"] = newValue }
  }

  /// The indexes that have failed.
  public var failedIndexes: String? {
    get { self[field: "failedIndexes"] }
    set { self[field: "failedIndexes"] = newValue }
  }

  /// When it began.
  public var startTime: Timestamp? {
    get { self[field: "startTime"] }
    set { self[field: "startTime"] = newValue }
  }

  /// When it was done.
  public var completionTime: Timestamp? {
    get { self[field: "completionTime"] }
    set { self[field: "completionTime"] = newValue }
  }

  /// What holds.
  public var conditions: [Condition] {
    get { self[list: "conditions"] }
    set { self[list: "conditions"] = newValue }
  }
}
