// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Evicts pods that request something else than is recommended, so that new ones get it
/// (`updateMode: Recreate`).
///
/// From `vertical-pod-autoscaler/pkg/updater`: every minute, those first that need most, at most half
/// of the replicas of a controller at once, and as disruption budgets allow.
public final class VerticalUpdater: Component {
  /// The name.
  public let name = "vpa-updater"
  private let environment: ComponentEnvironment
  private let loop: ControllerLoop
  private let autoscalers: Informer
  private let pods: Informer
  private static let period: Int64 = 60_000_000
  /// How old a pod has to be before it is evicted for a recommendation that its request is within the
  /// bounds of.
  private static let age: Int64 = 43_200_000_000
  /// How far its request has to be off then.
  private static let leastDifference = 0.1

  /// Creates the updater.
  public init(_ environment: ComponentEnvironment) {
    self.environment = environment
    loop = ControllerLoop(name: name, environment: environment)
    (autoscalers, pods) = (
      environment.informers[.verticalPodAutoscalers], environment.informers[.pods]
    )
    loop.watch(.verticalPodAutoscalers) { [unowned self] change in
      if case .removed = change { return [] }
      self.loop.add(change.key, after: Self.period)
      return []
    }
    loop.watch(.pods) { _ in [] }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in
      guard self.autoscalers[key] != nil else { return }
      self.loop.add(key, after: Self.period)
      self.reconcile(key)
    }
  }

  /// Ends and forgets everything.
  public func stop() { loop.stop() }

  private func reconcile(_ key: ObjectKey) {
    guard let object = autoscalers[key] else { return }
    let policy = VerticalPolicy(object)
    let recommendation = VerticalRecommendation(object)
    guard policy.mode == .recreate, !recommendation.containers.isEmpty,
      let selector = try? VerticalTarget.selector(
        of: policy.target, in: key.namespace, environment.client)
    else { return }
    let live = pods.selected(selector, in: key.namespace).filter {
      !$0.isTerminating && !$0.hasFinishedPhase
    }
    let groups = Dictionary(grouping: live) { $0.controllerReference?["uid"]?.string ?? "" }
    for (owner, members) in groups.sorted(by: { $0.key < $1.key }) where !owner.isEmpty {
      guard members.count >= policy.leastReplicas else { continue }
      evict(members, recommendation, wanted: wanted(members[0], key.namespace) ?? members.count)
    }
  }

  /// How many replicas the controller of a pod wants.
  private func wanted(_ pod: Fields, _ namespace: String) -> Int? {
    guard let reference = pod.controllerReference,
      let type = VerticalTarget.type(
        of: ObjectReference(fields: reference)),
      let owner = try? environment.client.find(
        type, ObjectKey(namespace: namespace, name: reference["name"]?.string ?? ""))
    else { return nil }
    return owner.wanted.integer("replicas").map { Int($0) }
  }

  private func evict(_ pods: [Fields], _ recommendation: VerticalRecommendation, wanted: Int) {
    var needs: [(pod: Fields, need: VerticalRecommendation.Need)] = []
    for pod in pods {
      let need = recommendation.need(of: pod)
      if !need.isOutside {
        guard let start = pod.observed.moment("startTime"),
          environment.clock.now >= start.advanced(by: Self.age),
          need.difference >= Self.leastDifference
        else { continue }
      }
      needs.append((pod, need))
    }
    needs.sort { left, right in
      if left.need.grows != right.need.grows { return left.need.grows }
      if left.need.difference != right.need.difference {
        return left.need.difference > right.need.difference
      }
      return ObjectKey(left.pod) < ObjectKey(right.pod)
    }
    let tolerance = wanted / 2
    var running = pods.count { $0.phase == "Running" }
    let all = running
    for (pod, _) in needs {
      if pod.phase == "Running" {
        let isAlone = all == wanted && tolerance == 0 && running == all
        guard running > wanted - tolerance || isAlone else { continue }
      }
      do throws(APIStatus) {
        try environment.client.evict(ObjectKey(pod))
      } catch {
        continue
      }
      if pod.phase == "Running" { running -= 1 }
      environment.events.record(
        pod, reason: "EvictedByVPA",
        "Pod was evicted by VPA Updater to apply resource recommendation.")
    }
  }
}
