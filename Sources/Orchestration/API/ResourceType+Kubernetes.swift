// SPDX-License-Identifier: Apache-2.0

/// The kinds of Kubernetes that are served.
extension ResourceType {
  // MARK: Core

  /// Pods.
  public static let pods = ResourceType(
    kind: "Pod", plural: "pods", shortNames: ["po"], categories: ["all"],
    subresources: [.status, .binding, .eviction, .ephemeralcontainers, .resize, .log])
  /// Nodes.
  public static let nodes = ResourceType(
    kind: "Node", plural: "nodes", shortNames: ["no"], isNamespaced: false,
    subresources: [.status])
  /// Namespaces.
  public static let namespaces = ResourceType(
    kind: "Namespace", plural: "namespaces", shortNames: ["ns"], isNamespaced: false,
    subresources: [.status, .finalize])
  /// Services.
  public static let services = ResourceType(
    kind: "Service", plural: "services", shortNames: ["svc"], categories: ["all"],
    subresources: [.status])
  /// Endpoints, as they were before slices.
  public static let endpoints = ResourceType(
    kind: "Endpoints", plural: "endpoints", shortNames: ["ep"])
  /// ConfigMaps.
  public static let configMaps = ResourceType(
    kind: "ConfigMap", plural: "configmaps", shortNames: ["cm"])
  /// Secrets.
  public static let secrets = ResourceType(kind: "Secret", plural: "secrets")
  /// Service accounts.
  public static let serviceAccounts = ResourceType(
    kind: "ServiceAccount", plural: "serviceaccounts", shortNames: ["sa"])
  /// Events.
  public static let events = ResourceType(kind: "Event", plural: "events", shortNames: ["ev"])
  /// Ranges of requests and limits.
  public static let limitRanges = ResourceType(
    kind: "LimitRange", plural: "limitranges", shortNames: ["limits"])
  /// Quotas.
  public static let resourceQuotas = ResourceType(
    kind: "ResourceQuota", plural: "resourcequotas", shortNames: ["quota"],
    subresources: [.status])
  /// Volumes.
  public static let persistentVolumes = ResourceType(
    kind: "PersistentVolume", plural: "persistentvolumes", shortNames: ["pv"],
    isNamespaced: false, subresources: [.status])
  /// Claims of volumes.
  public static let persistentVolumeClaims = ResourceType(
    kind: "PersistentVolumeClaim", plural: "persistentvolumeclaims", shortNames: ["pvc"],
    subresources: [.status])
  /// Replication controllers.
  public static let replicationControllers = ResourceType(
    kind: "ReplicationController", plural: "replicationcontrollers", shortNames: ["rc"],
    categories: ["all"], subresources: [.status, .scale])
  /// Templates of pods.
  public static let podTemplates = ResourceType(kind: "PodTemplate", plural: "podtemplates")

  // MARK: Workloads

  /// Deployments.
  public static let deployments = ResourceType(
    group: "apps", kind: "Deployment", plural: "deployments", shortNames: ["deploy"],
    categories: ["all"], subresources: [.status, .scale])
  /// ReplicaSets.
  public static let replicaSets = ResourceType(
    group: "apps", kind: "ReplicaSet", plural: "replicasets", shortNames: ["rs"],
    categories: ["all"], subresources: [.status, .scale])
  /// StatefulSets.
  public static let statefulSets = ResourceType(
    group: "apps", kind: "StatefulSet", plural: "statefulsets", shortNames: ["sts"],
    categories: ["all"], subresources: [.status, .scale])
  /// DaemonSets.
  public static let daemonSets = ResourceType(
    group: "apps", kind: "DaemonSet", plural: "daemonsets", shortNames: ["ds"],
    categories: ["all"], subresources: [.status])
  /// Revisions of StatefulSets and DaemonSets.
  public static let controllerRevisions = ResourceType(
    group: "apps", kind: "ControllerRevision", plural: "controllerrevisions")
  /// Jobs.
  public static let jobs = ResourceType(
    group: "batch", kind: "Job", plural: "jobs", categories: ["all"], subresources: [.status])
  /// CronJobs.
  public static let cronJobs = ResourceType(
    group: "batch", kind: "CronJob", plural: "cronjobs", shortNames: ["cj"],
    categories: ["all"], subresources: [.status])
  /// Autoscalers.
  public static let horizontalPodAutoscalers = ResourceType(
    group: "autoscaling", version: "v2", kind: "HorizontalPodAutoscaler",
    plural: "horizontalpodautoscalers", shortNames: ["hpa"], categories: ["all"],
    subresources: [.status])

  // MARK: Policy and scheduling

  /// Disruption budgets.
  public static let podDisruptionBudgets = ResourceType(
    group: "policy", kind: "PodDisruptionBudget", plural: "poddisruptionbudgets",
    shortNames: ["pdb"], subresources: [.status])
  /// Classes of priority.
  public static let priorityClasses = ResourceType(
    group: "scheduling.k8s.io", kind: "PriorityClass", plural: "priorityclasses",
    shortNames: ["pc"], isNamespaced: false)
  /// Runtime classes.
  public static let runtimeClasses = ResourceType(
    group: "node.k8s.io", kind: "RuntimeClass", plural: "runtimeclasses", isNamespaced: false)
  /// Leases.
  public static let leases = ResourceType(
    group: "coordination.k8s.io", kind: "Lease", plural: "leases")

  // MARK: Network

  /// Slices of endpoints.
  public static let endpointSlices = ResourceType(
    group: "discovery.k8s.io", kind: "EndpointSlice", plural: "endpointslices")
  /// Ingresses.
  public static let ingresses = ResourceType(
    group: "networking.k8s.io", kind: "Ingress", plural: "ingresses", shortNames: ["ing"],
    subresources: [.status])
  /// Classes of ingresses.
  public static let ingressClasses = ResourceType(
    group: "networking.k8s.io", kind: "IngressClass", plural: "ingressclasses",
    isNamespaced: false)
  /// Network policies.
  public static let networkPolicies = ResourceType(
    group: "networking.k8s.io", kind: "NetworkPolicy", plural: "networkpolicies",
    shortNames: ["netpol"])

  // MARK: Storage

  /// Classes of storage.
  public static let storageClasses = ResourceType(
    group: "storage.k8s.io", kind: "StorageClass", plural: "storageclasses",
    shortNames: ["sc"], isNamespaced: false)
  /// Nodes as storage drivers see them.
  public static let csiNodes = ResourceType(
    group: "storage.k8s.io", kind: "CSINode", plural: "csinodes", isNamespaced: false)
  /// Storage drivers.
  public static let csiDrivers = ResourceType(
    group: "storage.k8s.io", kind: "CSIDriver", plural: "csidrivers", isNamespaced: false)
  /// Capacities of storage.
  public static let csiStorageCapacities = ResourceType(
    group: "storage.k8s.io", kind: "CSIStorageCapacity", plural: "csistoragecapacities")
  /// Attachments of volumes.
  public static let volumeAttachments = ResourceType(
    group: "storage.k8s.io", kind: "VolumeAttachment", plural: "volumeattachments",
    isNamespaced: false, subresources: [.status])

  // MARK: Extension

  /// Definitions of custom resources.
  public static let customResourceDefinitions = ResourceType(
    group: "apiextensions.k8s.io", kind: "CustomResourceDefinition",
    plural: "customresourcedefinitions", shortNames: ["crd", "crds"], isNamespaced: false,
    subresources: [.status])

  /// All of the above, in the order in which they are listed.
  public static let kubernetes: [ResourceType] =
    [
      namespaces, nodes, pods, services, endpoints, configMaps, secrets, serviceAccounts, events,
      limitRanges, resourceQuotas, persistentVolumes, persistentVolumeClaims,
      replicationControllers, podTemplates, deployments, replicaSets, statefulSets, daemonSets,
      controllerRevisions, jobs, cronJobs, horizontalPodAutoscalers, verticalPodAutoscalers,
      verticalPodAutoscalerCheckpoints, podDisruptionBudgets, priorityClasses, runtimeClasses,
      leases, endpointSlices, ingresses, ingressClasses, networkPolicies, storageClasses, csiNodes,
      csiDrivers, csiStorageCapacities, volumeAttachments, volumeSnapshots,
      volumeSnapshotContents, volumeSnapshotClasses, customResourceDefinitions,
    ] + scaling + swarm
}
