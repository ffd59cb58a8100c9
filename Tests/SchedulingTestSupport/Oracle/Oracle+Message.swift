// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

extension Oracle {
  /// Why a pod fits nowhere, as Kubernetes writes it, without what it says about preemption.
  ///
  /// Of a pod that fits somewhere it counts the nodes that refuse it. Where no node is looked at
  /// at all, the reason stands without a number. The reasons are sorted as text with their
  /// numbers before them, so `10 …` comes before `2 …`.
  public func message(_ pod: Pod) -> String {
    if cluster.nodes.isEmpty { return "no nodes available to schedule pods" }
    let start = "0/\(cluster.nodes.count) nodes are available:"
    if case .refused(_, let reasons, _)? = refusalBeforeFilters(pod) {
      return "\(start) \(reasons.joined(separator: ", "))."
    }
    var counts: [String: Int] = [:]
    for node in cluster.nodes {
      if case .refused(_, let reasons, _) = verdict(pod, on: node) {
        for reason in reasons { counts[reason, default: 0] += 1 }
      }
    }
    if counts.isEmpty { return start }
    let entries = counts.map { "\($0.value) \($0.key)" }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return "\(start) \(entries.joined(separator: ", "))."
  }
}
