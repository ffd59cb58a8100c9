// SPDX-License-Identifier: Apache-2.0

import Evaluation
import Scheduling
import VectorPacking

/// The filters of a cluster, which have the last word on every packing.
struct ClusterRules: InputRules {
  /// The cluster and its problem.
  let lowered: LoweredCluster

  init(_ lowered: LoweredCluster) { self.lowered = lowered }

  func adapted(_ strategy: any PackingStrategy) -> any PackingStrategy {
    if let online = strategy as? KubeSchedulerStrategy { return online.strategy(on: lowered) }
    return FilteredStrategy(strategy, on: lowered)
  }

  func reasons(leftOutOf packing: Packing) -> [Int: String] {
    let placed = ClusterPacking(lowered, packing)
    let unplaced = Set(placed.unplaced)
    var reasons: [Int: String] = [:]
    for entry in packing.unplaced {
      guard let pod = lowered.podsOfShape[entry.shape].first(where: unplaced.contains) else {
        continue
      }
      let diagnosis = placed.snapshot.diagnose(pod)
      if !diagnosis.reasons.isEmpty {
        reasons[entry.shape] = String(diagnosis.message.dropLast())
      }
    }
    return reasons
  }
}

/// kube-scheduler as a strategy that is known by its name before there is a cluster.
struct KubeSchedulerStrategy: PackingStrategy {
  let name: String
  let summary: String
  let scoring: ResourceScoring?
  var family: StrategyFamily { .allocationScore }

  static let all = [
    KubeSchedulerStrategy(
      name: "kube-scheduler",
      summary: "kube-scheduler 1.36 on a cluster, by its profiles: all filters and scores",
      scoring: nil),
    KubeSchedulerStrategy(
      name: "kube-scheduler-most-allocated",
      summary: "kube-scheduler 1.36 on a cluster, scoring full nodes (MostAllocated) instead",
      scoring: .mostAllocated),
  ]

  /// Without a cluster there is nothing that filters could look at.
  func solve(_ problem: PackingProblem, in context: SolveContext) -> SolveOutcome {
    SolveOutcome(
      packing: nil, stop: .unsupported,
      solverMessage: "kube-scheduler needs a cluster: objects of Kubernetes or a compose file")
  }

  func strategy(on lowered: LoweredCluster) -> any PackingStrategy {
    guard let scoring else { return OnlineStrategy(on: lowered) }
    var configuration = lowered.snapshot.configuration
    for index in configuration.profiles.indices {
      configuration.profiles[index].resourceScoring = scoring
    }
    return OnlineStrategy(
      "most-allocated", on: lowered,
      deciding: lowered.snapshot.deciding(by: configuration))
  }
}
