// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ResourceRules {
  /// A check of objects of one kind.
  typealias Check = @Sendable (Fields, Fields?, inout Findings) -> Void

  /// What is checked, by kind.
  static var checks: [(ResourceType, Check)] {
    [
      (.pods, checkPod),
      (.replicationControllers, WorkloadValidation.checkReplicationController),
      (.deployments, WorkloadValidation.checkDeployment),
      (.replicaSets, WorkloadValidation.checkReplicaSet),
      (.statefulSets, WorkloadValidation.checkStatefulSet),
      (.daemonSets, WorkloadValidation.checkDaemonSet),
      (.jobs, JobValidation.checkJob), (.cronJobs, JobValidation.checkCronJob),
      (.services, ServiceValidation.check), (.ingresses, IngressValidation.check),
      (.ingressClasses, IngressValidation.checkClass),
      (.networkPolicies, NetworkPolicyValidation.check),
      (.persistentVolumes, StorageValidation.checkVolume),
      (.persistentVolumeClaims, StorageValidation.checkClaim),
      (.storageClasses, StorageValidation.checkClass),
      (.configMaps, ConfigurationValidation.checkConfigMap),
      (.secrets, ConfigurationValidation.checkSecret),
      (.podDisruptionBudgets, PolicyValidation.checkBudget),
      (.horizontalPodAutoscalers, AutoscalerValidation.check),
      (.priorityClasses, PolicyValidation.checkPriorityClass),
      (.limitRanges, PolicyValidation.checkLimitRange),
      (.resourceQuotas, PolicyValidation.checkQuota), (.nodes, PolicyValidation.checkNode),
      (.customResourceDefinitions, DefinitionValidation.check),
      (.nodeGroups, ScalingValidation.checkNodeGroup),
    ]
  }

  private static let checkPod: Check = { object, old, findings in
    findings.spec(object, old) { findings, spec, before in
      guard let before else {
        PodValidation.check(spec, &findings)
        return
      }
      if spec == before { return }
      PodValidation.check(spec, &findings)
      PodValidation.checkChange(spec, from: before, &findings)
    }
  }
}
