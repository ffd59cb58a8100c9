// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// What happens when a task ends.
public struct SwarmRestartPolicy: Sendable, Hashable {
  /// When a task is replaced.
  public var condition: ComposeRestart.Condition
  /// How long to wait before, in microseconds.
  public var delay: Int64
  /// How often in one slot; without end where 0.
  public var maxAttempts: Int
  /// In which time attempts are counted, in microseconds; ever where 0.
  public var window: Int64

  init(_ fields: Fields, _ mode: SwarmServiceSpec.Mode) {
    condition =
      fields["Condition"]?.string.flatMap(ComposeRestart.Condition.init)
      ?? (mode.isJob ? .onFailure : .any)
    if mode.isJob, condition == .any { condition = .onFailure }
    delay = fields.microseconds("Delay") ?? 5_000_000
    maxAttempts = fields.wholeNumber("MaxAttempts") ?? 0
    window = fields.microseconds("Window") ?? 0
  }
}

/// How the tasks of a service are replaced, or put back.
public struct SwarmUpdateConfig: Sendable, Hashable {
  /// How many slots at a time; all where 0.
  public var parallelism: Int
  /// How long to wait after each, in microseconds.
  public var delay: Int64
  /// What happens when too many new tasks fail.
  public var failureAction: ComposeRollout.FailureAction
  /// For how long a new task is watched for failure, in microseconds.
  public var monitor: Int64
  /// The share of slots whose new tasks may fail.
  public var maxFailureRatio: Double
  /// Which of two tasks comes first.
  public var order: ComposeRollout.Order

  /// Reads `UpdateConfig` or `RollbackConfig`.
  public init(_ fields: Fields) {
    parallelism = fields.wholeNumber("Parallelism") ?? 1
    delay = fields.microseconds("Delay") ?? 0
    failureAction =
      fields["FailureAction"]?.string.flatMap(ComposeRollout.FailureAction.init) ?? .pause
    monitor = fields.microseconds("Monitor") ?? 5_000_000
    maxFailureRatio = 0
    switch fields["MaxFailureRatio"] {
    case .number(let text)?: maxFailureRatio = Double(text) ?? 0
    case .integer(let number)?: maxFailureRatio = Double(number)
    default: break
    }
    order = fields["Order"]?.string.flatMap(ComposeRollout.Order.init) ?? .stopFirst
  }
}

/// What tasks are spread over evenly, or packed by.
///
/// `PackInto` is in the design of Swarm's topology (`swarmkit`, `design/topology.md`) and was never
/// built there.
public struct SwarmPreference: Sendable, Hashable {
  /// What is done with the values of a label.
  public enum Kind: String, Sendable, Hashable {
    /// All values have as many tasks.
    case spread
    /// One value after another is filled, the one with most tasks first.
    case pack
  }

  /// What is done.
  public var kind: Kind
  /// The label, of the node or of its engine.
  public var attribute: SwarmConstraint.Attribute

  /// Creates a preference.
  public init(_ kind: Kind, _ attribute: SwarmConstraint.Attribute) {
    (self.kind, self.attribute) = (kind, attribute)
  }

  /// Reads an element of `Preferences`; `nil` for what is neither, which Swarm leaves out too.
  init?(_ value: Value) {
    if let text = value[path: "Spread", "SpreadDescriptor"]?.string {
      self.init(.spread, text)
    } else if let text = value[path: "PackInto", "PackDescriptor"]?.string {
      self.init(.pack, text)
    } else {
      return nil
    }
  }

  private init?(_ kind: Kind, _ text: String) {
    guard let attribute = SwarmConstraint.Attribute(text) else { return nil }
    switch attribute {
    case .label, .engineLabel: self.init(kind, attribute)
    default: return nil
    }
  }

  /// Reads the annotation of a pod, such as `spread:node.labels.zone,pack:node.labels.rack`.
  static func list(_ text: String) -> [SwarmPreference] {
    text.split(separator: ",").compactMap { part in
      let ends = part.split(separator: ":", maxSplits: 1)
      guard ends.count == 2, let kind = Kind(rawValue: String(ends[0])) else { return nil }
      return SwarmPreference(kind, String(ends[1]))
    }
  }
}

extension SwarmPreference: CustomStringConvertible {
  /// As it stands in the annotation of a pod.
  public var description: String { "\(kind.rawValue):\(attribute)" }
}

extension Fields {
  /// A span of time that stands in nanoseconds, in microseconds, rounded up.
  func microseconds(_ name: String) -> Int64? {
    guard case .integer(let nanoseconds)? = self[name], nanoseconds >= 0 else { return nil }
    return nanoseconds / 1_000 + (nanoseconds % 1_000 > 0 ? 1 : 0)
  }
}
