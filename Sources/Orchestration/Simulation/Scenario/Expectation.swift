// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// What is expected of a scenario.
public struct Expectation: Sendable {
  /// What it means, in a sentence.
  public var that: String
  /// When it has to hold, in microseconds since the beginning; at the end where `nil`.
  public var time: Int64?
  /// What has to hold.
  public var condition: Condition

  /// Creates an expectation.
  public init(that: String, time: Int64? = nil, _ condition: Condition) {
    (self.that, self.time, self.condition) = (that, time, condition)
  }

  /// What has to hold.
  public enum Condition: Sendable {
    /// Fields of an object, by their paths.
    case fields(TargetReference, [(path: String, range: ValueRange)])
    /// There is no such object.
    case absent(TargetReference)
    /// How many objects are selected.
    case count(kind: String, ListOptions, ValueRange)
    /// What running containers see of their configuration, all of those that are meant.
    case inside(ContainerQuestion, ValueRange)
    /// A figure at the time.
    case metric(String, ValueRange)
    /// The greatest or least value that a figure had from one time to another.
    case extreme(String, Extreme, from: Int64, ValueRange)
    /// A figure of requests in a time.
    case traffic(TrafficQuery, ValueRange)
    /// What becomes of a request: `served`, or why not.
    case request(RequestURL, from: RequestExplainer.Origin, ValueRange)
    /// How many endpoints a service has in a state.
    case endpoints(of: ObjectKey, EndpointState, ValueRange)
    /// How many addresses a name has, as pods of a namespace see it.
    case addresses(ofName: String, from: String, ValueRange)
    /// How often the log has a line.
    case log(LogPattern, ValueRange)
    /// One line comes before another in the log.
    case order(LogPattern, before: LogPattern)
    /// What a file says on the volume that a claim is bound to.
    case file(claim: TargetReference, path: String, ValueRange)
  }

  /// Which endpoints count.
  public enum EndpointState: String, Sendable, Hashable, CaseIterable {
    /// Those that take new connections.
    case ready
    /// Those that take connections, also while they end.
    case serving
    /// Those that end.
    case terminating
    /// All.
    case any
  }

  /// Which value of a figure counts.
  public enum Extreme: String, Sendable, Hashable, CaseIterable {
    /// The least.
    case min
    /// The greatest.
    case max
  }

  /// What a value may be.
  public enum ValueRange: Sendable, Hashable {
    /// Just this.
    case equal(Value)
    /// A number from one to another.
    case between(Double, Double)
    /// Text in which this occurs.
    case contains(String)
  }

  /// Which lines of the log are meant.
  public struct LogPattern: Sendable, Hashable {
    /// Text that the object begins with, such as `pod default/web`.
    public var object: String?
    /// What happened.
    public var what: String?
    /// Why a pod does not run, such as `CrashLoopBackOff`.
    public var reason: String?
    /// Text that the message holds.
    public var message: String?
    /// Not before, in microseconds since the beginning.
    public var from: Int64 = 0
    /// Not after.
    public var until: Int64 = .max

    /// Creates a pattern that means every line.
    public init(object: String? = nil, what: String? = nil, message: String? = nil) {
      (self.object, self.what, self.message) = (object, what, message)
    }

    /// Whether a line is meant.
    public func matches(_ entry: LogEntry) -> Bool {
      guard entry.time >= from, entry.time <= until else { return false }
      if let object, !entry.subject.hasPrefix(object) { return false }
      if let what, entry.what != what { return false }
      if let reason {
        guard entry.details.contains(where: { $0.name == "reason" && $0.value.string == reason })
        else { return false }
      }
      guard let message else { return true }
      return entry.details.contains { $0.value.string?.contains(message) == true }
    }
  }
}

/// What became of an expectation.
public struct ExpectationResult: Sendable {
  /// The expectation.
  public var expectation: Expectation
  /// Whether it was met.
  public var isMet: Bool
  /// What was found.
  public var found: String
  /// What was expected.
  public var expected: String

  /// Creates a result.
  public init(_ expectation: Expectation, isMet: Bool, found: String, expected: String) {
    (self.expectation, self.isMet) = (expectation, isMet)
    (self.found, self.expected) = (found, expected)
  }
}
