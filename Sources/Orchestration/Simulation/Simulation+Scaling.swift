// SPDX-License-Identifier: Apache-2.0

/// What autoscalers need of a simulation besides themselves.
extension Simulation {
  /// Begins with the measurements that the scenario makes up, and takes note of what is scaled.
  func beginScaling() {
    fleet.world.beginning = scenario.start
    scaling.start()
    guard !scenario.metrics.isEmpty else { return }
    let client = machinery.client(named: "metrics-adapter")
    let adapter = MetricsAdapter(
      ComponentEnvironment(client: client, clock: clock), scenario.metrics,
      beginning: scenario.start
    ) { [machinery] in machinery.catalogue }
    controlPlane.add(adapter)
    adapter.start()
  }
}
