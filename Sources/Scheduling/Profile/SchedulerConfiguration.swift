// SPDX-License-Identifier: Apache-2.0

/// The profiles of a scheduler.
public struct SchedulerConfiguration: Sendable, Hashable {
  /// The profiles, at least one.
  public var profiles: [SchedulerProfile]
  /// How long a pod that did not fit waits at first, in seconds.
  public var podInitialBackoffSeconds: Int64
  /// How long it waits at most, in seconds.
  public var podMaxBackoffSeconds: Int64

  /// Creates a configuration.
  ///
  /// - Parameter profiles: The profiles; the default one where there are none.
  public init(profiles: [SchedulerProfile] = []) {
    self.profiles = profiles.isEmpty ? [SchedulerProfile()] : profiles
    podInitialBackoffSeconds = 1
    podMaxBackoffSeconds = 10
  }

  /// The profile of a scheduler's name; the first where there is none of that name.
  func profileIndex(of name: String?) -> Int {
    profiles.firstIndex { $0.name == (name ?? "default-scheduler") } ?? 0
  }
}
