// SPDX-License-Identifier: Apache-2.0

/// One condition on the labels of an object: a key, an operator and values.
///
/// What it holds for is decided as by `labels.Requirement.Matches` of Kubernetes: `notIn` also
/// holds for objects without the key, the comparisons only where the label is a whole number.
public struct Requirement: Sendable, Hashable {
  /// How the label and the values have to stand to each other.
  public enum Operator: String, Sendable, Hashable, CaseIterable {
    /// The label is one of the values.
    case `in` = "In"
    /// The label is none of the values, or there is none.
    case notIn = "NotIn"
    /// There is a label with the key.
    case exists = "Exists"
    /// There is no label with the key.
    case doesNotExist = "DoesNotExist"
    /// The label is a whole number above the one value.
    case greaterThan = "Gt"
    /// The label is a whole number below the one value.
    case lessThan = "Lt"
  }

  /// The key of the label.
  public let key: String
  /// How it is compared.
  public let comparison: Operator
  /// What it is compared with, in ascending order, each once.
  public let values: [String]

  /// Creates a condition.
  ///
  /// - Parameters:
  ///   - key: The key of the label.
  ///   - comparison: How it is compared.
  ///   - values: What it is compared with: at least one for `in` and `notIn`, none for `exists`
  ///     and `doesNotExist`, one whole number for the others.
  /// - Throws: What is wrong with the key or the values.
  public init(
    _ key: String, _ comparison: Operator, _ values: [String] = []
  ) throws(SelectorError) {
    if let fault = LabelSyntax.fault(ofKey: key) { throw .key(key, expected: fault) }
    switch comparison {
    case .in, .notIn:
      guard !values.isEmpty else {
        throw .values(key, found: "none", expected: "\(comparison.rawValue) has at least one")
      }
    case .exists, .doesNotExist:
      guard values.isEmpty else {
        throw .values(
          key, found: "\(values.count)", expected: "\(comparison.rawValue) has none")
      }
    case .greaterThan, .lessThan:
      guard values.count == 1, Int64(values[0]) != nil else {
        throw .values(
          key, found: values.isEmpty ? "none" : values.map { "'\($0)'" }.joined(separator: ", "),
          expected: "\(comparison.rawValue) has one whole number")
      }
    }
    for value in values {
      if let fault = LabelSyntax.fault(ofValue: value) {
        throw .value(value, of: key, expected: fault)
      }
    }
    self.key = key
    self.comparison = comparison
    self.values = Set(values).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Whether labels keep the condition.
  ///
  /// - Parameter labels: The labels of an object.
  /// - Returns: Whether it holds.
  public func matches(_ labels: [String: String]) -> Bool {
    let label = labels[key]
    switch comparison {
    case .in: return label.map(values.contains) ?? false
    case .notIn: return !(label.map(values.contains) ?? false)
    case .exists: return label != nil
    case .doesNotExist: return label == nil
    case .greaterThan: return isOrdered(label) { $0 > $1 }
    case .lessThan: return isOrdered(label) { $0 < $1 }
    }
  }

  private func isOrdered(_ label: String?, _ holds: (Int64, Int64) -> Bool) -> Bool {
    guard let label, let number = Int64(label), let limit = Int64(values[0]) else { return false }
    return holds(number, limit)
  }
}

extension Requirement: CustomStringConvertible {
  /// The condition as a selector is written.
  public var description: String {
    switch comparison {
    case .in where values.count == 1: "\(key)=\(values[0])"
    case .notIn where values.count == 1: "\(key)!=\(values[0])"
    case .in: "\(key) in (\(values.joined(separator: ",")))"
    case .notIn: "\(key) notin (\(values.joined(separator: ",")))"
    case .exists: key
    case .doesNotExist: "!\(key)"
    case .greaterThan: "\(key)>\(values[0])"
    case .lessThan: "\(key)<\(values[0])"
    }
  }
}
