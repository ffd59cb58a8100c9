// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Evicts pods that do not bear the taints of their node.
///
/// From `pkg/framework/plugins/removepodsviolatingnodetaints`.
struct RemovePodsViolatingNodeTaints: DeschedulingPlugin {
  static let name = "RemovePodsViolatingNodeTaints"
  static let isBalancing = false
  private let namespaces: NamespaceChoice
  private let labels: LabelSelector
  private let excluded: [String]
  private let included: [String]
  private let effects: Set<String>

  init(reading args: DocumentField) throws(FieldFault) {
    try args.allowOnly([
      "apiVersion", "kind", "namespaces", "labelSelector", "excludedTaints", "includedTaints",
      "includePreferNoSchedule",
    ])
    namespaces = try NamespaceChoice(reading: args.child("namespaces"))
    labels = try args.child("labelSelector")?.selectorObject() ?? LabelSelector()
    excluded = try args.child("excludedTaints")?.texts() ?? []
    included = try args.child("includedTaints")?.texts() ?? []
    let isSoft = try args.child("includePreferNoSchedule")?.truth() ?? false
    effects = isSoft ? ["NoSchedule", "PreferNoSchedule"] : ["NoSchedule"]
  }

  func run(_ run: DeschedulingRun) {
    for node in run.nodes {
      let taints = (run.view.nodes[node]?["spec"]?.object?["taints"]?.array ?? [])
        .compactMap { Taint($0) }.filter { counts($0) }
      guard !taints.isEmpty else { continue }
      for row in run.chosen(run.pods(on: node), namespaces, labels) {
        let tolerations = (run.pod(row).wanted["tolerations"]?.array ?? [])
          .compactMap { Toleration($0) }
        let isBorne = taints.allSatisfy { taint in
          tolerations.contains { $0.tolerates(taint) }
        }
        if !isBorne { run.evict(row, by: Self.name) }
      }
    }
  }

  private func counts(_ taint: Taint) -> Bool {
    guard effects.contains(taint.effect ?? "") else { return false }
    func isNamed(_ names: [String]) -> Bool {
      names.contains(taint.key ?? "") || names.contains("\(taint.key ?? "")=\(taint.value ?? "")")
    }
    return !isNamed(excluded) && (included.isEmpty || isNamed(included))
  }
}
