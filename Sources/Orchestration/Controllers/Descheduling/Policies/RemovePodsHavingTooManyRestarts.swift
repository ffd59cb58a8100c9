// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Evicts pods whose containers were started again too often.
///
/// From `pkg/framework/plugins/removepodshavingtoomanyrestarts`.
struct RemovePodsHavingTooManyRestarts: DeschedulingPlugin {
  static let name = "RemovePodsHavingTooManyRestarts"
  static let isBalancing = false
  private let threshold: Int
  private let includesInit: Bool
  private let states: [String]
  private let namespaces: NamespaceChoice
  private let labels: LabelSelector

  init(reading args: DocumentField) throws(FieldFault) {
    try args.allowOnly([
      "apiVersion", "kind", "podRestartThreshold", "includingInitContainers", "states",
      "namespaces", "labelSelector",
    ])
    let field = try args.required("podRestartThreshold", "a number")
    threshold = try field.count()
    if threshold < 1 { throw field.error(expected: "a number from 1") }
    includesInit = try args.child("includingInitContainers")?.truth() ?? false
    states = try args.child("states")?.texts() ?? []
    namespaces = try NamespaceChoice(reading: args.child("namespaces"))
    labels = try args.child("labelSelector")?.selectorObject() ?? LabelSelector()
  }

  func run(_ run: DeschedulingRun) {
    for node in run.nodes {
      for row in run.chosen(run.pods(on: node), namespaces, labels) {
        let pod = run.pod(row)
        guard states.isEmpty || pod.isInState(states, includesInit: includesInit) else { continue }
        let lists = ["containerStatuses"] + (includesInit ? ["initContainerStatuses"] : [])
        let restarts = lists.reduce(0) { sum, list in
          (pod.observed[list]?.array ?? []).reduce(sum) {
            $0 + ($1.object?.wholeNumber("restartCount") ?? 0)
          }
        }
        if restarts >= threshold { run.evict(row, by: Self.name) }
      }
    }
  }
}

extension Fields {
  /// Whether the pod's phase, its reason, or why one of its containers waits or has ended, is among
  /// some words.
  func isInState(_ states: [String], includesInit: Bool) -> Bool {
    if states.contains(phase) { return true }
    if let reason = observed["reason"]?.string, states.contains(reason) { return true }
    let lists = ["containerStatuses"] + (includesInit ? ["initContainerStatuses"] : [])
    for list in lists {
      for status in observed[list]?.array ?? [] {
        for state in ["waiting", "terminated"] {
          if let reason = status[path: "state", state, "reason"]?.string, states.contains(reason) {
            return true
          }
        }
      }
    }
    return false
  }
}
