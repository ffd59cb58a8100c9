// SPDX-License-Identifier: Apache-2.0

/// Why a pod fits on no node, counted over the nodes.
public struct Diagnosis: Sendable, Hashable {
  /// How many nodes there are.
  public var nodes: Int
  /// How many nodes give each reason, as kube-scheduler words it.
  public var reasons: [String: Int]
  /// The filters that refused the pod somewhere.
  public var filters: Set<FilterName>
  /// What keeps the pod off all nodes before any is looked at; it is told without a number.
  public var reasonOfPod: String?
  /// What came of looking for pods to evict, in the words of kube-scheduler; empty where nothing was
  /// looked for.
  public var preemption: String

  /// Counts refusals.
  public init(_ refusals: [Refusal?]) {
    nodes = refusals.count
    reasons = [:]
    filters = []
    preemption = ""
    for case let refusal? in refusals {
      filters.insert(refusal.filter)
      if let first = refusal.reasons.first, first.isOfPod { reasonOfPod = first.message }
      for reason in refusal.reasons { reasons[reason.message, default: 0] += 1 }
    }
  }

  /// The text that users know: `0/5 nodes are available: 3 Insufficient cpu, …`.
  public var message: String {
    guard nodes > 0 else { return "no nodes available to schedule pods" }
    let list = reasonOfPod.map { ": " + $0 } ?? Self.list(reasons)
    let text = "0/\(nodes) nodes are available" + list + "."
    return preemption.isEmpty ? text : text + " preemption: " + preemption
  }

  /// Adds what came of looking for pods to evict.
  mutating func add(_ result: PreemptionResult) {
    if let reason = result.ineligible {
      preemption = reason
    } else if result.choice == nil {
      preemption = "0/\(nodes) nodes are available" + Self.list(result.reasons) + "."
    }
  }

  private static func list(_ reasons: [String: Int]) -> String {
    guard !reasons.isEmpty else { return "" }
    let parts = reasons.map { "\($0.value) \($0.key)" }
    let sorted = parts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return ": " + sorted.joined(separator: ", ")
  }
}

extension ClusterSnapshot {
  /// Why a pod fits on no node.
  ///
  /// - Parameters:
  ///   - pod: The pod.
  ///   - result: What came of looking for pods to evict, where it was looked for.
  /// - Returns: The reasons, counted over the nodes.
  public func diagnose(_ pod: Int, _ result: PreemptionResult? = nil) -> Diagnosis {
    var diagnosis = Diagnosis((0..<nodes.count).map { refusal(of: pod, on: $0) })
    if let result { diagnosis.add(result) }
    return diagnosis
  }
}
