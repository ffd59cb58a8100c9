// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// A scheduler's rules, as the tests ask about them.
///
/// The tables of `SchedulingTests` hold for everything that conforms.
public protocol SchedulerUnderTest {
  /// Creates a scheduler that looks at a cluster.
  init(_ cluster: OracleCluster, profile: OracleProfile)

  /// What the filters say about a pod on a node.
  func verdict(_ pod: Pod, on nodeName: String) -> OracleVerdict

  /// What the plugins give the nodes on which a pod fits.
  func scores(_ pod: Pod, feasible: [String]) -> [String: OracleNodeScore]

  /// Why a pod fits nowhere.
  func message(_ pod: Pod) -> String
}

extension Oracle: SchedulerUnderTest {}
