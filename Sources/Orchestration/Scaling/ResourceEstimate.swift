// SPDX-License-Identifier: Apache-2.0

/// What a container should request, and between which bounds that need not be changed.
///
/// From `vertical-pod-autoscaler/pkg/recommender/logic/recommender.go` and `estimator.go`.
struct ResourceEstimate: Sendable, Equatable {
  /// An amount of both resources.
  struct Amounts: Sendable, Equatable {
    /// Millicores.
    var cpu: Int64
    /// Bytes.
    var memory: Int64
  }

  /// What is recommended.
  var target: Amounts
  /// Who requests less should request more.
  var lower: Amounts
  /// Who requests more should request less.
  var upper: Amounts

  /// By which part more than the percentile is recommended.
  static let margin = 0.15
  /// The least for a pod.
  static let least = Amounts(cpu: 25, memory: 250 << 20)
  /// The most that is ever told.
  private static let most = 1e14

  /// Estimates.
  ///
  /// - Parameters:
  ///   - history: What was used.
  ///   - containers: How many containers the pod has, over which the least of a pod is spread.
  init(_ history: ContainerUsageHistory, containers: Int) {
    let confidence = history.confidence
    // No history: no lower bound, and as good as no upper one.
    let lowered = 1 + 0.001 / confidence
    let raised = 1 + 1 / confidence
    let part = 1 / Double(max(1, containers))
    let least = Amounts(
      cpu: Self.scaled(Self.least.cpu, part), memory: Self.scaled(Self.least.memory, part))
    func amounts(_ share: Double, _ factor: Double?) -> Amounts {
      func amount(_ base: Int64, _ least: Int64) -> Int64 {
        var amount = base + Self.scaled(base, Self.margin)
        if let factor { amount = Self.scaled(amount, factor) }
        return max(amount, least)
      }
      return Amounts(
        cpu: amount(Self.whole(history.cpu.percentile(share) * 1_000), least.cpu),
        memory: amount(Self.whole(history.memoryPeaks.percentile(share)), least.memory))
    }
    target = amounts(0.9, nil)
    lower = amounts(0.5, 1 / (lowered * lowered))
    upper = amounts(0.95, raised)
  }

  private static func scaled(_ amount: Int64, _ factor: Double) -> Int64 {
    whole(Double(amount) * factor)
  }

  private static func whole(_ amount: Double) -> Int64 {
    amount > 0 ? Int64(min(amount, most)) : 0
  }
}
