// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What an autoscaler looks at in a pod of its target.
struct ScaledPod: Sendable {
  /// Its name.
  var name: String
  /// How far it has come, such as `Running`.
  var phase = "Running"
  /// Whether it is to go.
  var isTerminating = false
  /// When its kubelet took it.
  var startTime: Timestamp?
  /// The status of the condition `Ready`; `nil` where there is no such condition.
  var ready: String?
  /// Since when that is so.
  var readySince: Timestamp?

  /// Whether it runs and can be used.
  var isReady: Bool { phase == "Running" && ready == "True" }
}

extension ScaledPod {
  /// Reads a pod.
  init(_ pod: Fields) {
    name = pod.metadata["name"]?.string ?? ""
    phase = pod.phase
    isTerminating = pod.isTerminating
    startTime = pod.observed.moment("startTime")
    let condition = pod.condition("Ready")
    ready = condition?["status"]?.string
    readySince = condition?.moment("lastTransitionTime")
  }
}

/// A measurement of one pod.
struct PodMeasurement: Sendable, Hashable {
  /// The amount, in thousandths.
  var value: Int64
  /// When it was measured.
  var timestamp = Timestamp(microseconds: 0)
  /// Over how long, in microseconds.
  var window: Int64 = 60_000_000
}
