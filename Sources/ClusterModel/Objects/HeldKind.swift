// SPDX-License-Identifier: Apache-2.0

/// A kind of objects that has a place in `ClusterObjects`.
struct HeldKind: Sendable {
  /// Whether objects are in a namespace.
  let isNamespaced: Bool
  /// Puts an object into its place.
  let append: @Sendable (inout ClusterObjects, Fields) -> Void

  private init(
    _ isNamespaced: Bool, _ append: @escaping @Sendable (inout ClusterObjects, Fields) -> Void
  ) {
    self.isNamespaced = isNamespaced
    self.append = append
  }

  /// The kinds, by their names and the groups they are in, the core group's being empty.
  static let all: [String: (group: String, kind: HeldKind)] = [
    "Namespace": ("", HeldKind(false) { $0.namespaces.append(Namespace(fields: $1)) }),
    "Node": ("", HeldKind(false) { $0.nodes.append(Node(fields: $1)) }),
    "Pod": ("", HeldKind(true) { $0.pods.append(Pod(fields: $1)) }),
    "Deployment": ("apps", HeldKind(true) { $0.deployments.append(Deployment(fields: $1)) }),
    "ReplicaSet": ("apps", HeldKind(true) { $0.replicaSets.append(ReplicaSet(fields: $1)) }),
    "ReplicationController": (
      "",
      HeldKind(true) { $0.replicationControllers.append(ReplicationController(fields: $1)) }
    ),
    "StatefulSet": ("apps", HeldKind(true) { $0.statefulSets.append(StatefulSet(fields: $1)) }),
    "DaemonSet": ("apps", HeldKind(true) { $0.daemonSets.append(DaemonSet(fields: $1)) }),
    "Job": ("batch", HeldKind(true) { $0.jobs.append(Job(fields: $1)) }),
    "CronJob": ("batch", HeldKind(true) { $0.cronJobs.append(CronJob(fields: $1)) }),
    "Service": ("", HeldKind(true) { $0.services.append(Service(fields: $1)) }),
    "EndpointSlice": (
      "discovery.k8s.io",
      HeldKind(true) { $0.endpointSlices.append(EndpointSlice(fields: $1)) }
    ),
    "Ingress": ("networking.k8s.io", HeldKind(true) { $0.ingresses.append(Ingress(fields: $1)) }),
    "PersistentVolume": (
      "",
      HeldKind(false) { $0.persistentVolumes.append(PersistentVolume(fields: $1)) }
    ),
    "PersistentVolumeClaim": (
      "",
      HeldKind(true) { $0.persistentVolumeClaims.append(PersistentVolumeClaim(fields: $1)) }
    ),
    "StorageClass": (
      "storage.k8s.io",
      HeldKind(false) { $0.storageClasses.append(StorageClass(fields: $1)) }
    ),
    "CSINode": ("storage.k8s.io", HeldKind(false) { $0.csiNodes.append(CSINode(fields: $1)) }),
    "CSIDriver": (
      "storage.k8s.io",
      HeldKind(false) { $0.csiDrivers.append(CSIDriver(fields: $1)) }
    ),
    "CSIStorageCapacity": (
      "storage.k8s.io",
      HeldKind(true) { $0.csiStorageCapacities.append(CSIStorageCapacity(fields: $1)) }
    ),
    "VolumeAttachment": (
      "storage.k8s.io",
      HeldKind(false) { $0.volumeAttachments.append(VolumeAttachment(fields: $1)) }
    ),
    "PriorityClass": (
      "scheduling.k8s.io",
      HeldKind(false) { $0.priorityClasses.append(PriorityClass(fields: $1)) }
    ),
    "PodDisruptionBudget": (
      "policy",
      HeldKind(true) { $0.podDisruptionBudgets.append(PodDisruptionBudget(fields: $1)) }
    ),
    "ResourceQuota": ("", HeldKind(true) { $0.resourceQuotas.append(ResourceQuota(fields: $1)) }),
    "LimitRange": ("", HeldKind(true) { $0.limitRanges.append(LimitRange(fields: $1)) }),
    "HorizontalPodAutoscaler": (
      "autoscaling",
      HeldKind(true) { $0.horizontalPodAutoscalers.append(HorizontalPodAutoscaler(fields: $1)) }
    ),
    "RuntimeClass": (
      "node.k8s.io",
      HeldKind(false) { $0.runtimeClasses.append(RuntimeClass(fields: $1)) }
    ),
    "ConfigMap": ("", HeldKind(true) { $0.configMaps.append(ConfigMap(fields: $1)) }),
    "Secret": ("", HeldKind(true) { $0.secrets.append(Secret(fields: $1)) }),
    "ServiceAccount": (
      "",
      HeldKind(true) { $0.serviceAccounts.append(ServiceAccount(fields: $1)) }
    ),
    "Lease": ("coordination.k8s.io", HeldKind(true) { $0.leases.append(Lease(fields: $1)) }),
    "Event": ("", HeldKind(true) { $0.events.append(Event(fields: $1)) }),
  ]
}
