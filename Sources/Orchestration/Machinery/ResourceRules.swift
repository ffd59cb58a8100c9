// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// What a server does with the objects of one kind when they are written.
///
/// The steps are those of a generic registry (`apiserver/pkg/registry/rest`): first what was left
/// out is filled in, then what only the server may set is set, then rules of the cluster change or
/// refuse the object, then it is checked.
package struct ResourceRules: Sendable {
  /// Fills in what was left out, for every write.
  package var fillDefaults: @Sendable (inout Fields) -> Void = { _ in }
  /// Sets what the server sets in a new object.
  package var prepareForCreate: @Sendable (inout Fields) -> Void = { _ in }
  /// Sets what the server sets in a changed object; the second is the one before.
  package var prepareForUpdate: @Sendable (inout Fields, Fields) -> Void = { _, _ in }
  /// What is wrong with an object; the second is the one before, `nil` for a new one.
  package var validate: @Sendable (Fields, Fields?) -> [APIStatus.Cause] = { _, _ in [] }
  /// How many seconds an object may take to end; `nil` where it is gone at once.
  package var gracePeriod: @Sendable (Fields) -> Int64? = { _ in nil }
  /// The fields that objects can be selected by, besides their name and namespace.
  package var selectableFields: Set<String> = []

  /// Creates rules that change and refuse nothing.
  package init() {}
}

extension ResourceRules {
  /// The rules of the kinds of Kubernetes.
  package static let kubernetes: [ResourceType: ResourceRules] = {
    var rules: [ResourceType: ResourceRules] = [:]
    for type in ResourceType.kubernetes { rules[type] = ResourceRules() }
    rules[.pods] = .pods
    rules[.namespaces] = .namespaces
    rules[.nodes]?.selectableFields = ["spec.unschedulable"]
    rules[.events]?.selectableFields = [
      "involvedObject.kind", "involvedObject.namespace", "involvedObject.name",
      "involvedObject.uid", "involvedObject.apiVersion", "involvedObject.resourceVersion",
      "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
    ]
    rules[.secrets]?.selectableFields = ["type"]
    rules[.replicaSets]?.selectableFields = ["status.replicas"]
    rules[.jobs]?.selectableFields = ["status.successful"]
    return rules
  }()

  /// The rules of namespaces: they end when their controller says that they are empty.
  static var namespaces: ResourceRules {
    var rules = ResourceRules()
    rules.selectableFields = ["status.phase"]
    rules.prepareForCreate = { object in
      object.modify("spec") { $0["finalizers"] = ["kubernetes"] }
      object.modify("status") { $0["phase"] = "Active" }
      if let name = object.metadata["name"] {
        object.modify("metadata") { metadata in
          metadata.modify("labels") { $0["kubernetes.io/metadata.name"] = name }
        }
      }
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

extension Pod {
  /// How a pod is treated when its node runs short: `Guaranteed`, `Burstable` or `BestEffort`.
  ///
  /// From `pkg/apis/core/v1/helper/qos`.
  package var qualityOfService: String {
    let spec = spec
    let containers = spec.containers + spec.initContainers
    var isBestEffort = true
    var isGuaranteed = true
    for container in containers {
      let resources = container.resources
      for name in ["cpu", "memory"] {
        let request = resources.requests[name].flatMap { $0.isZero ? nil : $0 }
        let limit = resources.limits[name].flatMap { $0.isZero ? nil : $0 }
        if request != nil || limit != nil { isBestEffort = false }
        if limit == nil || (request != nil && request != limit) { isGuaranteed = false }
      }
    }
    return isBestEffort ? "BestEffort" : isGuaranteed ? "Guaranteed" : "Burstable"
  }
}
