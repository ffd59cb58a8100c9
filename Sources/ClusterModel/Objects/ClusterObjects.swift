// SPDX-License-Identifier: Apache-2.0

/// The objects of a cluster, by kind, each kind in the order in which it was read.
public struct ClusterObjects: Sendable, Hashable {
  /// The namespaces.
  public var namespaces: [Namespace] = []
  /// The nodes.
  public var nodes: [Node] = []
  /// The pods, bound and pending.
  public var pods: [Pod] = []
  /// The Deployments.
  public var deployments: [Deployment] = []
  /// The ReplicaSets.
  public var replicaSets: [ReplicaSet] = []
  /// The ReplicationControllers.
  public var replicationControllers: [ReplicationController] = []
  /// The StatefulSets.
  public var statefulSets: [StatefulSet] = []
  /// The DaemonSets.
  public var daemonSets: [DaemonSet] = []
  /// The Jobs.
  public var jobs: [Job] = []
  /// The CronJobs.
  public var cronJobs: [CronJob] = []
  /// The Services.
  public var services: [Service] = []
  /// The addresses behind Services.
  public var endpointSlices: [EndpointSlice] = []
  /// The Ingresses.
  public var ingresses: [Ingress] = []
  /// The volumes.
  public var persistentVolumes: [PersistentVolume] = []
  /// The claims to volumes.
  public var persistentVolumeClaims: [PersistentVolumeClaim] = []
  /// The ways in which volumes are made.
  public var storageClasses: [StorageClass] = []
  /// The drivers of nodes.
  public var csiNodes: [CSINode] = []
  /// The drivers.
  public var csiDrivers: [CSIDriver] = []
  /// How much storage can be made where.
  public var csiStorageCapacities: [CSIStorageCapacity] = []
  /// The volumes attached to nodes.
  public var volumeAttachments: [VolumeAttachment] = []
  /// The priorities with names.
  public var priorityClasses: [PriorityClass] = []
  /// How many pods may be missing.
  public var podDisruptionBudgets: [PodDisruptionBudget] = []
  /// How much namespaces may have.
  public var resourceQuotas: [ResourceQuota] = []
  /// What may be asked for in namespaces.
  public var limitRanges: [LimitRange] = []
  /// The autoscalers.
  public var horizontalPodAutoscalers: [HorizontalPodAutoscaler] = []
  /// The ways in which containers are run.
  public var runtimeClasses: [RuntimeClass] = []
  /// The ConfigMaps.
  public var configMaps: [ConfigMap] = []
  /// The Secrets.
  public var secrets: [Secret] = []
  /// The accounts that pods run as.
  public var serviceAccounts: [ServiceAccount] = []
  /// The Leases.
  public var leases: [Lease] = []
  /// What has happened.
  public var events: [Event] = []

  /// How many objects of kinds without a place here were added, by group, version and kind.
  public var unknownKinds: [String: Int] = [:]

  /// What was added so far, so that no name is taken twice.
  var taken = TakenNames()

  /// Creates a cluster without objects.
  public init() {}
}
