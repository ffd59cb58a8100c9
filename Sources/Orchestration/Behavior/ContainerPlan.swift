// SPDX-License-Identifier: Apache-2.0

/// The kinds of probes.
public enum ProbeKind: String, Sendable, Hashable, CaseIterable {
  /// Whether a container has started.
  case startup
  /// Whether it takes requests.
  case readiness
  /// Whether it has to be started again.
  case liveness
}

/// What one container is going to do, drawn from behaviours before it starts.
///
/// Plans are shared: most containers have the same one.
public final class ContainerPlan: Sendable {
  /// How a container ends.
  public struct Exit: Sendable, Hashable {
    /// After how many microseconds.
    public var after: Int64
    /// What it returns.
    public var code: Int
    /// Creates an end.
    public init(after: Int64, code: Int) { (self.after, self.code) = (after, code) }
  }

  /// Something that a container writes.
  public struct Write: Sendable, Hashable {
    /// After how many microseconds.
    public var after: Int64
    /// The file.
    public var path: String
    /// What is written.
    public var text: String
    /// Whether it is written behind what is there.
    public var isAppended: Bool
    /// Creates a write.
    public init(after: Int64 = 0, path: String, text: String, isAppended: Bool = false) {
      (self.after, self.path, self.text, self.isAppended) = (after, path, text, isAppended)
    }
  }

  /// How long it takes until it runs, in microseconds.
  public let startDelay: Int64
  /// How long it takes from then until it is ready, whether it has a readiness probe or not.
  public let readyDelay: Int64
  /// How it ends by itself; `nil` where it does not.
  public let exit: Exit?
  /// How it ends when it is asked to.
  public let termination: Exit
  /// How long its hook after the start takes.
  public let postStart: Int64
  /// How long its hook before the end takes.
  public let preStop: Int64
  /// What its probes find.
  public let probes: [ProbeKind: ProbeOutcomes]
  /// How much memory it uses, in bytes; `nil` where nothing is known.
  public let memory: UsageCurve?
  /// How much of a processor it uses, in millicores; `nil` where nothing is known.
  public let cpu: UsageCurve?
  /// What it writes.
  public let writes: [Write]

  /// Creates a plan; without arguments a container runs at once, for ever, and ends at once when it
  /// is asked to.
  public init(
    startDelay: Int64 = 0, readyDelay: Int64 = 0, exit: Exit? = nil,
    termination: Exit = Exit(after: 0, code: 0), postStart: Int64 = 0, preStop: Int64 = 0,
    probes: [ProbeKind: ProbeOutcomes] = [:], memory: UsageCurve? = nil, cpu: UsageCurve? = nil,
    writes: [Write] = []
  ) {
    (self.startDelay, self.readyDelay, self.exit) = (startDelay, readyDelay, exit)
    (self.termination, self.postStart, self.preStop) = (termination, postStart, preStop)
    (self.probes, self.memory, self.cpu, self.writes) = (probes, memory, cpu, writes)
  }

  /// A container that runs until it is asked to end.
  public static let runs = ContainerPlan()
  /// A container that does its work in no time.
  public static let succeeds = ContainerPlan(exit: Exit(after: 0, code: 0))
}
