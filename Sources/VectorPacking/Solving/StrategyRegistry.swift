// SPDX-License-Identifier: Apache-2.0

/// The strategies a program knows, by name.
public struct StrategyRegistry: Sendable {
  /// The strategies in the order in which lists show them.
  public let strategies: [any PackingStrategy]

  /// Creates a registry; of two strategies with one name the first is found.
  public init(_ strategies: [any PackingStrategy]) {
    self.strategies = strategies
  }

  /// The strategy of a name, or `nil`.
  public subscript(name: String) -> (any PackingStrategy)? {
    strategies.first { $0.name == name }
  }

  /// This registry with further strategies behind its own.
  public func adding(_ more: [any PackingStrategy]) -> StrategyRegistry {
    StrategyRegistry(strategies + more)
  }
}
