// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Empties nodes of which little is requested, so that an autoscaler can take them away.
///
/// From `pkg/framework/plugins/nodeutilization/highnodeutilization.go`. It is meant for schedulers
/// that fill nodes (`MostAllocated`).
struct HighNodeUtilization: DeschedulingPlugin {
  static let name = "HighNodeUtilization"
  static let isBalancing = true
  private let thresholds: UsageThresholds
  private let numberOfNodes: Int
  private let namespaces: NamespaceChoice

  init(reading args: DocumentField) throws(FieldFault) {
    try args.allowOnly([
      "apiVersion", "kind", "thresholds", "numberOfNodes", "evictableNamespaces",
    ])
    thresholds = try UsageThresholds(reading: args.required("thresholds", "shares by resource"))
    numberOfNodes = try args.child("numberOfNodes")?.count() ?? 0
    namespaces = try NamespaceChoice(reading: args.child("evictableNamespaces"))
  }

  func run(_ run: DeschedulingRun) {
    let usages = run.usages
    let under = usages.filter { $0.isBelow(thresholds, run) }
    let others = usages.filter { !$0.isBelow(thresholds, run) && run.isSchedulable($0.node) }
    guard !under.isEmpty, under.count > numberOfNodes, under.count < usages.count,
      !others.isEmpty
    else { return }
    var room: [String: Double] = [:]
    for resource in Set(thresholds.resources + ["pods"]).sorted() {
      room[resource] = others.reduce(0) { $0 + $1.room(resource, upTo: 100, run) }
    }
    let sources = under.map { ($0, $0.total(thresholds, run)) }.sorted {
      $0.1 != $1.1 ? $0.1 < $1.1 : $0.0.node < $1.0.node
    }.map(\.0)
    run.evict(from: sources, into: room, by: Self.name, namespaces) { _ in true }
  }
}
