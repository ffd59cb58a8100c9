// SPDX-License-Identifier: Apache-2.0

extension ClusterSnapshot {
  /// `NodeResourcesFit`: how well what would be in use suits the profile, 0 to 100.
  ///
  /// From `plugins/noderesources/{least_allocated,most_allocated,requested_to_capacity_ratio}.go`.
  func fitScore(_ made: PodClass, _ profile: SchedulerProfile, _ node: Int) -> Int64 {
    var sum: Int64 = 0
    var weights: Int64 = 0
    for scored in profile.scoredResources {
      guard let usage = usage(of: scored.name, made, node, defaulted: true) else { continue }
      let (use, all) = usage
      switch profile.resourceScoring {
      case .leastAllocated:
        sum += (use > all ? 0 : (all - use) * 100 / all) * scored.weight
        weights += scored.weight
      case .mostAllocated:
        sum += min(use, all) * 100 / all * scored.weight
        weights += scored.weight
      case .requestedToCapacityRatio(let shape):
        let utilization = use > all ? 100 : use * 100 / all
        let score = Self.height(of: shape, at: utilization)
        if score > 0 {
          sum += score * scored.weight
          weights += scored.weight
        }
      }
    }
    guard weights > 0 else { return 0 }
    if case .requestedToCapacityRatio = profile.resourceScoring {
      return Int64((Double(sum) / Double(weights)).rounded())
    }
    return sum / weights
  }

  /// The height of a line through points at a place, in integers; flat beyond its ends.
  static func height(of shape: [ResourceScoring.ShapePoint], at place: Int64) -> Int64 {
    for (index, point) in shape.enumerated() where place <= point.utilization {
      guard index > 0 else { return point.score * 10 }
      let before = shape[index - 1]
      return before.score * 10
        + (point.score - before.score) * 10 * (place - before.utilization)
        / (point.utilization - before.utilization)
    }
    return (shape.last?.score ?? 0) * 10
  }

  /// `NodeResourcesBalancedAllocation`: how evenly resources would be in use, 0 to 100.
  ///
  /// From `plugins/noderesources/balanced_allocation.go`.
  func balanceScore(_ made: PodClass, _ profile: SchedulerProfile, _ node: Int) -> Int64 {
    let names = profile.balancedResources.map(\.name)
    guard isBalanced(made, profile) else { return 0 }
    var with: [Double] = []
    var without: [Double] = []
    for name in names {
      guard let (use, all) = usage(of: name, made, node, defaulted: false) else { continue }
      let own = resources.index(of: name).map { made.amounts[$0] } ?? 0
      with.append(min(1, Double(use) / Double(all)))
      without.append(min(1, Double(use - own) / Double(all)))
    }
    let after = Self.balance(with)
    guard profile.balanceVersion == .change else { return after }
    return 50 + (50 + after - Self.balance(without)) / 2
  }

  /// Whether balance counts for a class at all: it requests something of the resources.
  func isBalanced(_ made: PodClass, _ profile: SchedulerProfile) -> Bool {
    profile.balancedResources.contains { scored in
      resources.index(of: scored.name).map { made.amounts[$0] > 0 } ?? false
    }
  }

  private static func balance(_ fractions: [Double]) -> Int64 {
    let deviation: Double
    switch fractions.count {
    case 0, 1: deviation = 0
    case 2: deviation = abs(fractions[0] - fractions[1]) / 2
    default:
      let mean = fractions.reduce(0, +) / Double(fractions.count)
      let squares = fractions.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      deviation = (squares / Double(fractions.count)).squareRoot()
    }
    return Int64((1 - deviation) * 100)
  }

  /// What would be in use of a resource on a node, and what there is; `nil` where there is none, or
  /// where it is an extended one that the pod does not request.
  private func usage(
    of name: String, _ made: PodClass, _ node: Int, defaulted: Bool
  ) -> (use: Int64, all: Int64)? {
    guard let resource = resources.index(of: name), resource < stride else { return nil }
    let base = node * stride
    let all = allocatable[base + resource]
    guard all > 0 else { return nil }
    switch resource {
    case ResourceTable.cpu where defaulted, ResourceTable.memory where defaulted:
      return (scored[node * 2 + resource] + made.scored[resource], all)
    default:
      let own = made.amounts[resource]
      if resource > ResourceTable.pods, own == 0 { return nil }
      return (requested[base + resource] + own, all)
    }
  }
}
