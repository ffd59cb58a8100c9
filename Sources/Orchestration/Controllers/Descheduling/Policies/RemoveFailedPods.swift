// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Takes pods away that have failed.
///
/// From `pkg/framework/plugins/removefailedpods`.
struct RemoveFailedPods: DeschedulingPlugin {
  static let name = "RemoveFailedPods"
  static let isBalancing = false
  private let reasons: [String]
  private let exitCodes: [Int]
  private let excludedKinds: [String]
  private let includesInit: Bool
  private let leastAge: Int64
  private let namespaces: NamespaceChoice
  private let labels: LabelSelector

  init(reading args: DocumentField) throws(FieldFault) {
    try args.allowOnly([
      "apiVersion", "kind", "reasons", "exitCodes", "excludeOwnerKinds",
      "includingInitContainers", "minPodLifetimeSeconds", "namespaces", "labelSelector",
    ])
    reasons = try args.child("reasons")?.texts() ?? []
    var codes: [Int] = []
    for code in try args.child("exitCodes")?.elements() ?? [] { codes.append(try code.count()) }
    exitCodes = codes
    excludedKinds = try args.child("excludeOwnerKinds")?.texts() ?? []
    includesInit = try args.child("includingInitContainers")?.truth() ?? false
    leastAge =
      (try args.child("minPodLifetimeSeconds")?.integer(in: 0...Int64(Int32.max)) ?? 0)
      * 1_000_000
    namespaces = try NamespaceChoice(reading: args.child("namespaces"))
    labels = try args.child("labelSelector")?.selectorObject() ?? LabelSelector()
  }

  func run(_ run: DeschedulingRun) {
    let nodes = Set(run.nodes)
    for pod in run.informers[.pods].all where pod.phase == "Failed" {
      guard nodes.contains(pod.boundNode), namespaces.contains(ObjectKey(pod).namespace),
        labels.matches(pod.labelMap), run.now.microseconds - pod.created >= leastAge,
        !excludedKinds.contains(pod.controllerReference?["kind"]?.string ?? ""),
        reasons.isEmpty || pod.isInState(reasons, includesInit: includesInit),
        exitCodes.isEmpty || pod.hasExited(with: exitCodes, includesInit: includesInit)
      else { continue }
      run.evict(finished: pod, by: Self.name)
    }
  }
}

extension Fields {
  fileprivate func hasExited(with codes: [Int], includesInit: Bool) -> Bool {
    let lists = ["containerStatuses"] + (includesInit ? ["initContainerStatuses"] : [])
    return lists.contains { list in
      (observed[list]?.array ?? []).contains { status in
        guard let code = status[path: "state", "terminated", "exitCode"].flatMap({ Int($0) }) else {
          return false
        }
        return codes.contains(code)
      }
    }
  }
}
