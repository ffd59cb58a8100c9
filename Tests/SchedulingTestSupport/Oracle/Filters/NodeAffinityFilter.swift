// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// The profile's required terms, then the pod's `nodeSelector` and required terms.
  func nodeAffinity(_ pod: Pod, _ node: Node) -> OracleVerdict? {
    if let added = profile.addedAffinity?.required, !oracleMatches(added, node) {
      return .refused("NodeAffinity", .addedAffinity, unresolvable: true)
    }
    if !oracleMatchesNodeAffinity(pod, node) {
      return .refused("NodeAffinity", .nodeAffinity, unresolvable: true)
    }
    return nil
  }

  /// The names of the only nodes that are looked at, or `nil` for all.
  ///
  /// They are known where every required term says `metadata.name In`. Within a term all such
  /// lists have to hold the name; any term will do.
  func namedNodes(_ pod: Pod) -> Set<String>? {
    guard let required = pod.spec.affinity?.nodeAffinity?.required,
      !required.nodeSelectorTerms.isEmpty
    else { return nil }
    var names: Set<String> = []
    for term in required.nodeSelectorTerms {
      var namesOfTerm: Set<String>?
      for field in term.matchFields
      where field.key == "metadata.name" && field.operator == "In" {
        namesOfTerm = namesOfTerm?.intersection(field.values) ?? Set(field.values)
      }
      guard let namesOfTerm else { return nil }
      names.formUnion(namesOfTerm)
    }
    return names
  }
}
