// SPDX-License-Identifier: Apache-2.0

/// The objects of a cluster, by kind, each kind in the order in which it was read.
public struct ClusterObjects: Sendable, Hashable {
  /// The nodes.
  public var nodes: [Node] = []
  /// The pods, bound and pending.
  public var pods: [Pod] = []

  /// Creates a cluster without objects.
  public init() {}
}
