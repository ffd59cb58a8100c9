// SPDX-License-Identifier: Apache-2.0

extension Packing {
  /// The same packing with equal patterns added up, in the order of their first appearance.
  ///
  /// - Complexity: O(entries).
  public func merged(for problem: PackingProblem) -> Packing {
    struct Key: Hashable {
      let binType: Int
      let contents: ArraySlice<ShapeCount>
    }
    var index: [Key: Int] = [:]
    var order: [Key] = []
    var counts: [Int] = []
    for pattern in patterns {
      let key = Key(binType: pattern.binType, contents: pattern.contents)
      if let known = index[key] {
        counts[known] += pattern.count
      } else {
        index[key] = order.count
        order.append(key)
        counts.append(pattern.count)
      }
    }
    var builder = Builder()
    for (key, count) in zip(order, counts) {
      builder.add(binType: key.binType, count: count, contents: key.contents)
    }
    return builder.build(for: problem)
  }

  /// What the items of one pattern and the load of its bin take, one value per resource.
  public static func used(by pattern: Pattern, in problem: PackingProblem) -> [Int64] {
    var used = problem.binTypes[pattern.binType].load
    for entry in pattern.contents {
      for resource in problem.resources.indices {
        used[resource] += problem.demand(of: entry.shape, in: resource) * Int64(entry.rawCount)
      }
    }
    return used
  }

  /// The share of the used bins' capacity that is taken, one value from 0 to 1 per resource; 0
  /// where the used bins have no capacity at all.
  ///
  /// - Complexity: O(entries × resources).
  public func utilization(in problem: PackingProblem) -> [Double] {
    var used = Array(repeating: 0.0, count: problem.resources.count)
    var capacity = used
    for pattern in patterns {
      let amounts = Packing.used(by: pattern, in: problem)
      for resource in problem.resources.indices {
        used[resource] += Double(amounts[resource]) * Double(pattern.count)
        capacity[resource] +=
          Double(problem.binTypes[pattern.binType].capacity[resource]) * Double(pattern.count)
      }
    }
    return zip(used, capacity).map { $1 > 0 ? $0 / $1 : 0 }
  }

  /// Whether only items that no bin type takes are left out.
  func placesAllPlaceable(of problem: PackingProblem) -> Bool {
    unplaced.allSatisfy { problem.usableBinTypes(for: $0.shape).isEmpty }
  }

  /// Whether this packing is better: fewer items unplaced, then cheaper, then fewer bins.
  public func isBetter(than other: Packing) -> Bool {
    (unplacedCount, cost, Int64(binCount))
      < (other.unplacedCount, other.cost, Int64(other.binCount))
  }
}
