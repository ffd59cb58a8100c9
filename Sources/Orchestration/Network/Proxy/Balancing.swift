// SPDX-License-Identifier: Apache-2.0

/// How one of several endpoints is chosen.
public enum Balancing: String, Sendable, Hashable, CaseIterable {
  /// At random, as iptables and nftables do it.
  case random
  /// One after another, as IPVS with `rr`.
  case roundRobin = "round-robin"
  /// The one with the fewest open connections of the node, the first of several, as IPVS with `lc`.
  case leastConnections = "least-connections"

  /// The annotation by which a service says it for itself.
  public static let annotation = "stevedore.dev/balancing"
}
