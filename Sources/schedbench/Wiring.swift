// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Datasets
import Evaluation
import VectorPacking

#if GLPK
  import ExactPacking
#endif

extension StrategyRegistry {
  /// Every strategy this program was built with.
  static var available: StrategyRegistry {
    let own = StrategyRegistry.greedy.adding(StrategyRegistry.improving.strategies)
      .adding(KubeSchedulerStrategy.all)
    #if GLPK
      return own.adding(ExactStrategies.all)
    #else
      return own
    #endif
  }
}

extension BoundMethods {
  /// The bounds that need no solver.
  static let combinatorial = BoundMethods(
    best: { CombinatorialBound.best(for: $0, deadline: $1) },
    infeasibility: { CombinatorialBound.infeasibility(of: $0) })
}

extension ComparisonInput {
  /// An instance as a comparison takes it.
  init(_ instance: Instance) {
    let problem = instance.problem
    self.init(
      description: InputDescription(
        name: instance.name, format: instance.format, sha256: instance.sha256,
        resources: problem.resources.map { $0.name },
        units: instance.units.map { ResourceUnit($0) }, items: problem.itemCount,
        shapes: problem.shapeCount, nodeTypes: problem.binTypes.count,
        assumptions: instance.assumptions),
      problem: problem, itemNames: instance.itemNames, nodeNames: instance.nodeNames)
  }
}

extension ResourceUnit {
  init(_ unit: QuantityUnit) {
    self =
      switch unit {
      case .milli: .milli
      case .bytes: .bytes
      case .count: .count
      }
  }
}
