// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Evicts pods from nodes of which much is requested, where others have little to do.
///
/// From `pkg/framework/plugins/nodeutilization/lownodeutilization.go`.
struct LowNodeUtilization: DeschedulingPlugin {
  static let name = "LowNodeUtilization"
  static let isBalancing = true
  private let thresholds: UsageThresholds
  private let targets: UsageThresholds
  private let usesDeviation: Bool
  private let numberOfNodes: Int
  private let namespaces: NamespaceChoice

  init(reading args: DocumentField) throws(FieldFault) {
    try args.allowOnly([
      "apiVersion", "kind", "thresholds", "targetThresholds", "useDeviationThresholds",
      "numberOfNodes", "evictableNamespaces",
    ])
    thresholds = try UsageThresholds(reading: args.required("thresholds", "shares by resource"))
    let field = try args.required("targetThresholds", "shares by resource")
    targets = try UsageThresholds(reading: field)
    usesDeviation = try args.child("useDeviationThresholds")?.truth() ?? false
    numberOfNodes = try args.child("numberOfNodes")?.count() ?? 0
    namespaces = try NamespaceChoice(reading: args.child("evictableNamespaces"))
    guard Set(thresholds.resources) == Set(targets.resources) else {
      throw field.error(expected: "the same resources as thresholds")
    }
    for name in thresholds.resources
    where !usesDeviation && (thresholds.shares[name] ?? 0) > (targets.shares[name] ?? 0) {
      throw field.error(expected: "shares that are not below those of thresholds")
    }
  }

  func run(_ run: DeschedulingRun) {
    let (low, high) = limits(run)
    let usages = run.usages
    let under = usages.filter { $0.isBelow(low, run) && run.isSchedulable($0.node) }
    let over = usages.filter { $0.isAbove(high, run) }
    guard !under.isEmpty, under.count > numberOfNodes, under.count < usages.count, !over.isEmpty
    else { return }
    var room: [String: Double] = [:]
    for resource in high.resources + (high.shares["pods"] == nil ? ["pods"] : []) {
      room[resource] = under.reduce(0) {
        $0 + $1.room(resource, upTo: high.shares[resource] ?? 100, run)
      }
    }
    let sources = over.map { ($0, $0.total(high, run)) }.sorted {
      $0.1 != $1.1 ? $0.1 > $1.1 : $0.0.node < $1.0.node
    }.map(\.0)
    run.evict(from: sources, into: room, by: Self.name, namespaces) { $0.isAbove(high, run) }
  }

  /// The shares that count: as written, or so far from the mean of the nodes.
  private func limits(_ run: DeschedulingRun) -> (low: UsageThresholds, high: UsageThresholds) {
    guard usesDeviation else { return (thresholds, targets) }
    let usages = run.usages
    var (low, high) = ([String: Double](), [String: Double]())
    for resource in thresholds.resources {
      let mean =
        usages.reduce(0) { $0 + $1.share(resource, run) } / Double(max(1, usages.count))
      low[resource] = max(0, mean - (thresholds.shares[resource] ?? 0))
      high[resource] = min(100, mean + (targets.shares[resource] ?? 0))
    }
    return (UsageThresholds(low), UsageThresholds(high))
  }
}
