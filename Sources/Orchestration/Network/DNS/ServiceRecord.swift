// SPDX-License-Identifier: Apache-2.0

/// Where a service is found, as SRV records say it (RFC 2782).
public struct ServiceRecord: Sendable, Hashable {
  /// The name of the host.
  public var target: String
  /// The port there.
  public var port: Int
  /// Those with the lowest are taken first.
  public var priority: Int
  /// How much of the traffic is for it, among those of the same priority.
  public var weight: Int

  /// Creates a record.
  public init(target: String, port: Int, priority: Int = 0, weight: Int = 100) {
    (self.target, self.port, self.priority, self.weight) = (target, port, priority, weight)
  }
}
