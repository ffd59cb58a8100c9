// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A pod of a StatefulSet, or the place for one.
struct StatefulReplica {
  /// Its ordinal.
  let ordinal: Int
  /// The pod; `nil` where there is none.
  var pod: Fields?
  private let state: PodState?
  private let minReady: Int64
  private let now: Int64

  init(_ ordinal: Int, _ pod: Fields?, minReadySeconds: Int, now: Int64) {
    (self.ordinal, self.pod, self.now) = (ordinal, pod, now)
    minReady = Int64(minReadySeconds) * 1_000_000
    state = pod.map { PodState($0, previous: nil) { _ in 0 } }
  }

  /// Whether there is a pod.
  var isCreated: Bool { pod != nil }
  /// Whether it is to end.
  var isTerminating: Bool { state?.isToEnd ?? false }
  /// Whether all containers have failed for good or ended.
  var hasEnded: Bool { state?.hasEnded ?? false }
  /// Whether a container has failed for good.
  var hasFailed: Bool { state?.phase == .failed }
  /// Whether it has not begun.
  var isPending: Bool { state?.phase == .pending }
  /// Whether it runs and is ready.
  var isReady: Bool { state?.phase == .running && state?.isReady == true }
  /// When it is available; `nil` while it is not ready.
  var availableAt: Int64? { isReady ? state?.readySince.map { $0 + minReady } : nil }
  /// Whether it has been ready for long enough.
  var isAvailable: Bool { availableAt.map { $0 <= now } ?? false }
  /// Whether it is available and stays.
  var isHealthy: Bool { isAvailable && !isTerminating }
  /// The revision that it is of.
  var revision: String? { pod?.label(StatefulIdentity.revisionLabel) }
}
