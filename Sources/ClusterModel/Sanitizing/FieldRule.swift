// SPDX-License-Identifier: Apache-2.0

/// What becomes of a field when a dump is made fit to be shared.
///
/// Fields without a rule are left out, whatever they hold: what nobody has thought of cannot leak.
enum FieldRule: Sendable, Hashable {
  /// An object or a list of objects, whose fields have rules of their own; plain text goes by
  /// `word`.
  case inside
  /// A name, or several, that gets another one.
  case name
  /// One of the API's own words, such as `NoSchedule`; left out where it is none.
  case word
  /// A number or truth value; text is left out unless it is a percentage.
  case plain
  /// The key of a label, or several.
  case labelKey
  /// Values of the label, taint or field that stands beside as `key`.
  case labelValue
  /// Labels.
  case labels
  /// Annotations, of which only those stay that decide about places.
  case annotations
  /// A selector of labels, or plain labels.
  case selector
  /// Amounts by resource, a list of objects, or one amount.
  case amounts
  /// An image, or several.
  case image
  /// A moment.
  case moment
  /// Moments by name.
  case namedMoments
  /// An address.
  case address
  /// A group and version, or a kind.
  case type
  /// When something is repeated, as `cron` has it.
  case schedule

  /// The rule of a field by its name.
  static let all: [String: FieldRule] = {
    var rules: [String: FieldRule] = [:]
    for (rule, names) in table {
      for name in names.split(whereSeparator: \.isWhitespace) { rules[String(name)] = rule }
    }
    return rules
  }()

  private static let table: [(FieldRule, String)] = [
    (
      .inside,
      """
      metadata spec status template jobTemplate ownerReferences containers initContainers volumes
      resources ports affinity nodeAffinity podAffinity podAntiAffinity preference podAffinityTerm
      preferredDuringSchedulingIgnoredDuringExecution nodeSelectorTerms required
      requiredDuringSchedulingIgnoredDuringExecution matchExpressions matchFields
      topologySpreadConstraints tolerations taints schedulingGates conditions containerStatuses
      initContainerStatuses images persistentVolumeClaim ephemeral volumeClaimTemplate
      volumeClaimTemplates emptyDir strategy updateStrategy rollingUpdate ordinals
      persistentVolumeClaimRetentionPolicy scaleTargetRef metrics resource target claimRef csi
      awsElasticBlockStore gcePersistentDisk azureDisk cinder allowedTopologies
      matchLabelExpressions drivers source scheduling scopeSelector behavior scaleUp scaleDown
      policies os local
      """
    ),
    (
      .name,
      """
      name namespace uid nodeName nominatedNodeName claimName volumeName serviceName
      storageClassName priorityClassName runtimeClassName schedulerName namespaces provisioner
      driver volumeHandle volumeID pdName diskName diskURI attacher persistentVolumeName handler
      """
    ),
    (
      .word,
      """
      type reason operator effect phase restartPolicy preemptionPolicy whenUnsatisfiable
      nodeAffinityPolicy nodeTaintsPolicy protocol accessModes volumeMode volumeBindingMode
      reclaimPolicy persistentVolumeReclaimPolicy concurrencyPolicy completionMode
      podManagementPolicy whenDeleted whenScaled unhealthyPodEvictionPolicy qosClass scopes
      scopeName selectPolicy medium podReplacementPolicy
      """
    ),
    (
      .plain,
      """
      controller blockOwnerDeletion generation deletionGracePeriodSeconds
      terminationGracePeriodSeconds replicas parallelism completions suspend backoffLimit
      activeDeadlineSeconds ttlSecondsAfterFinished minReadySeconds maxSurge maxUnavailable
      minAvailable partition start paused unschedulable hostNetwork containerPort hostPort port
      weight maxSkew minDomains tolerationSeconds priority globalDefault sizeBytes readOnly
      allowVolumeExpansion count attached storageCapacity attachRequired minReplicas maxReplicas
      averageUtilization disruptionsAllowed currentHealthy desiredHealthy expectedPods
      observedGeneration readyReplicas availableReplicas currentReplicas updatedReplicas
      currentNumberScheduled desiredNumberScheduled active succeeded failed ready
      stabilizationWindowSeconds periodSeconds startingDeadlineSeconds manualSelector
      """
    ),
    (.labelKey, "key topologyKey topologyKeys matchLabelKeys mismatchLabelKeys"),
    (.labelValue, "value values"),
    (.labels, "labels matchLabels nodeSelector"),
    (.annotations, "annotations"),
    (.selector, "selector labelSelector namespaceSelector nodeTopology"),
    (
      .amounts,
      """
      requests limits capacity allocatable allocatedResources overhead podFixed hard used min max
      default defaultRequest maxLimitRequestRatio maximumVolumeSize sizeLimit averageValue
      """
    ),
    (.image, "image names reference"),
    (
      .moment,
      """
      creationTimestamp deletionTimestamp startTime completionTime timeAdded lastTransitionTime
      lastScheduleTime
      """
    ),
    (.namedMoments, "disruptedPods"),
    (.address, "hostIP"),
    (.type, "apiVersion kind"),
    (.schedule, "schedule"),
  ]
}
