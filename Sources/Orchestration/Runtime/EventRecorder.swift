// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// Tells events of objects, so that people see why something happened.
///
/// An event that says the same of the same object again is counted in the one there is. From
/// `client-go/tools/record`.
public final class EventRecorder {
  /// Which events are told.
  public enum Level: String, Sendable, Hashable, CaseIterable {
    /// All.
    case all
    /// Those of the type `Warning`.
    case warnings
    /// None.
    case none
  }

  /// What kind of event.
  public enum EventType: String, Sendable, Hashable {
    /// Something happened as it should.
    case normal = "Normal"
    /// Something went wrong.
    case warning = "Warning"
  }

  private struct Key: Hashable {
    let uid: String
    let reason: String
    let message: String
  }

  private let client: any APIClient
  private let clock: any Clock
  private let level: Level
  private var known: [Key: ObjectKey] = [:]
  private var count = 0
  /// More is not remembered, as in client-go's cache.
  private static let maximum = 4_096

  /// Creates a recorder.
  public init(client: any APIClient, clock: any Clock, level: Level = .all) {
    (self.client, self.clock, self.level) = (client, clock, level)
  }

  /// Whether events of a type are told, so that texts that nobody reads need not be made.
  public func tells(_ type: EventType) -> Bool {
    level == .all || (level == .warnings && type == .warning)
  }

  /// Tells an event.
  ///
  /// - Parameters:
  ///   - object: The object.
  ///   - type: Whether something went wrong.
  ///   - reason: Why, in one word.
  ///   - message: Why, for people.
  ///   - clockOffset: By how many microseconds the clock of who tells it is ahead.
  public func record(
    _ object: Fields, _ type: EventType = .normal, reason: String, _ message: String,
    clockOffset: Int64 = 0
  ) {
    guard tells(type) else { return }
    let key = Key(uid: object.uid, reason: reason, message: message)
    let now = clock.now.advanced(by: clockOffset).wholeSecond.value
    if let event = known[key], let old = try? client.find(.events, event) {
      var changed = old
      var count: Int64 = 1
      if case .integer(let number)? = old["count"] { count = number }
      changed["count"] = .integer(count + 1)
      changed["lastTimestamp"] = now
      if (try? client.update(.events, changed)) != nil { return }
    }
    let metadata = object.metadata
    let name = metadata["name"]?.string ?? ""
    let namespace = metadata["namespace"]?.string ?? "default"
    count += 1
    var involved: Fields = [
      "kind": object["kind"] ?? "", "apiVersion": object["apiVersion"] ?? "",
      "name": .string(name), "uid": .string(object.uid),
      "resourceVersion": metadata["resourceVersion"] ?? "",
    ]
    involved["namespace"] = metadata["namespace"]
    let suffix = String(
      UInt64(bitPattern: clock.now.microseconds) &* 1_000 &+ UInt64(count), radix: 16)
    let event: Fields = [
      "apiVersion": "v1", "kind": "Event",
      "metadata": ["name": .string("\(name).\(suffix)"), "namespace": .string(namespace)],
      "involvedObject": .object(involved), "reason": .string(reason), "message": .string(message),
      "source": ["component": .string(client.name)], "firstTimestamp": now, "lastTimestamp": now,
      "count": 1, "type": .string(type.rawValue), "eventTime": nil,
      "reportingComponent": .string(client.name), "reportingInstance": "",
    ]
    guard let created = try? client.create(.events, event) else { return }
    if known.count >= Self.maximum { known = [:] }
    known[key] = ObjectKey(created)
  }
}
