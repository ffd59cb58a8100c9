// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How many replicas the metrics of an autoscaler ask for (`computeReplicasForMetrics`).
extension HorizontalAutoscaler {
  /// What comes of all metrics.
  struct MetricsOutcome {
    /// The highest number, and which metric it comes from; `nil` where none is to be used.
    var proposed: (replicas: Int, metric: String)?
    /// What was measured, one entry for each metric.
    var statuses: [Value]?
    /// What is wrong with some of them.
    var error = ""
  }

  /// What comes of one metric.
  struct MetricOutcome {
    var replicas: Int
    var metric: String
    var status: Value
  }

  /// What is wrong with one metric: what the condition and the event say, and what all errors
  /// together do.
  struct MetricFault: Error {
    var reason: String
    var message: String
    var summary: String

    init(_ reason: String, _ message: String, _ prefix: String = "") {
      (self.reason, self.message) = (reason, message)
      summary = prefix.isEmpty ? message : "\(prefix): \(message)"
    }
  }

  /// What the metrics are looked up with.
  struct MetricsContext {
    let namespace: String
    let selector: LabelSelector
    let pods: [Fields]
    let calculator: ReplicaCalculator
    let statusReplicas: Int
  }

  /// How many replicas there should be by all metrics.
  ///
  /// Where some fail, the others may only add replicas.
  func proposal(_ turn: inout AutoscalerTurn, _ scale: Fields) -> MetricsOutcome {
    let current = Int(scale.wanted.integer("replicas") ?? 0)
    guard let context = context(&turn, scale, current) else {
      return MetricsOutcome(error: lastFault(turn))
    }
    var outcome = MetricsOutcome()
    var statuses: [Value] = []
    var (failed, first) = (0, MetricFault?.none)
    let specs = turn.spec.metrics
    for spec in specs {
      do throws(MetricFault) {
        let one = try self.outcome(of: spec, context)
        statuses.append(one.status)
        let best = outcome.proposed
        if best == nil || best?.replicas == 0 || one.replicas > best?.replicas ?? 0 {
          outcome.proposed = (one.replicas, one.metric)
        }
      } catch {
        environment.events.record(turn.object, .warning, reason: error.reason, error.message)
        statuses.append(["type": ""])
        failed += 1
        if first == nil { first = error }
      }
    }
    outcome.statuses = statuses
    if let first {
      outcome.error =
        "invalid metrics (\(failed) invalid out of \(specs.count)), first error is: "
        + first.summary
      if failed >= specs.count || outcome.proposed?.replicas ?? 0 < current {
        turn.set(
          "ScalingActive", false, first.reason,
          "the HPA was unable to compute the replica count: \(first.message)")
        outcome.proposed = nil
        return outcome
      }
    }
    turn.set(
      "ScalingActive", true, "ValidMetricFound",
      "the HPA was able to successfully calculate a replica count from "
        + (outcome.proposed?.metric ?? ""))
    return outcome
  }

  private func lastFault(_ turn: AutoscalerTurn) -> String {
    let message = turn.object.condition("ScalingActive")?["message"]?.string ?? ""
    return message == "the HPA target's scale is missing a selector"
      ? "selector is required" : message
  }

  /// The pods of the target, where it can be told which they are.
  private func context(
    _ turn: inout AutoscalerTurn, _ scale: Fields, _ current: Int
  ) -> MetricsContext? {
    let text = scale.observed["selector"]?.string ?? ""
    guard !text.isEmpty else {
      environment.events.record(
        turn.object, .warning, reason: "SelectorRequired", "selector is required")
      turn.set(
        "ScalingActive", false, "InvalidSelector",
        "the HPA target's scale is missing a selector")
      return nil
    }
    let selector: LabelSelector
    do throws(SelectorError) {
      selector = try LabelSelector(text)
    } catch {
      let message =
        "couldn't convert selector into a corresponding internal selector object: \(error)"
      environment.events.record(turn.object, .warning, reason: "InvalidSelector", message)
      turn.set("ScalingActive", false, "InvalidSelector", message)
      return nil
    }
    let pods = self.pods.selected(selector, in: turn.key.namespace)
    let others = autoscalers(of: pods, for: turn.key, selector)
    if others.count > 1 {
      let names = others.map { "{\($0.name) \($0.namespace)}" }.joined(separator: " ")
      let message = "pods by selector \(text) are controlled by multiple HPAs: [\(names)]"
      environment.events.record(turn.object, .warning, reason: "AmbiguousSelector", message)
      turn.set("ScalingActive", false, "AmbiguousSelector", message)
      return nil
    }
    var tolerance = ScalingTolerance(down: settings.tolerance, up: settings.tolerance)
    if let (up, down) = directions(turn.spec) {
      tolerance.up = up.tolerance ?? tolerance.up
      tolerance.down = down.tolerance ?? tolerance.down
    }
    return MetricsContext(
      namespace: turn.key.namespace, selector: selector, pods: pods,
      calculator: ReplicaCalculator(
        pods: pods.map { ScaledPod($0) }, currentReplicas: current, tolerance: tolerance,
        delays: settings.delays, now: turn.now),
      statusReplicas: Int(scale.observed.integer("replicas") ?? 0))
  }

  private func outcome(
    of spec: MetricSpec, _ context: MetricsContext
  ) throws(MetricFault) -> MetricOutcome {
    switch spec.type {
    case "Resource":
      return try resource(
        spec.resource ?? ResourceMetricSource(), field: "resource", type: "Resource", context)
    case "ContainerResource":
      return try resource(
        spec.containerResource ?? ResourceMetricSource(), field: "containerResource",
        type: "ContainerResource", context)
    case "Pods": return try pods(spec.pods ?? NamedMetricSource(), context)
    case "Object": return try object(spec.object ?? NamedMetricSource(), context)
    case "External": return try external(spec.external ?? NamedMetricSource(), context)
    default:
      throw MetricFault(
        "InvalidMetricSourceType", "unknown metric source type \"\(spec.type ?? "")\"")
    }
  }
}
