// SPDX-License-Identifier: Apache-2.0

/// How services work in a simulated cluster.
public struct NetworkSettings: Sendable, Hashable {
  /// How proxies choose among endpoints where a service does not say.
  public var balancing = Balancing.random
  /// Microseconds until a load balancer has its address.
  public var loadBalancerDelay: Int64 = 2_000_000
  /// The addresses of names outside the cluster.
  public var upstream: [String: [String]] = [:]

  /// Creates the settings of an ordinary cluster.
  public init() {}
}
