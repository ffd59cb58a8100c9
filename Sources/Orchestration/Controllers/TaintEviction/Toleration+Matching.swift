// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Toleration {
  /// Whether a pod with the toleration bears a taint.
  ///
  /// From `k8s.io/api/core/v1/toleration.go`.
  func tolerates(_ taint: Taint) -> Bool {
    if let effect, !effect.isEmpty, effect != taint.effect { return false }
    if let key, !key.isEmpty, key != taint.key { return false }
    let bound = value ?? ""
    let found = taint.value ?? ""
    switch `operator` ?? "Equal" {
    case "", "Equal": return bound == found
    case "Exists": return true
    case "Gt": return Int64(found).flatMap { found in Int64(bound).map { found > $0 } } ?? false
    case "Lt": return Int64(found).flatMap { found in Int64(bound).map { found < $0 } } ?? false
    default: return false
    }
  }
}

/// For how long a pod bears the taints of its node.
enum TolerationTime: Equatable {
  /// It does not.
  case none
  /// For ever.
  case forever
  /// For some seconds.
  case seconds(Int64)

  /// Weighs tolerations against taints.
  ///
  /// - Parameters:
  ///   - tolerations: What the pod bears.
  ///   - taints: The taints `NoExecute` of its node.
  init(_ tolerations: [Toleration], of taints: [Taint]) {
    var least: Int64?
    for taint in taints {
      let matching = tolerations.filter { $0.tolerates(taint) }
      guard let first = matching.first else {
        self = .none
        return
      }
      // As `GetMatchingTolerations`, the first one that matches counts.
      if let seconds = first.tolerationSeconds { least = min(least ?? seconds, seconds) }
    }
    guard let least else {
      self = .forever
      return
    }
    self = least <= 0 ? .none : .seconds(least)
  }
}
