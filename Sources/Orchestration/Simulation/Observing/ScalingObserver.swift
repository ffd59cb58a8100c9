// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Watches what autoscalers tell of themselves, and keeps it as data.
final class ScalingObserver: Component {
  let name = "scaling-observer"
  private(set) var isRunning = false
  private(set) var record = ScalingRecord()
  private let clock: any Clock
  private let informers: SharedInformers
  private let beginning: Timestamp
  private var handlers: [(Informer, Informer.Handler)] = []
  /// What the latest event of an autoscaler said.
  private var reasons: [ObjectKey: String] = [:]
  /// The places of targets in `record.series`.
  private var targets: [String: Int] = [:]
  /// The types whose objects are looked at because something is scaled.
  private var followed: Set<ResourceType> = []
  /// The latest recommendations.
  private var latest: [String: VerticalSample] = [:]

  init(_ environment: ComponentEnvironment, start: Timestamp) {
    (clock, informers, beginning) = (environment.clock, environment.informers, start)
  }

  func start() {
    guard !isRunning else { return }
    isRunning = true
    watch(.events) { [weak self] in self?.note(event: $0) }
    watch(.horizontalPodAutoscalers) { [weak self] in self?.note(autoscaler: $0) }
    watch(.verticalPodAutoscalers) { [weak self] in self?.note(vertical: $0) }
  }

  func stop() {
    isRunning = false
    for (informer, handler) in handlers { informer.remove(handler) }
    (handlers, followed) = ([], [])
  }

  private func watch(_ type: ResourceType, _ handle: @escaping (Informer.Change) -> Void) {
    let informer = informers[type]
    handlers.append((informer, informer.addHandler(handle)))
    informer.start()
  }

  private var seconds: Double {
    Double(clock.now.microseconds - beginning.microseconds) / 1e6
  }

  // MARK: Decisions

  private func note(event change: Informer.Change) {
    if case .removed = change { return }
    let event = change.object
    guard event["reason"] == "SuccessfulRescale" else { return }
    let involved = event["involvedObject"]?.object
    let key = ObjectKey(
      namespace: involved?["namespace"]?.string ?? "", name: involved?["name"]?.string ?? "")
    let message = event["message"]?.string ?? ""
    reasons[key] = message.split(separator: "; reason: ").dropFirst().joined()
  }

  private func note(autoscaler change: Informer.Change) {
    if case .removed = change { return }
    let view = HorizontalPodAutoscaler(fields: change.object)
    let reference = view.spec.scaleTargetRef
    let target = "\(reference.kind ?? "") \(change.key.namespace)/\(reference.name ?? "")"
    if targets[target] == nil {
      targets[target] = record.series.count
      record.series.append(ReplicaSeries(target: target))
      follow(reference)
    }
    let before = change.previous?.observed
    let status = change.object.observed
    guard let from = status.integer("currentReplicas"), let to = status.integer("desiredReplicas"),
      from != to, status["lastScaleTime"] != nil,
      before?["lastScaleTime"] != status["lastScaleTime"]
    else { return }
    let reason = reasons[change.key] ?? ""
    var decision = ScalingDecision(
      time: seconds, object: "\(change.key)", target: target, from: Int(from), to: Int(to),
      metric: "", current: "", wanted: "", limitedBy: nil, reason: reason)
    let readings = MetricReading.readings(view)
    let leading = readings.first { reason.hasPrefix($0.metric) } ?? readings.first
    if let leading {
      (decision.metric, decision.current) = (leading.metric, leading.current)
      decision.wanted = leading.wanted
    }
    if change.object.conditionStatus("ScalingLimited") == "True" {
      decision.limitedBy = change.object.condition("ScalingLimited")?["reason"]?.string
    }
    record.decisions.append(decision)
  }

  // MARK: Replicas

  private func follow(_ reference: ObjectReference) {
    let types: [ResourceType] = [.deployments, .statefulSets, .replicaSets]
    guard let type = types.first(where: { $0.kind == reference.kind }),
      followed.insert(type).inserted
    else { return }
    watch(type) { [weak self] in self?.note(workload: $0, type) }
  }

  private func note(workload change: Informer.Change, _ type: ResourceType) {
    guard let index = targets["\(type.kind) \(change.key)"] else { return }
    var point = ReplicaSeries.Point(seconds: seconds, wanted: 0, have: 0, ready: 0)
    switch change {
    case .removed: break
    case .added(_, let object), .changed(_, _, let object):
      point.wanted = Int(object.wanted.integer("replicas") ?? 1)
      point.have = Int(object.observed.integer("replicas") ?? 0)
      point.ready = Int(object.observed.integer("readyReplicas") ?? 0)
    }
    if let last = record.series[index].points.last {
      if (last.wanted, last.have, last.ready) == (point.wanted, point.have, point.ready) { return }
      if last.seconds == point.seconds { record.series[index].points.removeLast() }
    }
    record.series[index].points.append(point)
  }

  // MARK: Recommendations

  private func note(vertical change: Informer.Change) {
    if case .removed = change { return }
    let status = change.object.observed
    let list = status["recommendation"]?.object?["containerRecommendations"]?.array ?? []
    for case .object(let entry) in list {
      func amount(_ bound: String, _ resource: String, _ unit: QuantityUnit) -> Int64 {
        let value = entry[bound]?.object?[resource]
        return value.flatMap { Quantity($0) }.flatMap { try? $0.value(in: unit) } ?? 0
      }
      func bounds(_ resource: String, _ unit: QuantityUnit) -> (Int64, Int64, Int64) {
        (
          amount("lowerBound", resource, unit), amount("target", resource, unit),
          amount("upperBound", resource, unit)
        )
      }
      let sample = VerticalSample(
        seconds: seconds, object: "\(change.key)",
        container: entry["containerName"]?.string ?? "", cpu: bounds("cpu", .milli),
        memory: bounds("memory", .bytes))
      let name = "\(sample.object) \(sample.container)"
      if let last = latest[name], last.cpu == sample.cpu, last.memory == sample.memory { continue }
      latest[name] = sample
      record.recommendations.append(sample)
    }
  }
}

/// What an autoscaler measured, and what it wants.
struct MetricReading {
  let metric: String
  let current: String
  let wanted: String

  /// The metrics of an autoscaler with what was measured last.
  static func readings(_ autoscaler: HorizontalPodAutoscaler) -> [MetricReading] {
    let measured = autoscaler.fields.observed["currentMetrics"]?.array ?? []
    return autoscaler.spec.metrics.enumerated().map { index, spec in
      let status = index < measured.count ? measured[index].object : nil
      let name: String
      let field: String
      let target: MetricTarget
      switch spec.type {
      case "ContainerResource":
        (field, target) = ("containerResource", spec.containerResource?.target ?? MetricTarget())
        name = "\(spec.containerResource?.name ?? "") container resource"
      case "Pods":
        (field, target) = ("pods", spec.pods?.target ?? MetricTarget())
        name = "pods metric \(spec.pods?.metric.name ?? "")"
      case "Object":
        (field, target) = ("object", spec.object?.target ?? MetricTarget())
        name =
          "\(spec.object?.describedObject?.kind ?? "") metric \(spec.object?.metric.name ?? "")"
      case "External":
        (field, target) = ("external", spec.external?.target ?? MetricTarget())
        name = "external metric \(spec.external?.metric.name ?? "")"
      default:
        (field, target) = ("resource", spec.resource?.target ?? MetricTarget())
        name = "\(spec.resource?.name ?? "") resource"
      }
      let values = status?[field]?.object?["current"]?.object
      return MetricReading(
        metric: name, current: text(values, target.type),
        wanted: text(target.fields, target.type))
    }
  }

  private static func text(_ values: Fields?, _ type: String?) -> String {
    switch type {
    case "Utilization": values?.integer("averageUtilization").map { "\($0)%" } ?? ""
    case "Value": amount(values?["value"])
    default: amount(values?["averageValue"])
    }
  }

  private static func amount(_ value: Value?) -> String {
    value.flatMap { Quantity($0) }.map(\.description) ?? ""
  }
}
