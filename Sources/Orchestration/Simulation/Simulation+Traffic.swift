// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Requests that are made in a scenario.
extension Simulation {
  /// Begins with the requests of the scenario.
  func startTraffic() {
    guard !scenario.traffic.isEmpty else { return }
    let environment = ComponentEnvironment(
      client: machinery.client(named: "traffic", latency: scenario.settings.latency),
      clock: clock, seed: seed)
    let network = trafficNetwork(environment)
    for type in [ResourceType.pods, .services] {
      let informer = environment.informers[type]
      _ = informer.addHandler { _ in }
      informer.start()
    }
    let engine = TrafficEngine(
      scenario.traffic, network, pods: environment.informers[.pods],
      services: environment.informers[.services], behaviors: fleet.world.behaviors, clock: clock,
      seed: seed, horizon: scenario.horizon,
      queries: scenario.expectations.compactMap {
        if case .traffic(let query, _) = $0.condition { query } else { nil }
      })
    fleet.world.load = { [weak engine] in engine?.load($0) ?? PodLoad() }
    traffic = TrafficRecorder(engine)
    engine.start()
  }

  private func trafficNetwork(_ environment: ComponentEnvironment) -> TrafficNetwork {
    let ingress = IngressProxy(environment)
    let policies = NetworkPolicyWatch(environment)
    ingress.start()
    policies.start()
    return TrafficNetwork(
      router: router, resolver: resolver, ingress: ingress, policies: policies,
      machine: { [fleet] in fleet[$0]?.machine },
      entryNodes: { [fleet] in
        fleet.kubelets.filter { $0.machine.isReachable }.map(\.nodeName).sorted()
      },
      balancerNodes: { [proxy = network.proxy] in proxy.entryNodes(for: $0, port: $1, .tcp) })
  }

  /// Takes a sample of what became of requests.
  func sampleTraffic() {
    traffic?.sample(at: clock.now) { log(.traffic, $0, $1, $2) }
  }

  /// What became of requests up to now.
  var upToDateTraffic: TrafficRecorder? {
    traffic?.engine.advance(to: clock.now.microseconds)
    return traffic
  }
}
