// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// What all machines of a simulation have in common: how programs behave, and storage that outlives
/// machines.
public final class SimulatedWorld {
  /// How programs behave.
  public let behaviors: BehaviorSet
  /// The storage, which outlives machines.
  public let storage: SimulatedStorage
  /// What is on persistent volumes.
  public var volumes: PersistentData { storage.data }
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
  ///   - storage: The storage; one without drivers where left out.
  ///   - bandwidth: How many bytes of images a machine gets in a second.
  public init(
    behaviors: BehaviorSet = BehaviorSet(), storage: SimulatedStorage = SimulatedStorage(),
    bandwidth: Int64 = 100_000_000
  ) {
    (self.behaviors, self.storage, self.bandwidth) = (behaviors, storage, max(1, bandwidth))
  }

  private var reachabilityObservers: [(SimulatedMachine) -> Void] = []

  /// Adds someone who is told whenever a machine gains or loses its power or its network.
  func observeReachability(_ observer: @escaping (SimulatedMachine) -> Void) {
    reachabilityObservers.append(observer)
  }

  func reachabilityChanged(of machine: SimulatedMachine) {
    for observer in reachabilityObservers { observer(machine) }
  }
}
