// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a plugin is doing: each operation takes its time, and one that failed is tried again later,
/// each time after twice as long.
///
/// The waits are those of the sidecars of CSI drivers: a second at first, five minutes at most.
struct PluginOperations {
  private struct Running {
    let what: String
    let end: Timestamp
  }

  private var running: [ObjectKey: Running] = [:]
  private var retries: [ObjectKey: Running] = [:]
  private var failures: [ObjectKey: Int] = [:]

  /// How often an operation has failed in a row.
  func failureCount(_ key: ObjectKey) -> Int { failures[key] ?? 0 }

  /// Whether an operation is going on.
  func isRunning(_ key: ObjectKey, _ what: String) -> Bool { running[key]?.what == what }

  /// How long an operation still takes; it begins where it was not going on.
  ///
  /// - Parameters:
  ///   - key: What it is done to.
  ///   - what: What is done; another operation on the same takes its place.
  ///   - now: The time.
  ///   - delay: How long it takes.
  /// - Returns: Microseconds, `nil` once it is done.
  mutating func wait(
    _ key: ObjectKey, _ what: String, at now: Timestamp, _ delay: () -> Int64
  ) -> Int64? {
    if let retry = retries[key], retry.what == what {
      if now < retry.end { return retry.end.microseconds - now.microseconds }
      retries[key] = nil
    }
    let current: Running
    if let known = running[key], known.what == what {
      current = known
    } else {
      current = Running(what: what, end: now.advanced(by: max(0, delay())))
      running[key] = current
    }
    return now < current.end ? current.end.microseconds - now.microseconds : nil
  }

  /// An operation is done.
  mutating func finish(_ key: ObjectKey) {
    running[key] = nil
    retries[key] = nil
    failures[key] = nil
  }

  /// An operation has failed.
  ///
  /// - Returns: After how many microseconds it is tried again.
  mutating func fail(_ key: ObjectKey, at now: Timestamp) -> Int64 {
    let count = failures[key] ?? 0
    failures[key] = count + 1
    let wait = min(300_000_000, Int64(1_000_000) << Int64(min(count, 9)))
    let what = running.removeValue(forKey: key)?.what ?? ""
    retries[key] = Running(what: what, end: now.advanced(by: wait))
    return wait
  }
}
