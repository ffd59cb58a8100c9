// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// What is known of a cluster, as far as the placement of tasks is concerned.
struct SwarmForecaster {
  private let environment: ComponentEnvironment

  init(_ environment: ComponentEnvironment) { self.environment = environment }

  /// Nodes and pods.
  func objects() -> ClusterObjects {
    var objects = ClusterObjects()
    objects.nodes = environment.informers[.nodes].all.map { Node(fields: $0) }
    objects.pods = environment.informers[.pods].all
      .filter { !$0.hasFinishedPhase }.map { Pod(fields: $0) }
    return objects
  }
}

extension SwarmCounts {
  /// Counts the tasks of a snapshot's nodes.
  ///
  /// - Parameters:
  ///   - pods: The pods that are on nodes.
  ///   - service: The namespace and the name of the service.
  ///   - snapshot: Where they are.
  init(_ pods: [Pod], of service: String, in snapshot: ClusterSnapshot) {
    self.init()
    for pod in pods where pod.metadata.deletionTimestamp == nil {
      guard let name = SwarmTaskTerms.service(of: pod.fields),
        let node = pod.spec.nodeName.flatMap({ snapshot.node(named: $0) })
      else { continue }
      all[node, default: 0] += 1
      if name == service { self.service[node, default: 0] += 1 }
    }
  }
}

extension SwarmSync {
  /// Works out whether an update can finish, and tells where it cannot.
  ///
  /// - Returns: What is written into the status; `nil` where nothing can be said.
  func predict() -> Value? {
    let objects = cluster()
    guard
      let snapshot = try? ClusterSnapshot(
        objects, configuration: SchedulerSettings.swarmConfiguration)
    else { return nil }
    let question = RolloutQuestion(updating: service, objects, in: snapshot)
    guard let forecast = try? question.forecast(on: snapshot) else { return nil }
    environment.events.record(
      service, forecast.canFinish ? .normal : .warning, reason: "UpdateForecast", forecast.message)
    return forecast.value
  }
}
