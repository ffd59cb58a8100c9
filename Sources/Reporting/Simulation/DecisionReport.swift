// SPDX-License-Identifier: Apache-2.0

import Orchestration

/// A decision about how much of something there is: replicas of a workload, or nodes.
public struct DecisionReport: Codable, Sendable, Hashable {
  /// When, in seconds since the beginning.
  public var seconds: Double
  /// Who decided, such as `cluster-autoscaler`, or the autoscaler `default/web`.
  public var by: String
  /// What changes, such as `Deployment default/web` or `NodeGroup small`.
  public var object: String
  /// How many there were; left out where no number changes.
  public var from: Int?
  /// How many there are to be.
  public var to: Int?
  /// Why, in a few words.
  public var reason: String
  /// What held the decision back, such as `ScaleUpLimit`.
  public var limitedBy: String?
  /// What an hour of the new nodes costs.
  public var costPerHour: Double?
  /// A cost that is proven: nothing cheaper helps as many pods.
  public var boundPerHour: Double?
}

extension DecisionReport {
  /// What an autoscaler of pods did.
  init(_ decision: ScalingDecision) {
    (seconds, by, object) = (decision.time, decision.object, decision.target)
    (from, to) = (decision.from, decision.to)
    let figure = decision.current.isEmpty ? "" : ": \(decision.current) of \(decision.wanted)"
    reason = decision.metric.isEmpty ? decision.reason : decision.metric + figure
    limitedBy = decision.limitedBy
  }

  /// What was decided about nodes: an entry for each group that changes, or one where none does.
  ///
  /// - Parameters:
  ///   - decision: The decision.
  ///   - seconds: When, since the beginning.
  /// - Returns: The entries; costs and bounds are of all groups together and stand in the first.
  static func entries(of decision: CapacityDecision, at seconds: Double) -> [DecisionReport] {
    var entry = DecisionReport(
      seconds: seconds, by: decision.component, object: "nodes", reason: reason(for: decision))
    entry.costPerHour = decision.kind == .scaleUp ? decision.chosenCostPerHour : nil
    entry.boundPerHour = decision.bound?.costPerHour
    if decision.changes.isEmpty { return [entry] }
    return decision.changes.enumerated().map { index, change in
      var entry = entry
      (entry.object, entry.from, entry.to) = ("NodeGroup \(change.group)", change.from, change.to)
      // Cost and bound are of all groups together.
      if index > 0 { (entry.costPerHour, entry.boundPerHour) = (nil, nil) }
      return entry
    }
  }

  private static func reason(for decision: CapacityDecision) -> String {
    let pods = Phrases.count(decision.pods.count, "pod")
    let chosen = decision.chosenBy.isEmpty ? "" : ", chosen by \(decision.chosenBy)"
    switch decision.kind {
    case .scaleUp: return "\(pods) waited\(chosen)"
    case .noScaleUp:
      let reasons = Set(decision.refusals.map(\.reason)).sorted()
      let why = reasons.isEmpty ? decision.message : reasons.joined(separator: "; ")
      return "no group helps \(pods)" + (why.isEmpty ? "" : ": \(why)")
    case .failedScaleUp:
      return decision.message.isEmpty ? "nodes did not come" : decision.message
    case .scaleDown:
      let gone = decision.nodes.filter(\.goes)
      let names = Phrases.list(gone.map(\.node), limit: 3)
      return decision.pods.isEmpty ? "\(names) not needed" : "\(pods) moved from \(names)"
    case .compaction: return "\(pods) moved\(chosen)"
    }
  }

  /// What a table has in the column of the change.
  var change: String {
    guard let from, let to else { return "–" }
    return "\(from) → \(to)"
  }

  /// Why, with what held it back and what it costs.
  var account: String {
    var text = reason
    if let limitedBy { text += " (\(limitedBy))" }
    if let costPerHour, costPerHour > 0 {
      text += "; \(Figures.trimmed(costPerHour, decimals: 3)) an hour"
      if let boundPerHour {
        text += ", proven to be at least \(Figures.trimmed(boundPerHour, decimals: 3))"
      }
    }
    return text
  }
}
