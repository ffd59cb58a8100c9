// SPDX-License-Identifier: Apache-2.0

/// Kubernetes' LeastAllocated and MostAllocated: the mean over the resources of the percentage
/// that stays free, or is taken, with the item on the node.
///
/// Source: Kubernetes 1.36, `noderesources/least_allocated.go` and `most_allocated.go`, every
/// resource with weight one. All divisions cut off, as there.
struct AllocatedScore: BinScore {
  private let capacities: CapacityTable
  private let prefersFull: Bool

  init(_ problem: PackingProblem, prefersFull: Bool) {
    capacities = CapacityTable(problem)
    self.prefersFull = prefersFull
  }

  @inline(__always)
  func value(
    of shape: Int, in group: Int, of bins: OpenBins, free: UnsafePointer<Int64>,
    demand: UnsafePointer<Int64>
  ) -> Int64 {
    let type = bins.types[group]
    var sum: Int64 = 0
    var weights: Int64 = 0
    for resource in 0..<capacities.resources {
      let capacity = capacities[type, resource]
      guard capacity > 0 else { continue }
      let left = free[resource] - demand[resource]
      sum += capacities.percent(prefersFull ? capacity - left : left, of: capacity)
      weights += 1
    }
    return weights > 0 ? sum / weights : 0
  }
}

/// Kubernetes' RequestedToCapacityRatio with the shape that packs: nothing used scores 0,
/// everything used scores 10.
///
/// Source: Kubernetes 1.36, `noderesources/requested_to_capacity_ratio.go`. Resources that score
/// nothing count neither in the sum nor in the weights, and the mean is rounded to the nearest.
struct RequestedToCapacityRatioScore: BinScore {
  private let capacities: CapacityTable

  init(_ problem: PackingProblem) {
    capacities = CapacityTable(problem)
  }

  @inline(__always)
  func value(
    of shape: Int, in group: Int, of bins: OpenBins, free: UnsafePointer<Int64>,
    demand: UnsafePointer<Int64>
  ) -> Int64 {
    let type = bins.types[group]
    var sum: Int64 = 0
    var weights: Int64 = 0
    for resource in 0..<capacities.resources {
      let capacity = capacities[type, resource]
      // From (0, 0) to (100, 10), and scores are multiplied by ten: the percentage itself. A
      // resource the node does not have counts as fully used.
      let score =
        capacity > 0
        ? capacities.percent(capacity - free[resource] + demand[resource], of: capacity) : 100
      if score > 0 {
        sum += score
        weights += 1
      }
    }
    return weights > 0 ? (2 * sum + weights) / (2 * weights) : 0
  }
}

/// Kubernetes' NodeResourcesBalancedAllocation: how much the item evens out the shares of the
/// resources in use.
///
/// Source: Kubernetes 1.36, `noderesources/balanced_allocation.go`: 75 means no change. The
/// deviation of two shares is half their distance, that of more the population's standard
/// deviation.
struct BalancedAllocationScore: BinScore {
  private let capacities: CapacityTable

  init(_ problem: PackingProblem) {
    capacities = CapacityTable(problem)
  }

  func value(
    of shape: Int, in group: Int, of bins: OpenBins, free: UnsafePointer<Int64>,
    demand: UnsafePointer<Int64>
  ) -> Int64 {
    let type = bins.types[group]
    let with = balance(type, free: free, demand: demand)
    let without = balance(type, free: free, demand: nil)
    return 50 + (50 + with - without) / 2
  }

  @inline(__always)
  private func balance(
    _ type: Int32, free: UnsafePointer<Int64>, demand: UnsafePointer<Int64>?
  ) -> Int64 {
    var count = 0.0
    var sum = 0.0
    var squares = 0.0
    var lowest = 1.0
    var highest = 0.0
    for resource in 0..<capacities.resources {
      let capacity = capacities[type, resource]
      guard capacity > 0 else { continue }
      let used = capacity - free[resource] + (demand?[resource] ?? 0)
      let share = min(1, Double(used) / Double(capacity))
      count += 1
      sum += share
      squares += share * share
      lowest = min(lowest, share)
      highest = max(highest, share)
    }
    let deviation: Double
    switch count {
    case ..<2: deviation = 0
    case 2: deviation = (highest - lowest) / 2
    default:
      let mean = sum / count
      deviation = max(0, squares / count - mean * mean).squareRoot()
    }
    return Int64((1 - deviation) * 100)
  }
}
