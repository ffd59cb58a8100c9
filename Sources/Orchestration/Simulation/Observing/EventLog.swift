// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// One line of what happened.
public struct LogEntry: Sendable, Hashable {
  /// Microseconds since the beginning.
  public var time: Int64
  /// What kind of line: `pod`, `node`, `workload`, `event`, `action`, `fault`.
  public var category: Category
  /// What it is about, such as `pod default/web-1`.
  public var subject: String
  /// What happened, in a few words, such as `Running`.
  public var what: String
  /// More, by name, in order.
  public var details: [(name: String, value: Value)]

  /// What kind of line.
  public enum Category: String, Sendable, Hashable, CaseIterable {
    /// A pod came to another stage.
    case pod
    /// A node came, went or changed.
    case node
    /// A workload changed in what it wants or has.
    case workload
    /// A component told an event.
    case event
    /// Something of the timeline was done.
    case action
    /// Something of the timeline broke.
    case fault
    /// What became of requests since the line before.
    case traffic
  }

  /// Creates a line.
  public init(
    time: Int64, category: Category, subject: String, what: String,
    details: [(name: String, value: Value)] = []
  ) {
    (self.time, self.category, self.subject, self.what) = (time, category, subject, what)
    self.details = details
  }

  /// Whether both say the same.
  public static func == (left: LogEntry, right: LogEntry) -> Bool {
    left.time == right.time && left.category == right.category && left.subject == right.subject
      && left.what == right.what && left.details.map(\.name) == right.details.map(\.name)
      && left.details.map(\.value) == right.details.map(\.value)
  }

  /// Feeds the line to a hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(time)
    hasher.combine(subject)
    hasher.combine(what)
  }

  /// The line as an object.
  public var fields: Fields {
    var fields: Fields = [
      "time": .number(Self.seconds(time)), "type": .string(category.rawValue),
      "object": .string(subject), "what": .string(what),
    ]
    for (name, value) in details { fields[name] = value }
    return fields
  }

  /// A time in seconds with as many decimals as it has, three at least.
  static func seconds(_ microseconds: Int64) -> String {
    let (whole, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    var digits = String(rest)
    digits = String(repeating: "0", count: 6 - digits.count) + digits
    if digits.hasSuffix("000") { digits.removeLast(3) }
    return "\(whole).\(digits)"
  }
}

/// Takes the lines of what happens.
public protocol EventSink: AnyObject {
  /// Takes a line.
  func take(_ entry: LogEntry)
}

/// Keeps all lines in memory.
public final class EventLog: EventSink {
  /// The lines.
  public private(set) var entries: [LogEntry] = []

  /// Creates an empty log.
  public init() {}

  /// Takes a line.
  public func take(_ entry: LogEntry) { entries.append(entry) }

  /// All lines as JSON, one a line.
  public var jsonLines: String {
    var bytes: [UInt8] = []
    let writer = JSONWriter()
    for entry in entries {
      writer.write(.object(entry.fields), to: &bytes)
      bytes.append(0x0A)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
