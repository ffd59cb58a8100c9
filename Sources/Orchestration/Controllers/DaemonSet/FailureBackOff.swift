// SPDX-License-Identifier: Apache-2.0

/// How long to wait before a failed pod is replaced: a second at first, twice as long each time, at
/// most a quarter of an hour; after twice that without failure a second again.
///
/// From `client-go/util/flowcontrol/backoff.go` with the numbers of
/// `pkg/controller/daemon/daemon_controller.go`.
struct FailureBackOff {
  private struct Entry {
    var delay: Int64
    var last: Int64
  }

  private static let first: Int64 = 1_000_000
  private static let most: Int64 = 900_000_000
  private var entries: [String: Entry] = [:]

  /// How many microseconds are left to wait; `nil` where there is nothing to wait for.
  func wait(_ key: String, at now: Int64) -> Int64? {
    guard let entry = entries[key], now - entry.last <= 2 * Self.most,
      now - entry.last < entry.delay
    else { return nil }
    return entry.last + entry.delay - now
  }

  /// Takes note of a failure.
  mutating func note(_ key: String, at now: Int64) {
    guard let entry = entries[key], now - entry.last <= 2 * Self.most else {
      entries[key] = Entry(delay: Self.first, last: now)
      return
    }
    entries[key] = Entry(delay: min(2 * entry.delay, Self.most), last: now)
  }

  /// Forgets failures of long ago.
  mutating func forget(before now: Int64) {
    entries = entries.filter { now - $0.value.last <= 2 * Self.most }
  }

  /// How many failures are remembered.
  var count: Int { entries.count }
}
