// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// Tasks of Swarm services, placed as Swarm places them.
extension SchedulerComponent {
  private static let failedTasks = "swarm.failedTasks"

  /// Adds an index of tasks that have failed, by their service.
  func indexFailedTasks() {
    pods.addIndex(Self.failedTasks) { pod in
      guard pod.phase == "Failed", let service = SwarmTaskTerms.service(of: pod) else { return [] }
      return [service]
    }
  }

  /// The node for a task.
  func swarmNode(_ row: Int, _ ranking: SwarmRanking) -> Int? {
    guard let entry = entries[row], let object = pods[entry.key] else { return nil }
    let terms = SwarmTaskTerms(object)
    let counts = swarmCounts(terms.service, version: object.label(SwarmLabels.specVersion))
    return ask { ranking.node(for: row, in: $0, terms, counts) }
  }

  /// Docker's sentence for a task that no node takes; `nil` where pods are not placed as in a swarm.
  func swarmMessage(_ row: Int) -> String? {
    guard settings.isSwarm, let entry = entries[row], let object = pods[entry.key] else {
      return nil
    }
    let terms = SwarmTaskTerms(object)
    return SwarmRefusal.message(ask { SwarmRanking().refusals(of: row, in: $0, terms) })
  }

  /// How many tasks nodes have; tasks that are to end do not count.
  private func swarmCounts(_ service: String, version: String?) -> SwarmCounts {
    var counts = SwarmCounts()
    for (row, entry) in entries.enumerated() {
      guard let entry, let name = entry.service, !entry.isEnding, entry.node != nil,
        let node = ask({ $0.node(ofPod: row) })
      else { continue }
      counts.all[node, default: 0] += 1
      if name == service { counts.service[node, default: 0] += 1 }
    }
    for pod in pods.objects(service, in: Self.failedTasks) {
      guard pod.label(SwarmLabels.specVersion) == version,
        let node = ask({ $0.node(named: pod.boundNode) }),
        let ended = SwarmTask.endTime(of: pod), now - ended < SwarmCandidate.failureWindow
      else { continue }
      counts.failures[node, default: 0] += 1
    }
    return counts
  }
}

extension SwarmTaskTerms {
  /// The namespace and the name of the service that a pod is a task of; `nil` for other pods.
  static func service(of pod: Fields) -> String? {
    guard let name = pod.label(SwarmNames.serviceLabel) else { return nil }
    return "\(ObjectKey(pod).namespace)/\(name)"
  }
}

extension SchedulerSettings {
  /// Whether pods are tasks, placed as in a swarm or packed by a strategy in its place.
  var isSwarm: Bool { configuration.profiles.contains { $0.name == SwarmLabels.scheduler } }

  /// The settings of the scheduler of a swarm.
  ///
  /// - Parameter ranking: How it chooses among nodes.
  /// - Returns: The settings: the filters of Kubernetes, and Swarm's ranking.
  public static func swarm(_ ranking: SwarmRanking = SwarmRanking()) -> SchedulerSettings {
    SchedulerSettings(
      configuration: swarmConfiguration, mode: .swarm(ranking), sampling: .all, preempts: false)
  }

  /// The profile of tasks: all filters, no scores.
  static var swarmConfiguration: SchedulerConfiguration {
    var profile = SchedulerProfile(name: SwarmLabels.scheduler)
    profile.weights = [:]
    profile.defaultSpread = []
    profile.hasSystemSpread = false
    return SchedulerConfiguration(profiles: [profile])
  }
}
