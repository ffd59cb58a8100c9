// SPDX-License-Identifier: Apache-2.0

/// One strategy in the list that `schedbench strategies` prints.
public struct StrategyListing: Codable, Sendable, Hashable {
  /// The name users type.
  public var name: String
  /// What kind of method it is.
  public var family: String
  /// What it does, in one line.
  public var summary: String

  /// Creates an entry.
  public init(name: String, family: String, summary: String) {
    self.name = name
    self.family = family
    self.summary = summary
  }
}

/// The list of strategies as a document with a schema.
struct StrategyCatalogue: Codable, Sendable, Hashable {
  var schema = "schedbench.strategies/v1"
  var strategies: [StrategyListing]
}
