// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How long a Job waits after failures until it makes other pods.
///
/// From `pkg/controller/job/backoff_utils.go`: ten seconds, twice as long after each failure in a
/// row, ten minutes at most (the code says so; the documentation says six).
struct JobBackoff: Equatable {
  /// How many pods have failed since one succeeded.
  var failures = 0
  /// When the last one did.
  var lastFailure: Timestamp?

  private static let first: Int64 = 10_000_000
  private static let maximum: Int64 = 600_000_000

  /// Counts pods that have ended since.
  mutating func count(succeeded: [Fields], failed: [Fields]) {
    guard !succeeded.isEmpty || !failed.isEmpty else { return }
    let ends = failed.map(\.finishTime).sorted()
    guard let lastSuccess = succeeded.map(\.finishTime).max() else {
      failures += failed.count
      lastFailure = ends.last
      return
    }
    let later = ends.filter { $0 > lastSuccess }
    (failures, lastFailure) = (later.count, later.last)
  }

  /// How many microseconds are left to wait.
  func remaining(at now: Timestamp) -> Int64 {
    guard failures > 0, let lastFailure else { return 0 }
    let delay = min(Self.maximum, Self.first << Int64(min(failures - 1, 20)))
    return max(0, delay - (now.microseconds - lastFailure.microseconds))
  }

  /// The same for one index, from the pod of it that failed last.
  static func remaining(after pod: Fields?, at now: Timestamp) -> Int64 {
    guard let pod else { return 0 }
    return JobBackoff(failures: pod.absoluteIndexFailures + 1, lastFailure: pod.finishTime)
      .remaining(at: now)
  }
}
