// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// Evicts pods from domains that have too many of them, as spread constraints have it.
///
/// From `pkg/framework/plugins/removepodsviolatingtopologyspreadconstraint`.
struct RemovePodsViolatingTopologySpreadConstraint: DeschedulingPlugin {
  static let name = "RemovePodsViolatingTopologySpreadConstraint"
  static let isBalancing = true
  private let namespaces: NamespaceChoice
  private let labels: LabelSelector
  private let constraints: [String]
  private let topologyBalanceNodeFit: Bool

  init(reading args: DocumentField) throws(FieldFault) {
    try args.allowOnly([
      "apiVersion", "kind", "namespaces", "labelSelector", "constraints",
      "topologyBalanceNodeFit",
    ])
    namespaces = try NamespaceChoice(reading: args.child("namespaces"))
    labels = try args.child("labelSelector")?.selectorObject() ?? LabelSelector()
    let field = try args.child("constraints")
    constraints = try field?.texts() ?? ["DoNotSchedule"]
    if let field, !constraints.allSatisfy({ ["DoNotSchedule", "ScheduleAnyway"].contains($0) }) {
      throw field.error(expected: "DoNotSchedule, ScheduleAnyway or both")
    }
    topologyBalanceNodeFit = try args.child("topologyBalanceNodeFit")?.truth() ?? true
  }

  private struct Rule: Hashable {
    let namespace: String
    let selector: Fields
    let topologyKey: String
    let maxSkew: Int
  }

  func run(_ run: DeschedulingRun) {
    var seen: Set<Rule> = []
    for node in run.nodes {
      for row in run.chosen(run.pods(on: node), namespaces, labels) {
        for constraint in Pod(fields: run.pod(row)).spec.topologySpreadConstraints {
          guard constraints.contains(constraint.whenUnsatisfiable ?? "DoNotSchedule"),
            let key = constraint.topologyKey
          else { continue }
          let rule = Rule(
            namespace: run.snapshot.namespace(row),
            selector: constraint.labelSelector?.fields ?? Fields(), topologyKey: key,
            maxSkew: Int(constraint.maxSkew ?? 1))
          if seen.insert(rule).inserted { balance(rule, run) }
        }
      }
    }
  }

  /// The pods of each domain, those that may go last.
  private func domains(_ rule: Rule, _ run: DeschedulingRun) -> [(name: String, pods: [Int])] {
    guard let selector = try? LabelSelectorSpec(fields: rule.selector).compiled() else { return [] }
    var pods: [String: [Int]] = [:]
    for node in run.nodes {
      guard let domain = run.view.nodes[node]?.labelMap[rule.topologyKey] else { continue }
      pods[domain, default: []] += run.pods(on: node).filter { row in
        run.snapshot.namespace(row) == rule.namespace && !run.pod(row).isTerminating
          && selector.matches(run.pod(row).labelMap)
      }
    }
    return pods.keys.sorted().map { name -> (name: String, pods: [Int]) in
      let rows = pods[name] ?? []
      let movable = Set(rows.filter { run.reasonToKeep(run.pod($0), $0) == nil })
      let order =
        rows.filter { !movable.contains($0) }
        + run.inOrderOfEviction(rows.filter { movable.contains($0) }).reversed()
      return (name, order)
    }.sorted { $0.pods.count != $1.pods.count ? $0.pods.count < $1.pods.count : $0.name < $1.name }
  }

  private func balance(_ rule: Rule, _ run: DeschedulingRun) {
    var domains = domains(rule, run)
    guard domains.count > 1 else { return }
    let sum = domains.reduce(0) { $0 + $1.pods.count }
    let mean = Double(sum) / Double(domains.count)
    var (low, high) = (0, domains.count - 1)
    var counts = domains.map(\.pods.count)
    while low < high {
      if Double(counts[high]) < mean {
        high -= 1
        continue
      }
      let skew = counts[high] - counts[low]
      let above = (Double(counts[high]) - mean).rounded(.up)
      let below = (mean - Double(counts[low])).rounded(.up)
      let half = (Double(skew - rule.maxSkew) / 2).rounded(.up)
      let count = skew <= rule.maxSkew ? 0 : Int(min(above, below, half))
      if count <= 0 {
        low += 1
        continue
      }
      for _ in 0..<count {
        guard let row = domains[high].pods.popLast() else { break }
        counts[high] -= 1
        counts[low] += 1
        if topologyBalanceNodeFit, run.otherNode(for: row) == nil { continue }
        run.evict(row, by: Self.name)
      }
    }
  }
}
