// SPDX-License-Identifier: Apache-2.0

/// What every cluster has and so tells nothing about one.
enum PublicWords {
  /// Names that mean something to the scheduler.
  static let names = words(
    """
    default kube-system kube-public kube-node-lease system-cluster-critical system-node-critical
    default-scheduler cpu memory true false linux windows amd64 arm64 Node
    kubernetes.io/no-provisioner kubernetes.io/aws-ebs kubernetes.io/gce-pd
    kubernetes.io/azure-disk kubernetes.io/azure-file kubernetes.io/cinder
    kubernetes.io/vsphere-volume ebs.csi.aws.com efs.csi.aws.com pd.csi.storage.gke.io
    disk.csi.azure.com file.csi.azure.com cinder.csi.openstack.org csi.vsphere.vmware.com
    """)

  /// Keys of labels and taints, and fields that nodes are selected by.
  static let labelKeys = words(
    """
    metadata.name kubernetes.io/hostname kubernetes.io/metadata.name kubernetes.io/os
    kubernetes.io/arch beta.kubernetes.io/os beta.kubernetes.io/arch
    beta.kubernetes.io/instance-type node.kubernetes.io/instance-type
    topology.kubernetes.io/zone topology.kubernetes.io/region
    failure-domain.beta.kubernetes.io/zone failure-domain.beta.kubernetes.io/region
    topology.ebs.csi.aws.com/zone topology.gke.io/zone topology.disk.csi.azure.com/zone
    node-role.kubernetes.io/control-plane node-role.kubernetes.io/master
    node-role.kubernetes.io/worker node.kubernetes.io/not-ready node.kubernetes.io/unreachable
    node.kubernetes.io/memory-pressure node.kubernetes.io/disk-pressure
    node.kubernetes.io/pid-pressure node.kubernetes.io/network-unavailable
    node.kubernetes.io/unschedulable node.kubernetes.io/out-of-service
    node.cloudprovider.kubernetes.io/uninitialized
    node.cloudprovider.kubernetes.io/shutdown
    node.kubernetes.io/exclude-from-external-load-balancers
    app.kubernetes.io/name app.kubernetes.io/instance app.kubernetes.io/version
    app.kubernetes.io/component app.kubernetes.io/part-of app.kubernetes.io/managed-by
    apps.kubernetes.io/pod-index statefulset.kubernetes.io/pod-name
    batch.kubernetes.io/job-name batch.kubernetes.io/controller-uid
    batch.kubernetes.io/job-completion-index pod-template-hash controller-revision-hash
    pod-template-generation scheduling.x-k8s.io/pod-group kubernetes.io/service-name
    com.docker.stack.namespace com.docker.swarm.service.name
    """)

  /// Resources that are not a vendor's or a company's own.
  static let resources = words(
    """
    cpu memory ephemeral-storage storage pods count nvidia.com/gpu amd.com/gpu gpu.intel.com/i915
    gpu.intel.com/xe google.com/tpu aws.amazon.com/neuron example.com/gpu services secrets
    configmaps persistentvolumeclaims replicationcontrollers resourcequotas services.nodeports
    services.loadbalancers attachable-volumes-aws-ebs attachable-volumes-gce-pd
    attachable-volumes-azure-disk
    """)

  /// The words of the API.
  static let words = words(
    """
    In NotIn Exists DoesNotExist Gt Lt Equal NoSchedule PreferNoSchedule NoExecute Always
    OnFailure Never DoNotSchedule ScheduleAnyway Honor Ignore Running Pending Succeeded Failed
    Unknown True False TCP UDP SCTP Immediate WaitForFirstConsumer ReadWriteOnce ReadOnlyMany
    ReadWriteMany ReadWriteOncePod Filesystem Block Retain Delete Recycle Allow Forbid Replace
    NonIndexed Indexed OrderedReady Parallel RollingUpdate Recreate OnDelete IfHealthyBudget
    AlwaysAllow BestEffort Burstable Guaranteed NotBestEffort NotTerminating Terminating
    PriorityClass CrossNamespacePodAffinity Ready PodScheduled Initialized ContainersReady
    DisruptionTarget PodResizePending PodResizeInProgress Infeasible Deferred
    PreemptionByScheduler EvictionByEvictionAPI DeletionByTaintManager Unschedulable
    SchedulingGated MemoryPressure DiskPressure PIDPressure NetworkUnavailable Available
    Progressing Complete Suspended Resource ContainerResource Utilization AverageValue Container
    Pod PersistentVolumeClaim Bound Released Lost PreemptLowerPriority ClusterIP NodePort
    LoadBalancer Max Min Disabled Percent Memory Active PreviousPodFailed TerminatingOrFailed
    """)

  /// The kinds of objects that are kept.
  static let kinds = words(
    """
    Namespace Node Pod Deployment ReplicaSet StatefulSet DaemonSet Job CronJob
    ReplicationController PersistentVolume PersistentVolumeClaim StorageClass CSINode CSIDriver
    CSIStorageCapacity VolumeAttachment Service PodDisruptionBudget PriorityClass RuntimeClass
    LimitRange ResourceQuota HorizontalPodAutoscaler
    """)

  /// The groups of the API.
  static let versions = words(
    """
    v1 apps/v1 batch/v1 policy/v1 storage.k8s.io/v1 scheduling.k8s.io/v1 node.k8s.io/v1
    autoscaling/v2 storage.k8s.io/v1beta1 policy/v1beta1 autoscaling/v1 batch/v1beta1
    """)

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
  }
}
