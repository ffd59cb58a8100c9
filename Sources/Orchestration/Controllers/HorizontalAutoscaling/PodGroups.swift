// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The pods of a target by what can be said of them: from `groupPods` of
/// `pkg/controller/podautoscaler/replica_calculator.go`.
struct PodGroups: Equatable {
  /// How long a pod may use more of a processor than it will, and how late it may be ready first.
  struct Delays: Sendable {
    /// For how long after its start a pod's CPU counts only while it is ready, in microseconds.
    var cpuInitialization: Int64 = 300_000_000
    /// Up to how long after its start a pod that is not ready has never been, in microseconds.
    var initialReadiness: Int64 = 30_000_000
  }

  /// How many count with their measurements.
  var readyCount = 0
  /// Those that are not ready yet, whose measurements mean nothing.
  var unready: Set<String> = []
  /// Those that nothing is known of.
  var missing: Set<String> = []
  /// Those that have ended or are to end.
  var ignored: Set<String> = []

  /// Groups pods.
  ///
  /// - Parameters:
  ///   - pods: The pods of the target.
  ///   - measurements: What is known of them, by their names.
  ///   - isCPU: Whether it is the use of a processor, which is high while a program starts.
  ///   - delays: How long that takes.
  ///   - now: The time.
  init(
    _ pods: [ScaledPod], _ measurements: [String: PodMeasurement], isCPU: Bool, _ delays: Delays,
    at now: Timestamp
  ) {
    for pod in pods {
      if pod.isTerminating || pod.phase == "Failed" {
        ignored.insert(pod.name)
      } else if pod.phase == "Pending" {
        unready.insert(pod.name)
      } else if let measurement = measurements[pod.name] {
        if isCPU, Self.isUnready(pod, measurement, delays, now) {
          unready.insert(pod.name)
        } else {
          readyCount += 1
        }
      } else {
        missing.insert(pod.name)
      }
    }
  }

  private static func isUnready(
    _ pod: ScaledPod, _ measurement: PodMeasurement, _ delays: Delays, _ now: Timestamp
  ) -> Bool {
    guard let ready = pod.ready, let start = pod.startTime else { return true }
    let since = pod.readySince ?? Timestamp(microseconds: 0)
    if start.advanced(by: delays.cpuInitialization) > now {
      // A measurement has to lie as a whole after the pod became ready.
      return ready == "False" || measurement.timestamp < since.advanced(by: measurement.window)
    }
    return ready == "False" && start.advanced(by: delays.initialReadiness) > since
  }
}
