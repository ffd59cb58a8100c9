// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// Evicts pods whose node is not what they ask for any longer, or less than another is.
///
/// From `pkg/framework/plugins/removepodsviolatingnodeaffinity`.
struct RemovePodsViolatingNodeAffinity: DeschedulingPlugin {
  static let name = "RemovePodsViolatingNodeAffinity"
  static let isBalancing = false
  private let looksAtRequired: Bool
  private let looksAtPreferred: Bool
  private let namespaces: NamespaceChoice
  private let labels: LabelSelector
  private static let required = "requiredDuringSchedulingIgnoredDuringExecution"
  private static let preferred = "preferredDuringSchedulingIgnoredDuringExecution"

  init(reading args: DocumentField) throws(FieldFault) {
    try args.allowOnly(["apiVersion", "kind", "nodeAffinityType", "namespaces", "labelSelector"])
    let types = try args.required("nodeAffinityType", "a list")
    let names = try types.texts()
    guard !names.isEmpty, names.allSatisfy({ [Self.required, Self.preferred].contains($0) }) else {
      throw types.error(expected: "\(Self.required), \(Self.preferred) or both")
    }
    (looksAtRequired, looksAtPreferred) = (
      names.contains(Self.required), names.contains(Self.preferred)
    )
    namespaces = try NamespaceChoice(reading: args.child("namespaces"))
    labels = try args.child("labelSelector")?.selectorObject() ?? LabelSelector()
  }

  func run(_ run: DeschedulingRun) {
    for node in run.nodes {
      for row in run.chosen(run.pods(on: node), namespaces, labels) {
        guard let other = run.otherNode(for: row) else { continue }
        let isWrong = looksAtRequired && violates(row, on: node, run)
        let isWorse =
          looksAtPreferred
          && weight(run.pod(row), run.snapshot.nodeName(other), run)
            > weight(run.pod(row), node, run)
        if isWrong || isWorse { run.evict(row, by: Self.name) }
      }
    }
  }

  private func violates(_ row: Int, on node: String, _ run: DeschedulingRun) -> Bool {
    guard let index = run.snapshot.node(named: node) else { return false }
    return run.snapshot.refusals(of: row, on: index).contains { $0.filter == .nodeAffinity }
  }

  private func weight(_ pod: Fields, _ node: String, _ run: DeschedulingRun) -> Int64 {
    guard let object = run.view.nodes[node] else { return 0 }
    let terms = Pod(fields: pod).spec.affinity?.nodeAffinity?.preferred ?? []
    return terms.reduce(0) { sum, term in
      guard let compiled = try? term.preference.compiled(),
        compiled.matches(labels: object.labelMap, name: node)
      else { return sum }
      return sum + (term.weight ?? 0)
    }
  }
}
