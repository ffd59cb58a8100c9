// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// The controllers of a cluster, by their names.
///
/// Each of them holds its own client and can be stopped and started by itself.
public final class ControlPlane {
  /// The controllers, in the order in which they begin.
  public private(set) var components: [any Component]

  /// What every controller is called and how it is made.
  public static let controllers:
    [(name: String, make: @Sendable (ComponentEnvironment, Int64) -> any Component)] = [
      ("node-lifecycle-controller", { environment, _ in NodeLifecycleController(environment) }),
      ("taint-eviction-controller", { environment, _ in TaintEvictionController(environment) }),
      ("namespace-controller", { environment, _ in NamespaceController(environment) }),
      ("garbage-collector-controller", { environment, _ in GarbageCollector(environment) }),
      ("pod-garbage-collector-controller", { environment, _ in PodGarbageCollector(environment) }),
      ("disruption-controller", { environment, _ in DisruptionController(environment) }),
      ("resourcequota-controller", { environment, _ in ResourceQuotaController(environment) }),
      ("replicaset-controller", { ReplicaSetController($0, batchPeriod: $1) }),
      ("deployment-controller", { DeploymentController($0, batchPeriod: $1) }),
      ("statefulset-controller", { environment, _ in StatefulSetController(environment) }),
      ("daemonset-controller", { environment, _ in DaemonSetController(environment) }),
      ("job-controller", { environment, _ in JobController(environment) }),
      (
        "ttl-after-finished-controller",
        { environment, _ in TTLAfterFinishedController(environment) }
      ),
      ("horizontal-pod-autoscaler", { environment, _ in HorizontalAutoscaler(environment) }),
      ("vpa-recommender", { environment, _ in VerticalRecommender(environment) }),
      ("vpa-updater", { environment, _ in VerticalUpdater(environment) }),
      ("cronjob-controller", { environment, _ in CronJobController(environment) }),
    ]

  /// Creates controllers.
  ///
  /// - Parameters:
  ///   - names: Which ones; all where `nil`.
  ///   - batchPeriod: For how many microseconds those that look after many pods gather changes.
  ///   - environment: What the controller of a name works with.
  public init(
    _ names: [String]? = nil, batchPeriod: Int64 = 0,
    _ environment: (String) -> ComponentEnvironment
  ) {
    components = Self.controllers.filter { names?.contains($0.name) ?? true }
      .map { $0.make(environment($0.name), batchPeriod) }
  }

  /// Adds a component, such as a scheduler.
  public func add(_ component: any Component) { components.append(component) }

  /// A component by its name, `nil` where there is none.
  public func component(named name: String) -> (any Component)? {
    components.first { $0.name == name }
  }

  /// Begins all.
  public func start() {
    for component in components { component.start() }
  }

  /// Ends all.
  public func stop() {
    for component in components { component.stop() }
  }
}
