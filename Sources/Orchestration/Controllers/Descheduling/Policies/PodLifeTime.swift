// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Evicts pods that are too old, the oldest first.
///
/// From `pkg/framework/plugins/podlifetime`.
struct PodLifeTime: DeschedulingPlugin {
  static let name = "PodLifeTime"
  static let isBalancing = false
  private let most: Int64
  private let states: [String]
  private let includesInit: Bool
  private let namespaces: NamespaceChoice
  private let labels: LabelSelector

  init(reading args: DocumentField) throws(FieldFault) {
    try args.allowOnly([
      "apiVersion", "kind", "maxPodLifeTimeSeconds", "states", "includingInitContainers",
      "namespaces", "labelSelector",
    ])
    most =
      try args.required("maxPodLifeTimeSeconds", "a number of seconds").integer(
        in: 0...Int64(Int32.max)) * 1_000_000
    states = try args.child("states")?.texts() ?? []
    includesInit = try args.child("includingInitContainers")?.truth() ?? false
    namespaces = try NamespaceChoice(reading: args.child("namespaces"))
    labels = try args.child("labelSelector")?.selectorObject() ?? LabelSelector()
  }

  func run(_ run: DeschedulingRun) {
    var old: [Int] = []
    for node in run.nodes {
      old += run.chosen(run.pods(on: node), namespaces, labels).filter { row in
        let pod = run.pod(row)
        return run.now.microseconds - pod.created > most
          && (states.isEmpty || pod.isInState(states, includesInit: includesInit))
      }
    }
    let order = old.sorted { one, other in
      let (first, second) = (run.pod(one).created, run.pod(other).created)
      return first != second ? first < second : one < other
    }
    for row in order { run.evict(row, by: Self.name) }
  }
}
