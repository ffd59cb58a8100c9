// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A turn of an autoscaler (`reconcileAutoscaler`).
extension HorizontalAutoscaler {
  /// Looks at an autoscaler, scales its target, and says so in the status.
  func take(_ turn: inout AutoscalerTurn) {
    let target = turn.spec.scaleTargetRef
    let type: ResourceType
    var scale: Fields
    do throws(APIStatus) {
      type = try self.type(of: target)
      scale = try environment.client.get(
        type, ObjectKey(namespace: turn.key.namespace, name: target.name ?? ""),
        subresource: .scale)
    } catch {
      environment.events.record(turn.object, .warning, reason: "FailedGetScale", error.message)
      turn.set(
        "AbleToScale", false, "FailedGetScale",
        "the HPA controller was unable to get the target's current scale: \(error.message)")
      return
    }
    turn.set(
      "AbleToScale", true, "SucceededGetScale",
      "the HPA controller was able to get the target's current scale")
    let current = Int(scale.wanted.integer("replicas") ?? 0)
    histories[turn.key, default: ScalingHistory()].begin(current, at: turn.now)
    guard let decision = decide(&turn, scale, current) else { return }
    guard decision.replicas != current else {
      turn.setStatus(current: current, desired: current, metrics: decision.metrics)
      return
    }
    scale.modify("spec") { $0["replicas"] = .integer(Int64(decision.replicas)) }
    do throws(APIStatus) {
      _ = try environment.client.update(type, scale, subresource: .scale, WriteOptions())
    } catch {
      environment.events.record(
        turn.object, .warning, reason: "FailedRescale",
        "New size: \(decision.replicas); reason: \(decision.reason); error: \(error.message)")
      turn.set(
        "AbleToScale", false, "FailedUpdateScale",
        "the HPA controller was unable to update the target scale: \(error.message)")
      turn.setStatus(current: current, desired: nil, metrics: decision.metrics)
      return
    }
    turn.set(
      "AbleToScale", true, "SucceededRescale",
      "the HPA controller was able to update the target scale to \(decision.replicas)")
    environment.events.record(
      turn.object, reason: "SuccessfulRescale",
      "New size: \(decision.replicas); reason: \(decision.reason)")
    if let (up, down) = directions(turn.spec) {
      histories[turn.key]?.note(
        from: current, to: decision.replicas, up: up, down: down, at: turn.now)
    }
    turn.setStatus(
      current: current, desired: decision.replicas, metrics: decision.metrics, isRescaled: true)
  }

  /// How many replicas there are to be, and why.
  struct Decision {
    var replicas: Int
    var reason = ""
    var metrics: [Value]?
  }

  /// Decides how many replicas there are to be; `nil` where that cannot be told, which the status
  /// says then.
  private func decide(
    _ turn: inout AutoscalerTurn, _ scale: Fields, _ current: Int
  ) -> Decision? {
    if current == 0, turn.least != 0 {
      turn.set(
        "ScalingActive", false, "ScalingDisabled",
        "scaling is disabled since the replica count of the target is zero")
      return Decision(replicas: 0)
    }
    if current > turn.most {
      return Decision(
        replicas: turn.most, reason: "Current number of replicas above Spec.MaxReplicas")
    }
    if current < turn.least {
      return Decision(
        replicas: turn.least, reason: "Current number of replicas below Spec.MinReplicas")
    }
    let outcome = proposal(&turn, scale)
    guard let proposed = outcome.proposed else {
      turn.setStatus(current: current, desired: nil, metrics: outcome.statuses)
      environment.events.record(
        turn.object, .warning, reason: "FailedComputeMetricsReplicas", outcome.error)
      return nil
    }
    // As in Kubernetes, nothing less than no replicas is proposed.
    let desired = max(0, proposed.replicas)
    var decision = Decision(replicas: desired, metrics: outcome.statuses)
    if desired > current { decision.reason = "\(proposed.metric) above target" }
    if desired < current { decision.reason = "All metrics below target" }
    decision.replicas = limited(&turn, desired, current)
    return decision
  }

  /// The rules of an autoscaler, where it has any.
  func directions(
    _ spec: HorizontalPodAutoscalerSpec
  ) -> (up: ScalingDirection, down: ScalingDirection)? {
    guard let behavior = spec.behavior else { return nil }
    return (
      ScalingDirection(behavior.scaleUp, window: 0),
      ScalingDirection(behavior.scaleDown, window: settings.downscaleWindow)
    )
  }

  /// What of a recommendation may be done now.
  private func limited(_ turn: inout AutoscalerTurn, _ desired: Int, _ current: Int) -> Int {
    var history = histories[turn.key] ?? ScalingHistory()
    defer { histories[turn.key] = history }
    let range = (least: turn.least, most: turn.most)
    let stable: Int
    let limit: ScalingLimit
    let isUp: Bool
    if let (up, down) = directions(turn.spec) {
      stable = history.stabilized(
        desired, current: current, up: up.window, down: down.window, at: turn.now)
      limit = history.limit(stable, current: current, in: range, up: up, down: down, at: turn.now)
      isUp = desired >= current
    } else {
      stable = history.stabilized(desired, window: settings.downscaleWindow, at: turn.now)
      limit = ScalingLimit(stable, current: current, in: range)
      isUp = false
    }
    if stable == desired {
      turn.set("AbleToScale", true, "ReadyForNewScale", "recommended size matches current size")
    } else if isUp {
      turn.set(
        "AbleToScale", true, "ScaleUpStabilized",
        "recent recommendations were lower than current one, applying the lowest recent "
          + "recommendation")
    } else {
      turn.set(
        "AbleToScale", true, "ScaleDownStabilized",
        "recent recommendations were higher than current one, applying the highest recent "
          + "recommendation")
    }
    turn.set("ScalingLimited", limit.replicas != stable, limit.reason, limit.message)
    return limit.replicas
  }
}
