// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// Groups of nodes, the cloud that they come from, and what those who decide about them are told.
extension Simulation {
  /// Makes the groups, with the nodes that they have at first, and their provider.
  ///
  /// - Parameters:
  ///   - user: The client of the person who sets the cluster up.
  ///   - strategies: The strategies that there are to choose from.
  ///   - seed: For what is left to chance.
  func startNodeGroups(_ user: any APIClient, _ strategies: StrategyRegistry, seed: UInt64) {
    let capacity = scenario.settings.capacity
    if !capacity.clusterAutoscaler.isEmpty {
      set(user, ClusterAutoscalerOptions.configMap, capacity.clusterAutoscaler)
    }
    if let policy = capacity.descheduler {
      set(
        user, DeschedulerPolicy.configMap,
        [
          DeschedulerPolicy.policyEntry: YAMLWriter().text(.object(policy)),
          DeschedulerPolicy.intervalEntry: DurationText.text(capacity.deschedulingInterval),
        ])
    }
    (controlPlane.component(named: "cluster-autoscaler") as? ClusterAutoscaler)?
      .strategies = strategies
    (controlPlane.component(named: "descheduler") as? Descheduler)?.strategies = strategies
    guard !scenario.nodeGroups.isEmpty else { return }
    let supplies = Dictionary(scenario.nodeGroups.map { ($0.pool.name, $0.supply) }) { $1 }
    let cloud = SimulatedCloud(fleet, clock: clock, supplies: supplies, seed: seed)
    for group in scenario.nodeGroups {
      _ = try? user.create(.nodeGroups, group.object)
      for _ in 0..<group.pool.count {
        cloud.order(NodeGroup(fields: group.object), isImmediate: true)
      }
    }
    let settings = scenario.settings
    let client = machinery.client(
      named: "cloud-provider", latency: settings.latency, isTrusted: true)
    controlPlane.add(
      CloudProvider(
        ComponentEnvironment(
          client: client, clock: clock,
          events: EventRecorder(client: client, clock: clock, level: settings.events), seed: seed),
        cloud))
  }

  private func set(_ user: any APIClient, _ key: ObjectKey, _ data: [String: String]) {
    _ = try? user.create(
      .configMaps,
      [
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": ["name": .string(key.name), "namespace": .string(key.namespace)],
        "data": data.value,
      ])
  }
}
