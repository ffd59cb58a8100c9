// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// What selects the pods that are spread with a pod that has no constraints.
  ///
  /// All labels of the services that select it, and what its controller selects; `nil` where that
  /// is nothing.
  func defaultSelector(_ pod: Pod) -> OracleSelector? {
    let objects = cluster.objects
    let namespace = pod.oracleNamespace
    var labels: [String: String] = [:]
    for service in objects.services where service.oracleNamespace == namespace {
      let selector = service.spec.selector
      guard !selector.isEmpty, OracleSelector(labels: selector).matches(pod.metadata.labels)
      else { continue }
      for (key, value) in selector { labels[key] = value }
    }
    var added: [OracleSelector.Condition] = []
    for owner in pod.metadata.ownerReferences where owner.controller == true {
      switch owner.kind {
      case "ReplicationController":
        for controller in objects.replicationControllers
        where controller.oracleNamespace == namespace && controller.metadata.name == owner.name {
          for (key, value) in controller.spec.selector { labels[key] = value }
        }
      case "ReplicaSet":
        for controller in objects.replicaSets
        where controller.oracleNamespace == namespace && controller.metadata.name == owner.name {
          added += OracleSelector(controller.spec.selector).conditions
        }
      case "StatefulSet":
        for controller in objects.statefulSets
        where controller.oracleNamespace == namespace && controller.metadata.name == owner.name {
          added += OracleSelector(controller.spec.selector).conditions
        }
      default: break
      }
    }
    var selector = OracleSelector(labels: labels)
    selector.conditions += added
    return selector.conditions.isEmpty ? nil : selector
  }
}
