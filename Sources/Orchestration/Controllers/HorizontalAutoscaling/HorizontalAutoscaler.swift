// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Keeps the replicas of workloads such that what is measured of them comes to what is wanted
/// (`HorizontalPodAutoscaler`).
///
/// From `pkg/controller/podautoscaler/horizontal.go`. Each autoscaler has its turn every 15 seconds,
/// the first one 15 seconds after the controller has heard of it.
public final class HorizontalAutoscaler: Component {
  /// How it works; the values are the usual ones of `kube-controller-manager`.
  struct Settings: Sendable {
    /// How often an autoscaler has its turn, in microseconds.
    var period: Int64 = 15_000_000
    /// For how many seconds the highest recommendation counts before replicas are taken away.
    var downscaleWindow: Int64 = 300
    /// How far a ratio may be from 1.
    var tolerance = 0.1
    /// How long pods take to start.
    var delays = PodGroups.Delays()
  }

  /// The name, by which its events go.
  public let name = "horizontal-pod-autoscaler"
  let environment: ComponentEnvironment
  let settings: Settings
  let metrics: MetricsReader
  private let loop: ControllerLoop
  private let autoscalers: Informer
  let pods: Informer
  /// What was recommended and done lately.
  var histories: [ObjectKey: ScalingHistory] = [:]
  /// Which pods each autoscaler looks at.
  private var selectors: [ObjectKey: LabelSelector] = [:]

  /// The types that are served, for targets that are custom resources.
  private let catalogue: () -> ResourceCatalogue?

  /// Creates the controller.
  ///
  /// - Parameters:
  ///   - environment: What it works with.
  ///   - catalogue: The types that are served, for targets that are custom resources; only those of
  ///     Kubernetes where `nil`.
  public convenience init(
    _ environment: ComponentEnvironment, catalogue: @escaping () -> ResourceCatalogue? = { nil }
  ) {
    self.init(environment, settings: Settings(), catalogue: catalogue)
  }

  init(
    _ environment: ComponentEnvironment, settings: Settings,
    catalogue: @escaping () -> ResourceCatalogue? = { nil }
  ) {
    (self.environment, self.settings, self.catalogue) = (environment, settings, catalogue)
    metrics = MetricsReader(client: environment.client)
    loop = ControllerLoop(name: name, environment: environment)
    (autoscalers, pods) = (
      environment.informers[.horizontalPodAutoscalers], environment.informers[.pods]
    )
    loop.watch(.horizontalPodAutoscalers) { [unowned self] change in
      if case .removed = change {
        self.histories[change.key] = nil
        self.selectors[change.key] = nil
      } else {
        self.loop.add(change.key, after: self.settings.period)
      }
      return []
    }
    loop.watch(.pods) { _ in [] }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in self.reconcile(key) }
  }

  /// Ends and forgets everything.
  public func stop() {
    loop.stop()
    (histories, selectors) = ([:], [:])
  }

  /// What fails is told and tried again in its turn, no sooner.
  private func reconcile(_ key: ObjectKey) {
    guard let object = autoscalers[key] else { return }
    var turn = AutoscalerTurn(object, key, now: environment.clock.now)
    take(&turn)
    writeStatus(turn)
    loop.add(key, after: settings.period)
  }

  private func writeStatus(_ turn: AutoscalerTurn) {
    guard turn.object["status"] != turn.original["status"] else { return }
    do throws(APIStatus) {
      try environment.client.updateStatus(.horizontalPodAutoscalers, turn.object)
    } catch {
      if error.reason == .notFound { return }
      environment.events.record(
        turn.object, .warning, reason: "FailedUpdateStatus", error.message)
      loop.onError?(turn.key, error)
    }
  }

  // MARK: What it looks at

  /// The type of a target.
  ///
  /// - Throws: That there is none.
  func type(of target: ObjectReference) throws(APIStatus) -> ResourceType {
    let (version, kind) = (target.apiVersion ?? "", target.kind ?? "")
    if let type = ResourceType.known(apiVersion: version, kind: kind) { return type }
    if let type = catalogue()?.type(apiVersion: version, kind: kind) { return type }
    let group = version.split(separator: "/").dropLast().joined()
    throw APIStatus(.notFound, "no matches for kind \"\(kind)\" in group \"\(group)\"")
  }

  /// The autoscalers that look at some of these pods, in order.
  func autoscalers(of pods: [Fields], for key: ObjectKey, _ selector: LabelSelector) -> [ObjectKey]
  {
    selectors[key] = selector
    let others = selectors.keys.filter { $0.namespace == key.namespace }.sorted()
    guard others.count > 1, !pods.isEmpty else { return [key] }
    return others.filter { other in
      guard let selector = selectors[other] else { return false }
      return pods.contains { selector.selects($0.metadata["labels"]?.object ?? Fields()) }
    }
  }
}

extension ResourceType {
  /// A type of Kubernetes by the names that objects have.
  fileprivate static func known(apiVersion: String, kind: String) -> ResourceType? {
    kubernetes.first { $0.kind == kind && $0.apiVersion == apiVersion }
  }
}
