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
    [(name: String, make: @Sendable (ComponentEnvironment) -> any Component)] = [
      ("node-lifecycle-controller", { NodeLifecycleController($0) }),
      ("taint-eviction-controller", { TaintEvictionController($0) }),
      ("namespace-controller", { NamespaceController($0) }),
      ("garbage-collector-controller", { GarbageCollector($0) }),
      ("pod-garbage-collector-controller", { PodGarbageCollector($0) }),
      ("disruption-controller", { DisruptionController($0) }),
      ("resourcequota-controller", { ResourceQuotaController($0) }),
      ("replicaset-controller", { ReplicaSetController($0) }),
      ("deployment-controller", { DeploymentController($0) }),
      ("statefulset-controller", { StatefulSetController($0) }),
      ("daemonset-controller", { DaemonSetController($0) }),
      ("job-controller", { JobController($0) }),
      ("ttl-after-finished-controller", { TTLAfterFinishedController($0) }),
      ("cronjob-controller", { CronJobController($0) }),
    ]

  /// Creates controllers.
  ///
  /// - Parameters:
  ///   - names: Which ones; all where `nil`.
  ///   - environment: What the controller of a name works with.
  public init(_ names: [String]? = nil, _ environment: (String) -> ComponentEnvironment) {
    components = Self.controllers.filter { names?.contains($0.name) ?? true }
      .map { $0.make(environment($0.name)) }
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
