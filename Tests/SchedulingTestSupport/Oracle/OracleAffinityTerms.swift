// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// Whether a pod is meant by an affinity term of another: its namespace and its labels are.
  ///
  /// Without a list of namespaces and without a selector of them the term's own pod's namespace
  /// is meant. A namespace that is not known has no labels.
  func termMatches(_ term: PodAffinityTerm, of owner: Pod, _ pod: Pod) -> Bool {
    var isNamespaceMeant = term.namespaces.contains(pod.oracleNamespace)
    if let spec = term.namespaceSelector {
      let labels = cluster.labels(ofNamespace: pod.oracleNamespace)
      if OracleSelector(spec).matches(labels) { isNamespaceMeant = true }
    } else if term.namespaces.isEmpty {
      isNamespaceMeant = pod.oracleNamespace == owner.oracleNamespace
    }
    guard isNamespaceMeant else { return false }

    // The keys stand for requirements with the values that the term's own pod has; a key that it
    // does not have counts for nothing.
    var selector = OracleSelector(term.labelSelector)
    for key in term.matchLabelKeys {
      guard let value = owner.metadata.labels[key] else { continue }
      selector.conditions.append(
        OracleSelector.Condition(key: key, comparison: "In", values: [value]))
    }
    for key in term.mismatchLabelKeys {
      guard let value = owner.metadata.labels[key] else { continue }
      selector.conditions.append(
        OracleSelector.Condition(key: key, comparison: "NotIn", values: [value]))
    }
    return selector.matches(pod.metadata.labels)
  }
}
