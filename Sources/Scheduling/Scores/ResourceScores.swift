// SPDX-License-Identifier: Apache-2.0

extension ClusterSnapshot {
  /// `NodeResourcesFit`: how well what would be in use suits the profile, 0 to 100.
  ///
  /// From `plugins/noderesources/{least_allocated,most_allocated,requested_to_capacity_ratio}.go`.
  func fitScore(
    _ made: PodClass, _ profile: SchedulerProfile, _ resources: [ScoredResource], _ node: Int
  ) -> Int64 {
    var sum: Int64 = 0
    var weights: Int64 = 0
    for scored in resources {
      guard let usage = usage(of: scored.resource, made, node, defaulted: true) else { continue }
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
  func balanceScore(
    _ made: PodClass, _ profile: SchedulerProfile, _ resources: [ScoredResource], _ node: Int
  ) -> Int64 {
    // Balance counts only for pods that request something of the resources.
    guard resources.contains(where: { made.amounts[$0.resource] > 0 }) else { return 0 }
    var with = Fractions()
    var without = Fractions()
    for scored in resources {
      guard let (use, all) = usage(of: scored.resource, made, node, defaulted: false) else {
        continue
      }
      let own = made.amounts[scored.resource]
      with.append(min(1, Double(use) / Double(all)))
      without.append(min(1, Double(use - own) / Double(all)))
    }
    let after = with.balance
    guard profile.balanceVersion == .change else { return after }
    return 50 + (50 + after - without.balance) / 2
  }

  /// The resources of a profile that there are, by number.
  func scoredResources(_ weights: [ResourceWeight]) -> [ScoredResource] {
    weights.compactMap { scored in
      resources.index(of: scored.name).map {
        ScoredResource(resource: $0, weight: scored.weight)
      }
    }
  }

  /// What would be in use of a resource on a node, and what there is; `nil` where there is none, or
  /// where it is an extended one that the pod does not request.
  private func usage(
    of resource: Int, _ made: PodClass, _ node: Int, defaulted: Bool
  ) -> (use: Int64, all: Int64)? {
    guard resource < stride else { return nil }
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

/// A resource that scores look at, and its weight.
struct ScoredResource: Sendable {
  let resource: Int
  let weight: Int64
}

/// The shares of resources that are in use; mostly two, which need no array.
private struct Fractions {
  private var count = 0
  private var first = 0.0
  private var second = 0.0
  private var others: [Double] = []

  mutating func append(_ fraction: Double) {
    switch count {
    case 0: first = fraction
    case 1: second = fraction
    default: others.append(fraction)
    }
    count += 1
  }

  /// How even they are, 0 to 100.
  var balance: Int64 {
    let deviation: Double
    switch count {
    case 0, 1: deviation = 0
    case 2: deviation = abs(first - second) / 2
    default:
      let all = [first, second] + others
      let mean = all.reduce(0, +) / Double(count)
      let squares = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      deviation = (squares / Double(count)).squareRoot()
    }
    return Int64((1 - deviation) * 100)
  }
}
