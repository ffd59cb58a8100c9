// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// Has tasks move to nodes that have joined, for services with the label
/// `swarm.stevedore.dev/rebalance: "true"`.
///
/// Swarm never does (`moby/moby#24103`). Tasks are only marked here; the orchestrator replaces them
/// as in an update, by `Parallelism`, `Delay` and `Order`. While an update goes on, or a task does not
/// run, nothing is moved.
public final class SwarmRebalanceController: Component {
  /// Its name.
  public let name = "swarm-rebalancer"
  private let environment: ComponentEnvironment
  private let loop: ControllerLoop
  private let services: Informer
  private let pods: Informer

  /// Creates a controller.
  public init(_ environment: ComponentEnvironment) {
    self.environment = environment
    loop = ControllerLoop(name: name, environment: environment, batchPeriod: 1_000_000)
    let services = loop.watch(.swarmServices) { Self.wants($0.object) ? [$0.key] : [] }
    self.services = services
    let wanting = { services.keys.filter { services[$0].map(Self.wants) ?? false } }
    _ = loop.watch(.nodes) { change in
      let keys = wanting()
      if !keys.isEmpty, let previous = change.previous,
        SwarmNodeState(previous) == SwarmNodeState(change.object)
      {
        return []
      }
      return keys
    }
    pods = loop.watch(.pods) { change in
      guard services.count > 0, let owner = ControllerReference(of: change.object),
        owner.kind == "SwarmService"
      else {
        return []
      }
      let key = ObjectKey(namespace: change.key.namespace, name: owner.name)
      return services[key].map(Self.wants) ?? false ? [key] : []
    }
    pods.addIndex(SwarmServiceController.serviceIndex) {
      $0.label(SwarmLabels.serviceID).map { [$0] } ?? []
    }
  }

  private static func wants(_ service: Fields) -> Bool {
    service["spec"]?[path: "Labels", SwarmLabels.rebalances] == "true"
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in try self.reconcile(key) }
  }

  /// Ends at once and forgets everything.
  public func stop() { loop.stop() }

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let service = services[key], !service.isTerminating, Self.wants(service) else { return }
    let spec = SwarmServiceSpec(service)
    guard case .replicated(let count) = spec.mode, count > 1 else { return }
    if let state = SwarmUpdateStatus(service)?.state, state.isActive || state.isPaused { return }
    let all = pods.objects(service.uid, in: SwarmServiceController.serviceIndex)
      .compactMap { SwarmTask(ObjectKey($0), $0) }.filter { $0.end == nil }
    guard all.count == count,
      all.allSatisfy({
        $0.isLive && $0.readySince != nil && !$0.isToMove && $0.version == spec.version
      })
    else { return }
    let objects = SwarmForecaster(environment).objects()
    guard
      let snapshot = try? ClusterSnapshot(
        objects, configuration: SchedulerSettings.swarmConfiguration)
    else { return }
    let rows = all.compactMap { snapshot.pod($0.key.name, in: $0.key.namespace) }
    guard rows.count == all.count, let example = pods[all[0].key] else { return }
    let terms = SwarmTaskTerms(example)
    let counts = SwarmCounts(objects.pods, of: terms.service, in: snapshot)
    let most = spec.update.parallelism > 0 ? spec.update.parallelism : count
    let moves = SwarmRebalance().moves(of: rows, terms, in: snapshot, counts, most: most)
    for move in moves {
      let pod = ObjectKey(
        namespace: snapshot.namespace(move.pod), name: snapshot.podName(move.pod))
      let (from, to) = (snapshot.nodeName(move.from), snapshot.nodeName(move.to))
      try environment.client.change(.pods, pod, uid: nil) { object in
        object.modify("metadata") { metadata in
          metadata.modify("annotations") {
            $0[SwarmLabels.rebalance] = .string("more room on \(to)")
          }
        }
        return true
      }
      environment.events.record(
        service, reason: "Rebalancing", "task \(pod.name) moves from \(from) to \(to)")
    }
  }
}
