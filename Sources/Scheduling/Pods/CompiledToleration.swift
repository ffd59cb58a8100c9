// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The effect of a taint.
enum TaintEffect: String, Sendable, Hashable {
  case noSchedule = "NoSchedule"
  case preferNoSchedule = "PreferNoSchedule"
  case noExecute = "NoExecute"
}

/// A taint in short.
struct CompiledTaint: Sendable, Hashable {
  let key: String
  let value: String
  let effect: TaintEffect

  init(key: String, value: String, effect: TaintEffect) {
    (self.key, self.value, self.effect) = (key, value, effect)
  }

  init(_ taint: Taint, _ context: FaultContext) throws(ClusterFault) {
    guard let effect = taint.effect.flatMap(TaintEffect.init(rawValue:)) else {
      throw context["effect"].fault(
        "found '\(taint.effect ?? "")', expected NoSchedule, PreferNoSchedule or NoExecute")
    }
    self.init(key: taint.key ?? "", value: taint.value ?? "", effect: effect)
  }
}

/// A toleration in short; an empty key or effect matches all.
///
/// From `k8s.io/component-helpers/scheduling/corev1`, `ToleratesTaint`.
struct CompiledToleration: Sendable, Hashable {
  let key: String
  let comparison: TolerationOperator
  let value: String
  let effect: TaintEffect?

  init(key: String, comparison: TolerationOperator, value: String, effect: TaintEffect?) {
    (self.key, self.comparison, self.value, self.effect) = (key, comparison, value, effect)
  }

  init(_ toleration: Toleration, _ context: FaultContext) throws(ClusterFault) {
    guard let comparison = TolerationOperator(written: toleration.operator) else {
      throw context["operator"].fault(
        "found '\(toleration.operator ?? "")', expected Equal, Exists, Lt or Gt")
    }
    key = toleration.key ?? ""
    self.comparison = comparison
    value = toleration.value ?? ""
    if let written = toleration.effect, !written.isEmpty {
      guard let effect = TaintEffect(rawValue: written) else {
        throw context["effect"].fault(
          "found '\(written)', expected NoSchedule, PreferNoSchedule or NoExecute")
      }
      self.effect = effect
    } else {
      effect = nil
    }
    if key.isEmpty, comparison != .exists {
      throw context["operator"].fault(
        "found '\(comparison.rawValue)', expected Exists without a key")
    }
  }

  func tolerates(_ taint: CompiledTaint) -> Bool {
    if let effect, effect != taint.effect { return false }
    if !key.isEmpty, key != taint.key { return false }
    return comparison.holds(value, for: taint.value)
  }
}
