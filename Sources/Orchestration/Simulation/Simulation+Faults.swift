// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// What breaks below the API, where no component sees it.
extension Simulation {
  /// The nodes that are up, in order of their names.
  var runningNodes: [String] {
    fleet.kubelets.filter { $0.machine.isOn }.map(\.nodeName).sorted()
  }

  /// The name of a node; `random` is one of those that are up.
  func name(of node: String) -> String {
    guard node == "random" else { return node }
    let up = runningNodes
    return up.isEmpty ? node : up[random.below(up.count)]
  }

  /// A node loses power, for a while or for good.
  func crash(_ node: String, for duration: RandomDuration?) {
    guard let machine = fleet[node]?.machine, machine.isOn else { return }
    machine.crash()
    log(.fault, "node \(node)", "crashed")
    guard let duration = duration?.draw(&random) else { return }
    clock.schedule(after: duration) { [weak self] in
      machine.boot()
      self?.log(.fault, "node \(node)", "booted")
    }
  }

  /// A node cannot reach the API, for a while or for good.
  func partition(_ node: String, for duration: RandomDuration?) {
    guard let machine = fleet[node]?.machine, machine.isConnected else { return }
    machine.disconnect()
    log(.fault, "node \(node)", "cut off")
    guard let duration = duration?.draw(&random) else { return }
    clock.schedule(after: duration) { [weak self] in
      machine.connect()
      self?.log(.fault, "node \(node)", "reachable again")
    }
  }

  /// The kubelet of a node ends and begins again; its containers go on.
  func restartKubelet(_ node: String) {
    guard let kubelet = fleet[node], kubelet.isRunning else { return }
    kubelet.stop()
    kubelet.start()
    log(.fault, "node \(node)", "kubelet restarted")
  }

  /// Images that match a pattern cannot be pulled, for a while or for good.
  func failPulls(of pattern: String, for duration: RandomDuration?) {
    var selector = BehaviorSelector()
    selector.image = GlobPattern(pattern)
    let end = duration.map { clock.now.advanced(by: $0.draw(&random)) }
    fleet.world.behaviors.add(
      BehaviorSet.Disturbance(
        selector: selector, effect: .pullFailure("\(pattern): not found"), from: clock.now, to: end)
    )
    log(.fault, "image \(pattern)", "cannot be pulled")
  }

  /// All nodes break at the rate of one, times how many there are.
  func scheduleFailures() {
    guard let failures = scenario.failures else { return }
    let count = Int64(max(1, runningNodes.count))
    let mean = max(1, failures.meanTimeBetween / count)
    let wait = RandomDuration(.exponential(mean: mean)).draw(&random)
    clock.schedule(after: wait) { [weak self] in
      guard let self else { return }
      self.crash(self.name(of: "random"), for: failures.repair)
      self.scheduleFailures()
    }
  }
}
