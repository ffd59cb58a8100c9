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
      // Before the controllers that roll out what it changes.
      (
        "configuration-rollout-controller",
        { environment, _ in ConfigurationRolloutController(environment) }
      ),
      ("replicaset-controller", { ReplicaSetController($0, batchPeriod: $1) }),
      ("deployment-controller", { DeploymentController($0, batchPeriod: $1) }),
      ("statefulset-controller", { environment, _ in StatefulSetController(environment) }),
      ("daemonset-controller", { environment, _ in DaemonSetController(environment) }),
      ("job-controller", { environment, _ in JobController(environment) }),
      (
        "ttl-after-finished-controller",
        { environment, _ in TTLAfterFinishedController(environment) }
      ),
      ("ingress-controller", { environment, _ in IngressController(environment) }),
      ("horizontal-pod-autoscaler", { environment, _ in HorizontalAutoscaler(environment) }),
      ("vpa-recommender", { environment, _ in VerticalRecommender(environment) }),
      ("vpa-updater", { environment, _ in VerticalUpdater(environment) }),
      ("cronjob-controller", { environment, _ in CronJobController(environment) }),
      ("endpointslice-controller", { EndpointSliceController($0, batchPeriod: $1) }),
      ("service-lb-controller", { environment, _ in LoadBalancerController(environment) }),
      (
        "persistentvolume-binder-controller",
        { environment, _ in PersistentVolumeController(environment) }
      ),
      (
        "persistentvolume-attach-detach-controller",
        { environment, _ in AttachDetachController(environment) }
      ),
      (
        "persistentvolumeclaim-protection-controller",
        { environment, _ in ClaimProtectionController(environment) }
      ),
      (
        "persistentvolume-protection-controller",
        { environment, _ in VolumeProtectionController(environment) }
      ),
      ("ephemeral-volume-controller", { environment, _ in EphemeralVolumeController(environment) }),
      ("snapshot-controller", { environment, _ in SnapshotController(environment) }),
      ("cluster-autoscaler", { environment, _ in ClusterAutoscaler(environment) }),
      ("descheduler", { environment, _ in Descheduler(environment) }),
      ("swarm-node-controller", { environment, _ in SwarmNodeController(environment) }),
      ("swarm-orchestrator", { environment, _ in SwarmServiceController(environment) }),
      ("swarm-rebalancer", { environment, _ in SwarmRebalanceController(environment) }),
      ("serviceaccount-controller", { environment, _ in ServiceAccountController(environment) }),
      (
        "root-ca-certificate-publisher-controller",
        { environment, _ in RootCertificatePublisher(environment) }
      ),
    ]

  /// The controllers that only run where they are named: few simulations need what they write.
  public static let optional: Set<String> = [
    "serviceaccount-controller", "root-ca-certificate-publisher-controller",
  ]

  /// Creates controllers.
  ///
  /// - Parameters:
  ///   - names: Which ones; all but the optional ones where `nil`.
  ///   - batchPeriod: For how many microseconds those that look after many pods gather changes.
  ///   - environment: What the controller of a name works with.
  public init(
    _ names: [String]? = nil, batchPeriod: Int64 = 0,
    _ environment: (String) -> ComponentEnvironment
  ) {
    components = Self.controllers.filter {
      names?.contains($0.name) ?? !Self.optional.contains($0.name)
    }
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
