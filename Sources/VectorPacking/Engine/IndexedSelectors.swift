// SPDX-License-Identifier: Apache-2.0

/// First fit: the open bin with the lowest number that has room.
struct FirstFitSelector: BinSelector {
  private var index: OrderedBinIndex
  /// For each shape, the number of the first bin it has not been refused by.
  ///
  /// Bins never gain room, so a bin that once refused a shape need not be asked again.
  private var starts: [Int32]
  private let constrained: Bool

  init(_ bins: OpenBins) {
    index = OrderedBinIndex(layout: bins.layout)
    starts = Array(repeating: 0, count: bins.problem.shapeCount)
    constrained = bins.isConstrained
  }

  mutating func select(_ shape: Int, in bins: OpenBins) -> Int? {
    let start = starts[shape]
    let group =
      constrained
      ? bins.layout.withDemand(of: shape) { demand in
        index.first(from: 0, start, covering: demand) { bins.room(in: Int($0), for: shape) > 0 }
      }
      : bins.layout.withDemand(of: shape) { demand in
        index.first(from: 0, start, covering: demand)
      }
    starts[shape] = group.map { bins.positions[Int($0)] } ?? Int32(bins.binCount)
    return group.map { Int($0) }
  }

  mutating func didChange(_ group: Int, in bins: OpenBins) {
    bins.withFreeColumns(of: group) {
      index.set(group, key: 0, position: bins.positions[group], free: $0)
    }
  }
}

/// Best fit and worst fit: the fullest or the emptiest open bin that has room, by a measure of
/// what the bin has free; of equal ones that with the lowest number.
struct MeasuredFitSelector: BinSelector {
  private var index: OrderedBinIndex
  private let measure: ScaledMeasure
  private let emptiestFirst: Bool
  private let constrained: Bool
  private var keys: [Double] = []

  init(_ bins: OpenBins, measure: SizeMeasure, emptiestFirst: Bool) {
    index = OrderedBinIndex(layout: bins.layout, startsHigh: emptiestFirst)
    self.measure = ScaledMeasure(measure, problem: bins.problem, layout: bins.layout)
    self.emptiestFirst = emptiestFirst
    constrained = bins.isConstrained
  }

  mutating func select(_ shape: Int, in bins: OpenBins) -> Int? {
    let group =
      constrained
      ? bins.layout.withDemand(of: shape) { demand in
        index.first(from: lowestKey(of: demand), 0, covering: demand) {
          bins.room(in: Int($0), for: shape) > 0
        }
      }
      : bins.layout.withDemand(of: shape) { demand in
        index.first(from: lowestKey(of: demand), 0, covering: demand)
      }
    return group.map { Int($0) }
  }

  /// What has room for a demand measures at least as much as the demand.
  private func lowestKey(of demand: UnsafePointer<Int64>) -> Double {
    emptiestFirst ? -Double.infinity : measure.size(demand)
  }

  func batch(of shape: Int, left: Int, room: Int, group: Int, in bins: OpenBins) -> (
    copies: Int, bins: Int
  ) {
    let count = Int(bins.counts[group])
    if emptiestFirst {
      // Where an item makes its bin fuller than the group's others, they take one each in turn;
      // else the same bin is the emptiest again.
      return (1, keyFalls(with: shape, in: group, of: bins) ? min(count, left) : 1)
    }
    let full = min(count, left / room)
    return full > 0 ? (room, full) : (left, 1)
  }

  mutating func didChange(_ group: Int, in bins: OpenBins) {
    bins.withFreeColumns(of: group) { free in
      let key = key(of: free)
      if group < keys.count { keys[group] = key } else { keys.append(key) }
      index.set(group, key: key, position: bins.positions[group], free: free)
    }
  }

  private func key(of free: UnsafePointer<Int64>) -> Double {
    let size = measure.size(free)
    return emptiestFirst ? -size : size
  }

  /// Whether one more item of a shape makes a group's bins measurably fuller.
  private func keyFalls(with shape: Int, in group: Int, of bins: OpenBins) -> Bool {
    let columns = bins.layout.columns
    let after = (0..<columns).map {
      bins.free[group * columns + $0] - bins.layout.demands[shape * columns + $0]
    }
    return after.withUnsafeBufferPointer { left in
      left.baseAddress.map { measure.size($0) < -keys[group] } ?? false
    }
  }
}
