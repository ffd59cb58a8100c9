// SPDX-License-Identifier: Apache-2.0

/// How soon a node that says nothing is given up, and how fast pods are taken off nodes.
///
/// The defaults are those of `kube-controller-manager` 1.36
/// (`pkg/controller/nodelifecycle/config/v1alpha1/defaults.go`).
public struct NodeLifecycleSettings: Sendable, Hashable {
  /// How often nodes are looked at, in microseconds; deadlines are rounded up to a multiple.
  public var monitorPeriod: Int64 = 5_000_000
  /// After how many microseconds without a sign of life a node counts as unknown.
  public var gracePeriod: Int64 = 50_000_000
  /// The same for a node that has never told its state.
  public var startupGracePeriod: Int64 = 60_000_000
  /// How many nodes a second are cleared in a zone that is well.
  public var evictionRate = 0.1
  /// The same in a large zone many of whose nodes are not ready.
  public var secondaryEvictionRate = 0.01
  /// Up to how many nodes a zone is small: in small ones that are disrupted nothing is cleared.
  public var largeClusterThreshold = 50
  /// From which share of nodes that are not ready on a zone counts as disrupted.
  public var unhealthyZoneThreshold = 0.55

  /// Creates the defaults.
  public init() {}
}
