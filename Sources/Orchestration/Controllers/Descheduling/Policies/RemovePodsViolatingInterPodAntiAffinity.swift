// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// Evicts pods that have come to be near others which they, or those, do not bear.
///
/// From `pkg/framework/plugins/removepodsviolatinginterpodantiaffinity`: the less important ones go
/// first, until nothing is left that is not borne.
struct RemovePodsViolatingInterPodAntiAffinity: DeschedulingPlugin {
  static let name = "RemovePodsViolatingInterPodAntiAffinity"
  static let isBalancing = false
  private let namespaces: NamespaceChoice
  private let labels: LabelSelector

  init(reading args: DocumentField) throws(FieldFault) {
    try args.allowOnly(["apiVersion", "kind", "namespaces", "labelSelector"])
    namespaces = try NamespaceChoice(reading: args.child("namespaces"))
    labels = try args.child("labelSelector")?.selectorObject() ?? LabelSelector()
  }

  func run(_ run: DeschedulingRun) {
    for node in run.nodes {
      for row in run.inOrderOfEviction(run.chosen(run.pods(on: node), namespaces, labels)) {
        if violates(row, on: node, run) { run.evict(row, by: Self.name) }
      }
    }
  }

  private func violates(_ row: Int, on node: String, _ run: DeschedulingRun) -> Bool {
    var fork = run.snapshot
    guard let index = fork.node(named: node), fork.node(ofPod: row) == index else { return false }
    fork.evict(row)
    return fork.refusals(of: row, on: index).contains { refusal in
      refusal.reasons.contains { reason in
        switch reason {
        case .podAntiAffinity, .existingAntiAffinity: true
        default: false
        }
      }
    }
  }
}
