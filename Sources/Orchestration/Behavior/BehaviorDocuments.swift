// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// Behaviours, faults and stages, as they stand in a file.
///
/// The objects are of `apiVersion: stevedore.dev/v1` and of the kinds `Behavior`, `Fault` and
/// `Stages`.
public struct BehaviorDocuments: Sendable, Hashable {
  /// The group and version of the objects.
  public static let apiVersion = "stevedore.dev/v1"

  /// The behaviours, in order.
  public var behaviors: [Behavior] = []
  /// The faults, in order.
  public var faults: [Fault] = []
  /// The state machines, in order.
  public var stages: [StageMachine] = []

  /// Creates documents without anything in them.
  public init() {}

  /// Reads a text.
  ///
  /// - Parameters:
  ///   - text: YAML or JSON.
  ///   - name: The file's name, for errors.
  /// - Throws: The first thing that is wrong: which line, which field, what was expected.
  public init(reading text: String, name: String) throws(ReadingError) {
    let source = MemorySource(text, name: name)
    for record in try ObjectReader().records(of: source) {
      do throws(ReadingError) {
        try add(record)
      } catch {
        throw Self.located(error, record, source)
      }
    }
  }

  private mutating func add(_ record: ObjectRecord) throws(ReadingError) {
    let document = BehaviorField(value: .object(record.fields), path: "")
    guard try document["apiVersion"].text() == Self.apiVersion else {
      throw document["apiVersion"].error("'\(Self.apiVersion)'")
    }
    try document.requireFields(["apiVersion", "kind", "metadata", "spec"])
    let name = try document["metadata"]["name"].text() ?? ""
    let spec = document["spec"]
    guard spec.isPresent else { throw spec.error("an object") }
    switch try document["kind"].text() {
    case "Behavior": behaviors.append(try Behavior(name: name, reading: spec))
    case "Fault": faults.append(try Fault(reading: spec))
    case "Stages": stages.append(try StageMachine(name: name, reading: spec))
    default: throw document["kind"].error("one of 'Behavior', 'Fault', 'Stages'")
    }
  }

  private static func located(
    _ error: ReadingError, _ record: ObjectRecord, _ source: MemorySource
  ) -> ReadingError {
    var error = error
    error.file = source.name
    let place = try? SourceLocator.position(
      of: error.field ?? "", inObjectAt: record.position, of: source)
    error.line = place?.line ?? record.position.line
    error.column = place?.column ?? record.position.column
    return error
  }
}
