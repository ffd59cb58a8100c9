// SPDX-License-Identifier: Apache-2.0

public import Scheduling
public import VectorPacking

extension SchedulerSettings {
  /// The settings of a strategy by its name.
  ///
  /// `kube-scheduler` and `kube-scheduler-most-allocated` place one pod at a time, as do
  /// `first-fit`, `best-fit` and `worst-fit`, which look at all nodes; every other strategy packs
  /// the pods that wait all at once.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - registry: The strategies that pack.
  ///   - configuration: The profiles.
  ///   - period: Every how many microseconds a strategy packs.
  /// - Returns: The settings, or `nil` where there is no strategy of the name.
  public static func named(
    _ name: String, in registry: StrategyRegistry,
    configuration: SchedulerConfiguration = SchedulerConfiguration(), period: Int64 = 1_000_000
  ) -> SchedulerSettings? {
    var settings = SchedulerSettings(configuration: configuration)
    func score(_ change: (inout SchedulerProfile) -> Void) {
      for index in settings.configuration.profiles.indices {
        change(&settings.configuration.profiles[index])
      }
    }
    switch name {
    case "kube-scheduler": break
    case "kube-scheduler-most-allocated": score { $0.resourceScoring = .mostAllocated }
    case "first-fit":
      settings.mode = .fromFirstNode
      score { $0.weights = [:] }
    case "best-fit", "worst-fit":
      settings.mode = .fromFirstNode
      settings.sampling = .all
      score {
        $0.weights = [.nodeResourcesFit: 1]
        $0.resourceScoring = name == "best-fit" ? .mostAllocated : .leastAllocated
      }
    default:
      guard let strategy = registry[name] else { return nil }
      settings.mode = .batch(strategy, period: period)
    }
    return settings
  }
}
