// SPDX-License-Identifier: Apache-2.0

/// How the tasks of a service are replaced by new ones, or by the old ones again.
public struct ComposeRollout: Sendable, Hashable {
  /// What happens when a new task fails.
  public enum FailureAction: String, Sendable, Hashable, CaseIterable {
    /// The rollout stops.
    case pause
    /// The rollout goes on.
    case `continue`
    /// The service goes back to what it was; not in a rollback.
    case rollback
  }

  /// Which of two tasks comes first.
  public enum Order: String, Sendable, Hashable, CaseIterable {
    /// The old task ends before the new one starts.
    case stopFirst = "stop-first"
    /// The new task starts before the old one ends, which takes room for both.
    case startFirst = "start-first"
  }

  /// How many tasks are replaced at a time; all where 0.
  public var parallelism = 1
  /// How long to wait between them.
  public var delay: Duration?
  /// What happens when a new task fails.
  public var failureAction: FailureAction?
  /// For how long a new task is watched for failure.
  public var monitor: Duration?
  /// The share of tasks that may fail.
  public var maxFailureRatio: Double?
  /// Which of two tasks comes first.
  public var order = Order.stopFirst
  /// All fields.
  public var fields = Fields()

  /// Creates what holds where nothing is said.
  public init() {}

  /// Reads `update_config` or `rollback_config`.
  init(_ field: ComposeField, isRollback: Bool) throws(ComposeError) {
    fields = try field.object()
    parallelism = try field.child("parallelism")?.count() ?? 1
    delay = try field.child("delay")?.duration()
    if let action = try field.child("failure_action") {
      failureAction = try action.choice()
      if isRollback, failureAction == .rollback {
        throw action.error(expected: "one of pause, continue")
      }
    }
    monitor = try field.child("monitor")?.duration()
    maxFailureRatio = try field.child("max_failure_ratio")?.ratio()
    if let order = try field.child("order") { self.order = try order.choice() }
  }
}

/// What happens when a task ends.
public struct ComposeRestart: Sendable, Hashable {
  /// When a task is started again.
  public enum Condition: String, Sendable, Hashable, CaseIterable {
    /// Never.
    case none
    /// When it failed.
    case onFailure = "on-failure"
    /// Always.
    case any
  }

  /// When a task is started again; by its kind where `nil`.
  public var condition: Condition?
  /// How long to wait before.
  public var delay: Duration?
  /// How often; without end where `nil`.
  public var maxAttempts: Int64?
  /// How long a task has to run for the start to count as good.
  public var window: Duration?
  /// All fields.
  public var fields = Fields()

  /// Reads `deploy.restart_policy`.
  init(_ field: ComposeField) throws(ComposeError) {
    fields = try field.object()
    if let condition = try field.child("condition") { self.condition = try condition.choice() }
    delay = try field.child("delay")?.duration()
    maxAttempts = try field.child("max_attempts")?.integer(in: 0...Int64.max)
    window = try field.child("window")?.duration()
  }

  /// Reads the older `restart`: `no`, `always`, `unless-stopped` or `on-failure[:TIMES]`.
  init(short field: ComposeField) throws(ComposeError) {
    let expected = "one of no, always, on-failure, on-failure:TIMES, unless-stopped"
    switch field.scalarText {
    case "no", "false": condition = Condition.none
    case "always", "unless-stopped": condition = .any
    case "on-failure": condition = .onFailure
    case .some(let text) where text.hasPrefix("on-failure:"):
      guard let times = Int64(text.dropFirst("on-failure:".count)), times >= 0 else {
        throw field.error(expected: expected)
      }
      (condition, maxAttempts) = (.onFailure, times)
    default: throw field.error(expected: expected)
    }
  }
}
