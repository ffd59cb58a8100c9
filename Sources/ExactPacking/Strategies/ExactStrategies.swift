// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

/// The strategies of this module, for a registry.
///
///     let registry = StrategyRegistry([]).adding(ExactStrategies.all)
public enum ExactStrategies {
  /// All of them, in the order in which lists show them.
  public static let all: [any PackingStrategy] = [
    IntegerProgrammingStrategy(), ArcFlowStrategy(), AssignmentStrategy(),
  ]
}
