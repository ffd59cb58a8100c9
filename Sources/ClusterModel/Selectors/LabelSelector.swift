// SPDX-License-Identifier: Apache-2.0

/// Which objects are meant, by their labels: those that keep all of its requirements.
///
/// A selector without requirements selects everything. Where Kubernetes has a selector that is
/// absent and selects nothing, there is no value of this type.
public struct LabelSelector: Sendable, Hashable {
  /// The conditions, all of which have to hold.
  public var requirements: [Requirement]

  /// Creates a selector.
  public init(_ requirements: [Requirement] = []) {
    self.requirements = requirements
  }

  /// Creates a selector of labels that have to be there, as `matchLabels`.
  ///
  /// - Throws: What is wrong with a key or a value.
  public init(matching labels: [String: String]) throws(SelectorError) {
    let sorted = labels.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    var requirements: [Requirement] = []
    for (key, value) in sorted { requirements.append(try Requirement(key, .in, [value])) }
    self.requirements = requirements
  }

  /// Whether it selects everything.
  public var isEmpty: Bool { requirements.isEmpty }

  /// Whether an object with some labels is selected.
  ///
  /// - Parameter labels: The labels of the object.
  /// - Returns: Whether all requirements hold; `true` where there are none.
  public func matches(_ labels: [String: String]) -> Bool {
    requirements.allSatisfy { $0.matches(labels) }
  }
}

extension LabelSelector: CustomStringConvertible {
  /// The selector as it is written, which reads as the same selector.
  public var description: String {
    requirements.map(\.description).joined(separator: ",")
  }
}
