// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ResourceRules {
  /// The rules of the kinds of Kubernetes.
  package static let kubernetes: [ResourceType: ResourceRules] = {
    var rules: [ResourceType: ResourceRules] = [:]
    for type in ResourceType.kubernetes { rules[type] = ResourceRules() }
    rules[.pods] = .pods
    rules[.namespaces] = .namespaces
    (rules[.swarmServices], rules[.swarmNodes]) = (SwarmRules.services, SwarmRules.nodes)
    rules[.nodes]?.initialStatus = nil
    for (type, fill) in defaulting { rules[type]?.fillDefaults = fill }
    for (type, check) in checks { rules[type]?.check = check }
    for (type, status) in initialStatuses { rules[type]?.initialStatus = status }
    for (type, fields) in selectableFields { rules[type]?.selectableFields = fields }
    for type in returningDeleted { rules[type]?.returnsDeleted = true }
    rules[.jobs]?.prepareForCreate = WorkloadDefaults.selectPods
    rules[.services]?.prepareForUpdate = ServiceChange.prepare
    return rules
  }()

  /// What is filled in, by kind.
  private static var defaulting: [(ResourceType, @Sendable (inout Fields) -> Void)] {
    [
      (.pods, { PodDefaults.fill(&$0) }),
      (.podTemplates, { WorkloadDefaults.fillPodTemplate(&$0) }),
      (.replicationControllers, { WorkloadDefaults.fillReplicationController(&$0) }),
      (.deployments, { WorkloadDefaults.fillDeployment(&$0) }),
      (.replicaSets, { WorkloadDefaults.fillReplicaSet(&$0) }),
      (.statefulSets, { WorkloadDefaults.fillStatefulSet(&$0) }),
      (.daemonSets, { WorkloadDefaults.fillDaemonSet(&$0) }),
      (.jobs, { WorkloadDefaults.fillJob(&$0) }),
      (.cronJobs, { WorkloadDefaults.fillCronJob(&$0) }),
      (.services, { NetworkDefaults.fillService(&$0) }),
      (.endpoints, { NetworkDefaults.fillEndpoints(&$0) }),
      (.endpointSlices, { NetworkDefaults.fillEndpointSlice(&$0) }),
      (.networkPolicies, { NetworkDefaults.fillNetworkPolicy(&$0) }),
      (.ingressClasses, { NetworkDefaults.fillIngressClass(&$0) }),
      (.persistentVolumes, { StorageDefaults.fillVolume(&$0) }),
      (.persistentVolumeClaims, { StorageDefaults.fillClaim(&$0) }),
      (.storageClasses, { StorageDefaults.fillClass(&$0) }),
      (.csiDrivers, { StorageDefaults.fillDriver(&$0) }),
      (.priorityClasses, { PolicyDefaults.fillPriorityClass(&$0) }),
      (.limitRanges, { PolicyDefaults.fillLimitRange(&$0) }),
      (.resourceQuotas, { PolicyDefaults.fillQuota(&$0) }),
      (.horizontalPodAutoscalers, { PolicyDefaults.fillAutoscaler(&$0) }),
      (.namespaces, { ClusterDefaults.fillNamespace(&$0) }),
      (.nodes, { ClusterDefaults.fillNode(&$0) }),
      (.customResourceDefinitions, { DefinitionValidation.fill(&$0) }),
      (.secrets, { ClusterDefaults.fillSecret(&$0) }),
    ]
  }

  /// The status of new objects where it is not empty: fields that are always written.
  private static var initialStatuses: [(ResourceType, Fields)] {
    [
      (.services, ["loadBalancer": .object([:])]), (.ingresses, ["loadBalancer": .object([:])]),
      (.replicaSets, ["replicas": 0]), (.replicationControllers, ["replicas": 0]),
      (.statefulSets, ["replicas": 0, "availableReplicas": 0]),
      (
        .daemonSets,
        [
          "currentNumberScheduled": 0, "numberMisscheduled": 0, "desiredNumberScheduled": 0,
          "numberReady": 0,
        ]
      ),
      (
        .podDisruptionBudgets,
        ["disruptionsAllowed": 0, "currentHealthy": 0, "desiredHealthy": 0, "expectedPods": 0]
      ),
      (.horizontalPodAutoscalers, ["desiredReplicas": 0, "currentMetrics": nil]),
      (.persistentVolumes, ["phase": "Pending"]), (.persistentVolumeClaims, ["phase": "Pending"]),
      (.volumeAttachments, ["attached": false]),
    ]
  }

  /// The fields that objects can be selected by, besides their name and namespace.
  private static var selectableFields: [(ResourceType, Set<String>)] {
    [
      (.nodes, ["spec.unschedulable"]), (.secrets, ["type"]),
      (.replicaSets, ["status.replicas"]), (.replicationControllers, ["status.replicas"]),
      (.jobs, ["status.successful"]),
      (
        .events,
        [
          "involvedObject.kind", "involvedObject.namespace", "involvedObject.name",
          "involvedObject.uid", "involvedObject.apiVersion", "involvedObject.resourceVersion",
          "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
        ]
      ),
    ]
  }

  /// The kinds whose stores say `ReturnDeletedObject`.
  private static var returningDeleted: [ResourceType] {
    [
      .pods, .services, .podTemplates, .resourceQuotas, .serviceAccounts, .persistentVolumes,
      .persistentVolumeClaims,
    ]
  }

  /// The rules of namespaces: they end when their controller says that they are empty.
  static var namespaces: ResourceRules {
    var rules = ResourceRules()
    rules.selectableFields = ["status.phase"]
    rules.initialStatus = ["phase": "Active"]
    rules.prepareForCreate = { object in
      object.modify("spec") { $0["finalizers"] = ["kubernetes"] }
    }
    rules.prepareForUpdate = { object, old in
      let finalizers = old["spec"]?.object?["finalizers"]
      if object["spec"]?.object?["finalizers"] == finalizers { return }
      object.modify("spec") { $0["finalizers"] = finalizers }
    }
    return rules
  }

  /// The rules of pods: they have time to end where they run on a node.
  static var pods: ResourceRules {
    var rules = ResourceRules()
    rules.selectableFields = [
      "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
      "spec.hostNetwork", "status.phase", "status.podIP", "status.nominatedNodeName",
    ]
    rules.prepareForCreate = { object in
      object["status"] = [
        "phase": "Pending", "qosClass": .string(Pod(fields: object).qualityOfService),
      ]
    }
    rules.gracePeriod = { object in
      let spec = object["spec"]?.object
      let phase = object["status"]?.object?["phase"]?.string
      if spec?["nodeName"]?.string ?? "" == "" || phase == "Failed" || phase == "Succeeded" {
        return 0
      }
      if case .integer(let seconds)? = spec?["terminationGracePeriodSeconds"] { return seconds }
      return 30
    }
    return rules
  }
}
