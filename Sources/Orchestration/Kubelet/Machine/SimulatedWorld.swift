// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// What all machines of a simulation have in common: how programs behave, and storage that outlives
/// machines.
public final class SimulatedWorld {
  /// How programs behave.
  public let behaviors: BehaviorSet
  /// What is on persistent volumes.
  public let volumes: PersistentData
  /// How many bytes of images a machine gets in a second.
  public var bandwidth: Int64
  /// When the scenario began, which curves may count from.
  public var beginning = Timestamp(microseconds: 0)
  /// The containers that do some work together.
  let shares = WorkShares()
  /// What requests make a pod do, by its identity.
  public var load: (_ podUID: String) -> PodLoad = { _ in PodLoad() }

  /// Creates a world.
  ///
  /// - Parameters:
  ///   - behaviors: How programs behave.
  ///   - volumes: What is on persistent volumes.
  ///   - bandwidth: How many bytes of images a machine gets in a second.
  public init(
    behaviors: BehaviorSet = BehaviorSet(), volumes: PersistentData = PersistentData(),
    bandwidth: Int64 = 100_000_000
  ) {
    (self.behaviors, self.volumes, self.bandwidth) = (behaviors, volumes, max(1, bandwidth))
  }
}
