// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// Spreads the pods of a set that share a node over the nodes that would take them.
///
/// From `pkg/framework/plugins/removeduplicates`: of pods with one owner and the same images, a node
/// keeps as many as every node would have on average.
struct RemoveDuplicates: DeschedulingPlugin {
  static let name = "RemoveDuplicates"
  static let isBalancing = true
  private let excludedKinds: [String]
  private let namespaces: NamespaceChoice

  init(reading args: DocumentField) throws(FieldFault) {
    try args.allowOnly(["apiVersion", "kind", "excludeOwnerKinds", "namespaces"])
    excludedKinds = try args.child("excludeOwnerKinds")?.texts() ?? []
    namespaces = try NamespaceChoice(reading: args.child("namespaces"))
  }

  func run(_ run: DeschedulingRun) {
    var onNode: [String: [String: [Int]]] = [:]
    for node in run.nodes {
      for row in run.chosen(run.pods(on: node), namespaces) {
        let pod = run.pod(row)
        guard let key = key(pod), run.reasonToKeep(pod, row) == nil else { continue }
        onNode[key, default: [:]][node, default: []].append(row)
      }
    }
    for key in onNode.keys.sorted() {
      guard let nodes = onNode[key], nodes.values.contains(where: { $0.count > 1 }),
        let sample = nodes.keys.min().flatMap({ nodes[$0]?.first })
      else { continue }
      let targets = run.nodes.filter { isTarget($0, for: sample, run) }
      guard targets.count > 1 else { continue }
      let total = nodes.values.reduce(0) { $0 + $1.count }
      let average = (total + targets.count - 1) / targets.count
      for node in nodes.keys.sorted() {
        guard let rows = nodes[node], rows.count > average else { continue }
        for row in rows[average...] { run.evict(row, by: Self.name) }
      }
    }
  }

  private func key(_ pod: Fields) -> String? {
    guard let owners = pod.metadata["ownerReferences"]?.array, !owners.isEmpty else { return nil }
    let names = owners.compactMap(\.object).map { owner in
      "\(owner["kind"]?.string ?? "")/\(owner["name"]?.string ?? "")"
    }
    if owners.contains(where: { excludedKinds.contains($0.object?["kind"]?.string ?? "") }) {
      return nil
    }
    let images = (pod.wanted["containers"]?.array ?? [])
      .compactMap { $0.object?["image"]?.string }.sorted()
    return "\(ObjectKey(pod).namespace) \(names.sorted()) \(images)"
  }

  /// Whether a node would take the pod as far as taints, affinity and cordons are concerned.
  private func isTarget(_ node: String, for row: Int, _ run: DeschedulingRun) -> Bool {
    guard let index = run.snapshot.node(named: node) else { return false }
    let lasting: [FilterName] = [.nodeUnschedulable, .taintToleration, .nodeAffinity]
    return !run.snapshot.refusals(of: row, on: index).contains { lasting.contains($0.filter) }
  }
}
