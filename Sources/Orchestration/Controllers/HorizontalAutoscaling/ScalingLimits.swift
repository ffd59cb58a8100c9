// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How fast replicas may come or go in one direction (`HPAScalingRules`).
struct ScalingDirection: Sendable, Hashable {
  /// Which of several policies counts.
  enum Selection: String, Sendable, Hashable {
    /// The one that allows most.
    case most = "Max"
    /// The one that allows least.
    case least = "Min"
    /// None: there is no scaling in the direction.
    case disabled = "Disabled"
  }

  /// One policy.
  struct Policy: Sendable, Hashable {
    /// Whether the amount is a percentage, and not a number of pods.
    var isPercent: Bool
    /// The amount.
    var amount: Int
    /// In how many seconds.
    var period: Int64
  }

  /// For how many seconds recommendations count.
  var window: Int64 = 0
  /// The policies.
  var policies: [Policy] = []
  /// Which of them counts.
  var selection = Selection.most
  /// How far a ratio may be off; what is usual where `nil`.
  var tolerance: Double?

  /// The longest period of a policy, in seconds.
  var longestPeriod: Int64 { policies.map(\.period).max() ?? 0 }
}

extension ScalingDirection {
  /// Reads the rules of a direction, in which defaults are filled in.
  ///
  /// - Parameters:
  ///   - rules: The rules.
  ///   - window: The window where they say none.
  init(_ rules: ScalingRules?, window: Int64) {
    self.window = rules?.stabilizationWindowSeconds.map { Int64($0) } ?? window
    selection = rules?.selectPolicy.flatMap { Selection(rawValue: $0) } ?? .most
    policies = (rules?.policies ?? []).map {
      Policy(
        isPercent: $0.type == "Percent", amount: $0.amount ?? 0,
        period: Int64($0.periodSeconds ?? 0))
    }
    // Billionths are as fine as a quantity gets.
    tolerance = rules?.tolerance.flatMap {
      (try? $0.scaled(powerOfTen: 9).value(in: .count)).map { Double($0) / 1e9 }
    }
  }
}

/// A number of replicas, and what stands in the way of another.
struct ScalingLimit: Equatable {
  /// The number.
  var replicas: Int
  /// Why, in one word.
  var reason: String
  /// Why, for people.
  var message: String

  /// Nothing stands in the way.
  static func none(_ replicas: Int) -> ScalingLimit {
    ScalingLimit(
      replicas: replicas, reason: "DesiredWithinRange",
      message: "the desired count is within the acceptable range")
  }

  fileprivate static let tooFast = (
    "ScaleUpLimit", "the desired replica count is increasing faster than the maximum scale rate"
  )
  fileprivate static let tooSlow = (
    "ScaleDownLimit", "the desired replica count is decreasing faster than the maximum scale rate"
  )
  fileprivate static let tooMany = (
    "TooManyReplicas", "the desired replica count is more than the maximum replica count"
  )
  fileprivate static let tooFew = (
    "TooFewReplicas", "the desired replica count is less than the minimum replica count"
  )

  fileprivate init(_ replicas: Int, _ why: (String, String)) {
    (self.replicas, reason, message) = (replicas, why.0, why.1)
  }

  private init(replicas: Int, reason: String, message: String) {
    (self.replicas, self.reason, self.message) = (replicas, reason, message)
  }

  /// What is allowed without rules: twice as many, and four at least
  /// (`convertDesiredReplicasWithRules`).
  ///
  /// - Parameters:
  ///   - desired: How many there should be.
  ///   - current: How many there are.
  ///   - range: The least and the most.
  init(_ desired: Int, current: Int, in range: (least: Int, most: Int)) {
    let fastest = max(2 * current, 4)
    let (most, why) =
      range.most > fastest ? (fastest, Self.tooFast) : (range.most, Self.tooMany)
    if desired < range.least {
      self.init(range.least, Self.tooFew)
    } else if desired > most {
      self.init(most, why)
    } else {
      self = .none(desired)
    }
  }
}

extension ScalingHistory {
  /// What is allowed by the policies of both directions (`convertDesiredReplicasWithBehaviorRate`).
  ///
  /// - Parameters:
  ///   - desired: How many there should be.
  ///   - current: How many there are.
  ///   - range: The least and the most.
  ///   - up: The rules for more.
  ///   - down: The rules for less.
  ///   - now: The time.
  /// - Returns: How many replicas there may be, and why not what there should be.
  func limit(
    _ desired: Int, current: Int, in range: (least: Int, most: Int), up: ScalingDirection,
    down: ScalingDirection, at now: Timestamp
  ) -> ScalingLimit {
    if desired > current {
      let fastest = max(current, greatest(current, up, now))
      let (most, why) =
        range.most > fastest
        ? (fastest, ScalingLimit.tooFast) : (range.most, ScalingLimit.tooMany)
      if desired > most { return ScalingLimit(most, why) }
    } else if desired < current {
      let fastest = min(current, least(current, down, now))
      let (least, why) =
        range.least < fastest
        ? (fastest, ScalingLimit.tooSlow) : (range.least, ScalingLimit.tooFew)
      if desired < least { return ScalingLimit(least, why) }
    }
    return .none(desired)
  }

  /// The most replicas that policies allow now: each counts from how many there were when its period
  /// began.
  private func greatest(_ current: Int, _ rules: ScalingDirection, _ now: Timestamp) -> Int {
    if rules.selection == .disabled { return current }
    let allowed = rules.policies.map { policy in
      let start = start(current, policy, now)
      guard policy.isPercent else { return start + policy.amount }
      // Rounded up, since else few replicas would never become more.
      return ReplicaCalculator.ceiling(Double(start) * (1 + Double(policy.amount) / 100))
    }
    return (rules.selection == .least ? allowed.min() : allowed.max()) ?? current
  }

  /// The fewest replicas that policies allow now.
  private func least(_ current: Int, _ rules: ScalingDirection, _ now: Timestamp) -> Int {
    if rules.selection == .disabled { return current }
    let allowed = rules.policies.map { policy in
      let start = start(current, policy, now)
      guard policy.isPercent else { return start - policy.amount }
      return Int(Double(start) * (1 - Double(policy.amount) / 100))
    }
    return (rules.selection == .least ? allowed.max() : allowed.min()) ?? current
  }

  private func start(
    _ current: Int, _ policy: ScalingDirection.Policy, _ now: Timestamp
  ) -> Int {
    current - change(in: ups, policy.period, now) + change(in: downs, policy.period, now)
  }

  private func change(in events: [Entry], _ period: Int64, _ now: Timestamp) -> Int {
    let cutoff = now.advanced(by: -period * 1_000_000)
    return events.reduce(0) { $0 + ($1.moment > cutoff ? $1.number : 0) }
  }
}
