// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling
import VectorPacking

extension Simulation {
  /// The settings of the scheduler of tasks; `nil` where the scenario has none.
  ///
  /// - Throws: The name of a strategy that there is not.
  static func swarmScheduler(
    _ scenario: Scenario, _ strategies: StrategyRegistry
  ) throws(FieldFault) -> SchedulerSettings? {
    guard scenario.usesSwarm else { return nil }
    let name = scenario.settings.swarm ?? SwarmRanking.Strategy.spread.rawValue
    if let strategy = SwarmRanking.Strategy(rawValue: name) {
      return .swarm(SwarmRanking(strategy))
    }
    var settings = SchedulerSettings.swarm()
    guard let strategy = strategies[name] else {
      throw FieldFault(
        field: "spec.settings.swarm", found: "'\(name)'",
        expected: "spread, binpack or one of "
          + strategies.strategies.map(\.name).joined(separator: ", "))
    }
    settings.mode = .batch(strategy, period: 1_000_000)
    return settings
  }
}

extension ScenarioActor {
  /// Brings a stack to the cluster, as `docker stack deploy` does.
  func deploy(_ request: StackRequest) throws(APIStatus) {
    let outcome = try StackDeployment(client: client).deploy(
      request.stack, prune: request.prunes)
    log(
      .action, "stack \(request.name)", "deploy",
      [
        ("created", .integer(Int64(outcome.created.count))),
        ("updated", .integer(Int64(outcome.updated.count))),
        ("pruned", .integer(Int64(outcome.pruned.count))),
      ])
    let externals = request.stack.externals.map { "\($0) has to be there already" }
    for note in request.stack.notes + externals {
      log(.action, "stack \(request.name)", "note", [("message", .string(note))])
    }
  }

  /// Takes a stack away with everything in it, as `docker stack rm` does.
  func removeStack(_ name: String) throws(APIStatus) {
    _ = try client.delete(
      .namespaces, ObjectKey(name: NameLabel.made(of: name)), DeleteOptions())
    log(.action, "stack \(name)", "remove", [])
  }
}

extension Fields {
  /// Sets the image of the tasks of a Swarm service.
  mutating func setSwarmImage(_ image: String) {
    modify("spec") { spec in
      spec.modify("TaskTemplate") { template in
        template.modify("ContainerSpec") { $0["Image"] = .string(image) }
      }
    }
  }

  /// Has the tasks of a Swarm service replaced though they want nothing new.
  mutating func forceSwarmUpdate() {
    modify("spec") { spec in
      spec.modify("TaskTemplate") { template in
        template["ForceUpdate"] = .integer(Int64(template.wholeNumber("ForceUpdate") ?? 0) + 1)
      }
    }
  }
}
