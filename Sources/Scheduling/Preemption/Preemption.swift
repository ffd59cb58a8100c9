// SPDX-License-Identifier: Apache-2.0

/// A node on which a pod fits once some pods of lower priority are gone.
public struct Preemption: Sendable, Hashable {
  /// The node.
  public var node: Int
  /// The pods that have to go, the most important first.
  public var victims: [Int]
  /// How many of them a disruption budget would keep.
  public var budgetViolations: Int
}

/// What came of looking for pods to evict.
public struct PreemptionResult: Sendable {
  /// The node that was chosen, or `nil`.
  public var choice: Preemption?
  /// How many nodes were candidates.
  public var candidates: Int
  /// For how many nodes there is which reason that eviction does not help.
  public var reasons: [String: Int]
  /// Why nothing was looked for, where nothing was.
  public var ineligible: String?
}

/// The texts of kube-scheduler about eviction.
enum PreemptionText {
  static let notHelpful = "Preemption is not helpful for scheduling"
  static let noVictims = "No preemption victims found for incoming pod"
  static let policyNever = "not eligible due to preemptionPolicy=Never."
  static let terminating = "not eligible due to a terminating pod on the nominated node."
}
