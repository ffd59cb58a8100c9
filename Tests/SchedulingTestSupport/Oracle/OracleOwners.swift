// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// A service or a controller: what pods it selects.
public struct OracleOwner: Sendable {
  /// `Service`, `ReplicationController`, `ReplicaSet` or `StatefulSet`.
  public var kind: String
  /// Its namespace.
  public var namespace: String
  /// Its name.
  public var name: String
  /// What it selects; `nil` for a service without a selector.
  public var selector: LabelSelectorSpec?

  /// Creates a service or a controller.
  public init(kind: String, namespace: String, name: String, selector: LabelSelectorSpec?) {
    (self.kind, self.namespace, self.name, self.selector) = (kind, namespace, name, selector)
  }
}

extension Oracle {
  /// What selects the pods that are spread with a pod that has no constraints.
  ///
  /// All labels of the services that select it, and what its controller selects; `nil` where that
  /// is nothing.
  func defaultSelector(_ pod: Pod) -> OracleSelector? {
    var labels: [String: String] = [:]
    for service in cluster.services where service.namespace == pod.oracleNamespace {
      guard let selector = service.selector,
        OracleSelector(selector).matches(pod.metadata.labels)
      else { continue }
      for (key, value) in selector.matchLabels { labels[key] = value }
    }
    var selector = OracleSelector(labels: labels)
    for reference in pod.metadata.ownerReferences where reference.controller == true {
      for owner in cluster.owners
      where owner.kind == reference.kind && owner.name == reference.name
        && owner.namespace == pod.oracleNamespace
      {
        selector.conditions += OracleSelector(owner.selector).conditions
      }
    }
    return selector.conditions.isEmpty ? nil : selector
  }
}
