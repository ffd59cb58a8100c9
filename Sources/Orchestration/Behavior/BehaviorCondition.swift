// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// On what configuration of its container a behavior depends.
///
/// All that is named has to be as it is said. A program that reads its files again notices a change
/// while it runs, others when they start.
public struct BehaviorCondition: Sendable, Hashable {
  /// What variables have to be, by name; `nil` where there must be none of the name.
  public var environment: [String: GlobPattern?] = [:]
  /// What files have to say, by path; `nil` where there must be none.
  public var files: [String: GlobPattern?] = [:]
  /// Whether the program reads its files again when they change.
  public var rereads = false

  /// Creates a condition that always holds.
  public init() {}

  /// What a program sees of its configuration.
  package struct Inside {
    package var environment: [String: String]
    package var file: (String) -> String?
  }

  /// From when to when a behavior applied, in microseconds since its container started.
  package struct Application: Sendable, Hashable {
    package var from: Int64
    /// `nil` where it still does.
    package var to: Int64?
  }

  /// Whether it holds.
  package func holds(_ inside: Inside) -> Bool {
    environment.allSatisfy { Self.isAsSaid(inside.environment[$0.key], $0.value) }
      && files.allSatisfy { Self.isAsSaid(inside.file($0.key), $0.value) }
  }

  private static func isAsSaid(_ text: String?, _ pattern: GlobPattern?) -> Bool {
    guard let pattern else { return text == nil }
    return text.map { pattern.matches($0) } ?? false
  }
}

extension BehaviorCondition {
  init(reading field: BehaviorField) throws(ReadingError) {
    self.init()
    try field.requireFields(["env", "files", "reload"])
    environment = try Self.patterns(field["env"])
    files = try Self.patterns(field["files"])
    rereads = try field["reload"].truth() ?? false
    if environment.isEmpty, files.isEmpty { throw field.error("'env' or 'files'") }
    if rereads, files.isEmpty { throw field["files"].error("the files that are read again") }
  }

  private static func patterns(
    _ field: BehaviorField
  ) throws(ReadingError) -> [String: GlobPattern?] {
    guard field.isPresent else { return [:] }
    guard case .object(let fields)? = field.value else { throw field.error("names and patterns") }
    var patterns: [String: GlobPattern?] = [:]
    for name in fields.keys { patterns.updateValue(try field[name].pattern(), forKey: name) }
    return patterns
  }
}

extension BehaviorSet {
  /// Whether any behavior depends on configuration.
  var hasConditions: Bool { behaviors.contains { $0.condition != nil } }

  /// Whether any program reads its files again.
  var rereads: Bool { behaviors.contains { $0.condition?.rereads == true } }

  /// The numbers of the behaviors whose conditions a container meets.
  func holding(_ subject: BehaviorSubject, _ inside: BehaviorCondition.Inside) -> [Int] {
    behaviors.indices.filter { index in
      guard let condition = behaviors[index].condition else { return false }
      return behaviors[index].selector.selects(subject) && condition.holds(inside)
    }
  }

  /// Takes note of what applies from now on to a program that reads its files again.
  ///
  /// - Returns: Whether anything has changed.
  func reapply(
    _ holding: [Int], at age: Int64,
    to applications: inout [Int: [BehaviorCondition.Application]]
  ) -> Bool {
    var hasChanged = false
    for index in behaviors.indices where behaviors[index].condition?.rereads == true {
      let isHeld = holding.contains(index)
      let applies = applications[index]?.last.map { $0.to == nil } ?? false
      if isHeld == applies { continue }
      hasChanged = true
      if isHeld {
        applications[index, default: []].append(BehaviorCondition.Application(from: age))
      } else if let last = applications[index]?.indices.last {
        applications[index]?[last].to = age
      }
    }
    return hasChanged
  }
}
