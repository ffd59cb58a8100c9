// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How many pods a deployment wants, and how far a rollout may stray from that.
///
/// From `ResolveFenceposts` in `pkg/controller/deployment/util/deployment_util.go`.
struct RolloutLimits: Equatable {
  /// How many pods it wants.
  let replicas: Int
  /// How many more there may be.
  let maxSurge: Int
  /// How many of them may be unavailable.
  let maxUnavailable: Int

  /// Reads the limits of a deployment.
  init(_ deployment: Fields) {
    let spec = deployment["spec"]?.object ?? Fields()
    let strategy = spec["strategy"]?.object
    let rolling = strategy?["rollingUpdate"]?.object
    self.init(
      replicas: spec.wholeNumber("replicas") ?? 1,
      isRolling: strategy?["type"]?.string ?? "RollingUpdate" == "RollingUpdate",
      maxSurge: rolling?["maxSurge"].flatMap { IntOrString($0) } ?? "25%",
      maxUnavailable: rolling?["maxUnavailable"].flatMap { IntOrString($0) } ?? "25%")
  }

  /// Works out limits.
  ///
  /// Shares of pods that may be added are rounded up, of pods that may be missing down; where both
  /// come to nothing one may be missing, so that there is a way on.
  init(
    replicas: Int, isRolling: Bool, maxSurge surge: IntOrString, maxUnavailable missing: IntOrString
  ) {
    self.replicas = replicas
    guard isRolling else {
      (maxSurge, maxUnavailable) = (0, 0)
      return
    }
    let surge = max(0, surge.scaled(of: replicas, rounding: .up) ?? 0)
    var missing = max(0, missing.scaled(of: replicas, rounding: .down) ?? 0)
    if surge == 0, missing == 0 { missing = 1 }
    (maxSurge, maxUnavailable) = (surge, min(missing, replicas))
  }

  /// How many pods there may be.
  var most: Int { replicas + maxSurge }
  /// How many pods have to be available.
  var minAvailable: Int { replicas - maxUnavailable }
}
