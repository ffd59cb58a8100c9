// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Spreads new nodes over groups that are alike so that these stay of a size.
///
/// From `processors/nodegroupset/balancing_processor.go`.
enum NodeGroupBalance {
  /// How many new nodes each group gets: always the smallest that has room gets the next one.
  ///
  /// - Parameters:
  ///   - count: How many nodes there are to spread; what nobody has room for is left out.
  ///   - groups: The groups with their sizes and the most that they may have.
  /// - Returns: How many of them each group gets, of those that get any.
  static func spread(
    _ count: Int, over groups: [(name: String, size: Int, most: Int)]
  ) -> [String: Int] {
    var groups = groups.sorted { $0.name < $1.name }
    var plan: [String: Int] = [:]
    for _ in 0..<count {
      let smallest = groups.indices.filter { groups[$0].size < groups[$0].most }
        .min { groups[$0].size < groups[$1].size }
      guard let smallest else { break }
      groups[smallest].size += 1
      plan[groups[smallest].name, default: 0] += 1
    }
    return plan
  }
}

extension NodeGroup {
  /// Labels that groups which are alike may differ in.
  private static let ignoredLabels: Set<String> = [
    "kubernetes.io/hostname", "topology.kubernetes.io/zone", "topology.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/region",
    label,
  ]

  /// Whether the nodes of two groups are alike but for their zones.
  ///
  /// From `processors/nodegroupset/compare_nodegroups.go`, but that amounts have to be equal.
  func isSimilar(to other: NodeGroup) -> Bool {
    let (one, two) = (spec.template, other.spec.template)
    func labels(_ node: Node) -> [String: String] {
      node.metadata.labels.filter { !Self.ignoredLabels.contains($0.key) }
    }
    return one.status.capacity == two.status.capacity
      && one.status.allocatable == two.status.allocatable && labels(one) == labels(two)
  }
}
