// SPDX-License-Identifier: Apache-2.0

/// What every filter and score says about a pod on every node.
///
/// It is found out plainly, node by node and from what stands there now, and shares no cache with
/// `decide`, which tests compare with it.
public struct Evaluation: Sendable {
  /// Why each node refuses the pod; `nil` for those that do not.
  public var refusals: [Refusal?]
  /// The nodes that do not refuse it, in the order of the nodes.
  public var feasible: [Int]
  /// For each feasible node what each score that is on says.
  public var scores: [[ScoreName: NodeScore]]
  /// For each feasible node the sum of the weighted scores.
  public var totals: [Int64]

  /// What a score says about a node.
  public struct NodeScore: Sendable, Hashable {
    /// The figure before it is compared with other nodes.
    public var raw: Int64
    /// The figure from 0 to 100.
    public var normalized: Int64
    /// The figure times the weight of the score.
    public var weighted: Int64
  }
}

extension ClusterSnapshot {
  /// Finds out what every filter and score says about a pod on every node.
  ///
  /// - Parameter pod: A pod that is on no node.
  /// - Returns: The refusals, and the scores of the nodes that do not refuse it.
  /// - Complexity: Linear in the nodes, times what the pod's constraints are.
  public func evaluate(_ pod: Int) -> Evaluation {
    let index = classIndex(pod)
    let refusals = (0..<nodes.count).map { refusal(of: pod, on: $0) }
    let feasible = refusals.indices.filter { refusals[$0] == nil }
    let scores = scores(index, feasible.map { Int32($0) })
    return Evaluation(
      refusals: refusals, feasible: feasible, scores: scores,
      totals: scores.map { $0.values.reduce(0) { $0 + $1.weighted } })
  }

  /// What each score that is on says about some nodes, compared with each other.
  func scores(
    _ index: Int, _ candidates: [Int32]
  ) -> [[ScoreName: Evaluation.NodeScore]] {
    let made = classes[index]
    let profile = configuration.profiles[made.profile]
    var result: [[ScoreName: Evaluation.NodeScore]] = Array(
      repeating: [:], count: candidates.count)
    for name in ScoreName.allCases {
      guard let weight = profile.weights[name] else { continue }
      let (raw, normalized) = score(name, index, made, profile, candidates)
      for place in candidates.indices {
        result[place][name] = Evaluation.NodeScore(
          raw: raw[place], normalized: normalized[place], weighted: weight * normalized[place])
      }
    }
    return result
  }

  private func score(
    _ name: ScoreName, _ index: Int, _ made: PodClass, _ profile: SchedulerProfile,
    _ candidates: [Int32]
  ) -> (raw: [Int64], normalized: [Int64]) {
    func each(_ score: (Int) -> Int64) -> [Int64] { candidates.map { score(Int($0)) } }
    let none = Array(repeating: Int64(0), count: candidates.count)
    switch name {
    case .taintToleration:
      let raw = each { taintCount(made, $0) }
      var normalized = raw
      Normalization.byMaximum(&normalized, reversed: true)
      return (raw, normalized)
    case .nodeAffinity:
      let raw = each { preferenceSum(made, $0) }
      var normalized = raw
      Normalization.byMaximum(&normalized, reversed: false)
      return (raw, normalized)
    case .nodeResourcesFit:
      let resources = scoredResources(profile.scoredResources)
      let raw = each { fitScore(made, profile, resources, $0) }
      return (raw, raw)
    case .nodeResourcesBalancedAllocation:
      let resources = scoredResources(profile.balancedResources)
      let raw = each { balanceScore(made, profile, resources, $0) }
      return (raw, raw)
    case .imageLocality:
      let raw = each { imageScore(made, $0) }
      return (raw, raw)
    case .podTopologySpread:
      guard
        let raw = spreadSums(links[index], hasSystemSpread: made.hasSystemSpread, candidates)
      else { return (none, none) }
      var normalized = raw
      Self.normalizeSpread(&normalized)
      return (raw.map { max(0, $0) }, normalized)
    case .interPodAffinity:
      guard let raw = affinitySums(links[index], profile, candidates) else { return (none, none) }
      var normalized = raw
      Self.normalizeAffinity(&normalized)
      return (raw, normalized)
    }
  }
}
