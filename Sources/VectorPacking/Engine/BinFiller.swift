// SPDX-License-Identifier: Apache-2.0

/// Fills one empty bin greedily, item by item, by a bin-centric score.
struct BinFiller {
  private let problem: PackingProblem
  private let layout: ColumnLayout
  private let score: BinCentricScore
  private let emptyFree: [[Int64]]
  private var weights: [Double] = []
  /// What each shape is worth: its demand, scaled and weighted, added up.
  private var factors: [Double] = []

  init(_ problem: PackingProblem, layout: ColumnLayout, score: BinCentricScore) {
    self.problem = problem
    self.layout = layout
    self.score = score
    emptyFree = problem.binTypes.map { layout.freeColumns(of: $0) }
  }

  /// Sets how much each resource counts.
  mutating func weigh(by weights: [Double]) {
    self.weights = weights
    factors = weights.indices.map { weights[$0] * layout.scales[$0] * layout.scales[$0] }
  }

  /// How much of the weighted resources some items take.
  func value(of contents: [ShapeCount]) -> Double {
    var value = 0.0
    for entry in contents {
      for resource in 0..<layout.resources {
        value +=
          Double(problem.demand(of: entry.shape, in: resource)) * Double(entry.count)
          * layout.scales[resource] * weights[resource]
      }
    }
    return value
  }

  /// What a greedily filled bin of a type holds.
  ///
  /// - Parameters:
  ///   - type: The bin type.
  ///   - active: The shapes with items left, ascending; ties go to the first.
  ///   - remaining: How many items each shape has left.
  ///   - unpacked: What the items not packed yet need and how many they are, when the weights
  ///     are to follow them as the bin fills.
  ///   - context: Ends the filling early.
  /// - Returns: The items, in the order in which their shapes were first chosen.
  mutating func fill(
    _ type: Int, active: [Int32], remaining: [Int32], unpacked: (sums: [Double], count: Int)?,
    _ context: SolveContext
  ) -> [ShapeCount] {
    var unpacked = unpacked
    var free = emptyFree[type]
    var racks = layout.devices.map {
      DeviceRack(capacity: free[$0.resource], unit: $0.unit)
    }
    var candidates = active.filter { problem.isCompatible(Int($0), with: type) }
    var contents: [ShapeCount] = []
    var places: [Int32: Int] = [:]
    while !candidates.isEmpty, context.stopRequest == nil {
      guard let best = takeBest(&candidates, free: free) else { break }
      let shape = Int(best)
      take(shape, from: &free, &racks)
      if unpacked != nil { follow(&unpacked, without: shape) }
      let place = places[best] ?? contents.count
      if place == contents.count {
        places[best] = place
        contents.append(ShapeCount(shape: shape, count: 1))
      } else {
        contents[place].rawCount += 1
      }
      let count = contents[place].rawCount
      if count == remaining[shape] || Int(count) == problem.perBinLimit(of: shape) {
        candidates.removeAll { $0 == best }
      }
      let conflicts = problem.conflicts(of: shape)
      if count == 1, !conflicts.isEmpty {
        let set = Set(conflicts)
        candidates.removeAll { set.contains($0) }
      }
    }
    return contents
  }

  /// Drops the candidates that do not fit any more and returns the one that ranks highest.
  private func takeBest(_ candidates: inout [Int32], free: [Int64]) -> Int32? {
    let columns = layout.columns
    let resources = layout.resources
    var best: Int32?
    var bestScore = -Double.infinity
    var kept = 0
    let scaled = (0..<resources).map { Double(free[$0]) * factors[$0] }
    layout.demands.withUnsafeBufferPointer { demands in
      free.withUnsafeBufferPointer { free in
        for position in candidates.indices {
          let shape = candidates[position]
          let row = Int(shape) * columns
          var fits = true
          for column in 0..<columns where demands[row + column] > free[column] {
            fits = false
            break
          }
          guard fits else { continue }
          candidates[kept] = shape
          kept += 1
          var value = 0.0
          switch score {
          case .dotProduct:
            for resource in 0..<resources {
              value += Double(demands[row + resource]) * scaled[resource]
            }
          case .l2:
            for resource in 0..<resources {
              let left = Double(free[resource] - demands[row + resource])
              value -= left * left * factors[resource]
            }
          }
          if value > bestScore {
            best = shape
            bestScore = value
          }
        }
      }
    }
    candidates.removeSubrange(kept...)
    return best
  }

  /// Weighs the resources by the average demand of the items left once one more is packed.
  private mutating func follow(
    _ unpacked: inout (sums: [Double], count: Int)?, without shape: Int
  ) {
    guard var rest = unpacked else { return }
    rest.count -= 1
    for resource in 0..<layout.resources {
      rest.sums[resource] -=
        Double(problem.demand(of: shape, in: resource)) * layout.scales[resource]
    }
    weigh(by: rest.sums.map { $0 / Double(max(1, rest.count)) })
    unpacked = rest
  }

  private func take(_ shape: Int, from free: inout [Int64], _ racks: inout [DeviceRack]) {
    for resource in 0..<layout.resources {
      free[resource] -= layout.demands[shape * layout.columns + resource]
    }
    for (index, device) in layout.devices.enumerated() {
      let need = layout.demands[shape * layout.columns + device.resource]
      guard need > 0 else { continue }
      racks[index].take(need)
      free[layout.resources + 2 * index] = racks[index].untouched
      free[layout.resources + 2 * index + 1] = racks[index].largestShare
    }
  }
}
