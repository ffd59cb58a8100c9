// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Nodes that a node type describes, as objects.
struct SyntheticNodes {
  private let row: NodeRow
  private let first: Int
  /// The most nodes that a type without a count becomes.
  static let largestPool = 10_000

  init(_ row: NodeRow, existing: Int) {
    self.row = row
    first = existing
  }

  /// What has to be said about them.
  var note: String? {
    guard row.available == nil else { return nil }
    return "\(row.file) has no count: there is a node for every pod, at most \(Self.largestPool)."
  }

  func nodes(podCount: Int) -> [Node] {
    let count = row.available ?? min(max(1, podCount), Self.largestPool)
    var template = Node()
    (template.apiVersion, template.kind) = ("v1", "Node")
    var amounts = row.capacity.mapValues(\.quantity)
    if amounts["pods"] == nil { amounts["pods"] = Quantity(110) }
    template.status.capacity = amounts
    template.status.allocatable = amounts
    var labels: [String: String] = [:]
    if let zone = row.zone { labels["topology.kubernetes.io/zone"] = zone }
    if let model = row.model { labels["nvidia.com/gpu.product"] = model }
    let name = row.name ?? "node"
    return (0..<count).map { index in
      var node = template
      node.metadata.name = "\(name)-\(first + index)"
      labels["kubernetes.io/hostname"] = node.metadata.name
      node.metadata.labels = labels
      return node
    }
  }
}

extension ClusterObjects {
  /// How many pods there are and workloads ask for, roughly.
  var podEstimate: Int {
    pods.count + deployments.reduce(0) { $0 + ($1.spec.replicas ?? 1) }
      + replicaSets.reduce(0) { $0 + ($1.spec.replicas ?? 1) }
      + statefulSets.reduce(0) { $0 + ($1.spec.replicas ?? 1) }
      + jobs.reduce(0) { $0 + ($1.spec.parallelism ?? 1) } + daemonSets.count
  }
}
