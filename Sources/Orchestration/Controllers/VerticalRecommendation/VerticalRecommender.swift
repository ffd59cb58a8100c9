// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Says in the status of VerticalPodAutoscalers what the containers of their targets should request.
///
/// From `vertical-pod-autoscaler/pkg/recommender`: each has its turn every minute. What it has seen
/// is kept in checkpoints, which are written every ten minutes here.
public final class VerticalRecommender: Component {
  /// The name.
  public let name = "vpa-recommender"
  let environment: ComponentEnvironment
  private let loop: ControllerLoop
  private let autoscalers: Informer
  private let pods: Informer
  /// What was seen of each autoscaler's containers.
  private var histories: [ObjectKey: History] = [:]
  /// How often an autoscaler has its turn, in microseconds.
  static let period: Int64 = 60_000_000
  /// How often what was seen is written.
  static let checkpointPeriod: Int64 = 600_000_000

  /// What was seen of one autoscaler's containers.
  struct History {
    var containers: [String: ContainerUsageHistory] = [:]
    var peaks: [String: ContainerPeaks] = [:]
    /// How often containers were started again when it was looked at last.
    var restarts: [String: Int64] = [:]
    var writtenAt: Timestamp
  }

  /// Creates the recommender.
  public init(_ environment: ComponentEnvironment) {
    self.environment = environment
    loop = ControllerLoop(name: name, environment: environment)
    (autoscalers, pods) = (
      environment.informers[.verticalPodAutoscalers], environment.informers[.pods]
    )
    loop.watch(.verticalPodAutoscalers) { [unowned self] change in
      if case .removed = change {
        self.histories[change.key] = nil
      } else {
        self.loop.add(change.key, after: Self.period)
      }
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
      try self.reconcile(key)
    }
  }

  /// Ends and forgets everything.
  public func stop() {
    loop.stop()
    histories = [:]
  }

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let object = autoscalers[key] else { return }
    let now = environment.clock.now
    var history: History
    if let known = histories[key] { history = known } else { history = try load(key) }
    let policy = VerticalPolicy(object)
    let selector: LabelSelector
    do throws(VerticalTargetFault) {
      selector = try VerticalTarget.selector(
        of: policy.target, in: key.namespace, environment.client)
    } catch {
      try write(key, object, history, policy, matched: nil, fault: error.message)
      return
    }
    let selected = pods.selected(selector, in: key.namespace)
    see(selected, &history, policy)
    let metrics = try environment.client.list(
      .podMetrics, ListOptions(namespace: key.namespace, labels: selector)
    ).items
    take(metrics, selected, &history, policy)
    histories[key] = history
    try write(key, object, history, policy, matched: !selected.isEmpty)
    if now.microseconds - history.writtenAt.microseconds >= Self.checkpointPeriod {
      histories[key]?.writtenAt = now
      try save(key, object, history)
    }
  }

  // MARK: What is seen

  /// Looks for containers that were killed for want of memory since the last time.
  private func see(_ pods: [Fields], _ history: inout History, _ policy: VerticalPolicy) {
    var restarts: [String: Int64] = [:]
    for pod in pods {
      for case .object(let status) in pod.observed["containerStatuses"]?.array ?? [] {
        let name = status["name"]?.string ?? ""
        let id = "\(pod.uid)/\(name)"
        let count = status.integer("restartCount") ?? 0
        restarts[id] = count
        let ended = status["lastState"]?.object?["terminated"]?.object
        guard count > history.restarts[id] ?? 0, ended?["reason"]?.string == "OOMKilled",
          !policy.isOff(name), let moment = ended?.moment("finishedAt")
        else { continue }
        history.peaks[id, default: ContainerPeaks()].addKill(
          request: Self.request(pod, name, "memory"), at: moment,
          to: &history.containers[name, default: ContainerUsageHistory()])
      }
    }
    history.restarts = restarts
  }

  /// Takes note of what containers use.
  private func take(
    _ metrics: [Fields], _ pods: [Fields], _ history: inout History, _ policy: VerticalPolicy
  ) {
    let byName = Dictionary(
      pods.map { ($0.metadata["name"]?.string ?? "", $0) }, uniquingKeysWith: { first, _ in first })
    var seen: Set<String> = []
    for item in metrics {
      guard let pod = byName[item.metadata["name"]?.string ?? ""],
        let end = item.moment("timestamp")
      else { continue }
      let window = item["window"]?.string.flatMap { DurationText.parse($0) } ?? 0
      let start = end.advanced(by: -window)
      for case .object(let entry) in item["containers"]?.array ?? [] {
        let name = entry["name"]?.string ?? ""
        if policy.isOff(name) { continue }
        let id = "\(pod.uid)/\(name)"
        seen.insert(id)
        let usage = entry["usage"]?.object
        func amount(_ resource: String) -> Int64? {
          usage?[resource].flatMap { Quantity($0) }
            .flatMap { try? $0.value(in: QuantityUnit(forResource: resource)) }
        }
        var peaks = history.peaks[id] ?? ContainerPeaks()
        var container = history.containers[name] ?? ContainerUsageHistory()
        if let cpu = amount("cpu") {
          peaks.add(
            cpu: cpu, request: Self.request(pod, name, "cpu"), at: start, to: &container)
        }
        if let memory = amount("memory") { peaks.add(memory: memory, at: start, to: &container) }
        history.peaks[id] = peaks
        history.containers[name] = container
      }
    }
    // Of containers that are gone nothing is remembered but what they used.
    history.peaks = history.peaks.filter {
      seen.contains($0.key) || history.restarts[$0.key] != nil
    }
  }

  private static func request(_ pod: Fields, _ container: String, _ resource: String) -> Int64 {
    for case .object(let one) in pod.wanted["containers"]?.array ?? [] {
      guard one["name"]?.string == container else { continue }
      let value = one["resources"]?.object?["requests"]?.object?[resource]
      return value.flatMap { Quantity($0) }
        .flatMap { try? $0.value(in: QuantityUnit(forResource: resource)) } ?? 0
    }
    return 0
  }

  // MARK: Checkpoints

  private func load(_ key: ObjectKey) throws(APIStatus) -> History {
    var history = History(writtenAt: environment.clock.now)
    let list = try environment.client.list(
      .verticalPodAutoscalerCheckpoints, ListOptions(namespace: key.namespace))
    for checkpoint in list.items where checkpoint.wanted["vpaObjectName"]?.string == key.name {
      let name = checkpoint.wanted["containerName"]?.string ?? ""
      if let known = ContainerUsageHistory(checkpoint: checkpoint.observed) {
        history.containers[name] = known
      }
    }
    return history
  }

  private func save(_ key: ObjectKey, _ owner: Fields, _ history: History) throws(APIStatus) {
    for (name, container) in history.containers.sorted(by: { $0.key < $1.key }) {
      let checkpoint = ObjectKey(namespace: key.namespace, name: "\(key.name)-\(name)")
      if try environment.client.find(.verticalPodAutoscalerCheckpoints, checkpoint) == nil {
        try environment.client.create(
          .verticalPodAutoscalerCheckpoints,
          [
            "metadata": [
              "name": .string(checkpoint.name), "namespace": .string(key.namespace),
              "ownerReferences": [
                [
                  "apiVersion": .string(ResourceType.verticalPodAutoscalers.apiVersion),
                  "kind": "VerticalPodAutoscaler", "name": .string(key.name),
                  "uid": .string(owner.uid),
                ]
              ],
            ],
            "spec": ["vpaObjectName": .string(key.name), "containerName": .string(name)],
          ])
      }
      try environment.client.change(
        .verticalPodAutoscalerCheckpoints, checkpoint, uid: nil, subresource: .status
      ) { object in
        var status = container.checkpoint
        status["lastUpdateTime"] = environment.timestamp
        object["status"] = .object(status)
        return true
      }
    }
  }
}
