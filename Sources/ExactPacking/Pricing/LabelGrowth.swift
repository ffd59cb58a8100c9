// SPDX-License-Identifier: Apache-2.0

/// The item of one layer of a `LabelSearch`.
struct LayerItem {
  let profit: Int64
  /// How many resources there are.
  let width: Int
  /// What one copy needs of each.
  let demand: [Int64]
  /// The buckets that one copy takes of each table.
  let sizes: [Int32]

  init(_ order: SearchOrder, _ place: Int, sizes: [Int32], tables: Int) {
    width = order.count > 0 ? order.demand.count / order.count : 0
    profit = order.profit[place]
    demand = Array(order.demand[place * width..<(place + 1) * width])
    self.sizes = Array(sizes[place * tables..<(place + 1) * tables])
  }

  /// Whether copies fit into what is left.
  @inline(__always)
  func fits(_ copies: Int32, _ left: UnsafePointer<Int64>) -> Bool {
    var resource = 0
    while resource < width {
      if demand[resource] * Int64(copies) > left[resource] { return false }
      resource += 1
    }
    return true
  }

  /// How many copies fit into what is left, up to a limit.
  @inline(__always)
  func most(_ limit: Int32, _ left: UnsafePointer<Int64>) -> Int32 {
    var copies = limit
    for resource in 0..<width where demand[resource] > 0 {
      copies = min(copies, Int32(clamping: left[resource] / demand[resource]))
    }
    return copies
  }
}

/// What the items of one suffix of the order can bring at most.
struct SuffixBounds {
  private let layers: [UnsafePointer<Int64>]
  /// Row-major over resources.
  private let weights: [Int64]
  private let constants: [Int64]

  init(
    _ suffix: Int, tables: some Sequence<LayeredTable>, linear: [LinearCompletion], resources: Int
  ) {
    layers = tables.map { $0.layer(suffix) }
    weights = linear.flatMap { $0.weights[suffix * resources..<(suffix + 1) * resources] }
    constants = linear.map { $0.constants[suffix] }
  }

  /// What can be gained at most beside what a label leaves once it has taken copies of an item.
  @inline(__always)
  func gain(
    _ left: UnsafePointer<Int64>, _ buckets: UnsafePointer<Int32>, _ item: LayerItem,
    _ copies: Int32
  ) -> Int64 {
    var gain = Int64.max
    var index = 0
    while index < constants.count {
      var worth: Int64 = 0
      var resource = 0
      while resource < item.width {
        worth +=
          weights[index * item.width + resource]
          * (left[resource] - item.demand[resource] * Int64(copies))
        resource += 1
      }
      gain = min(gain, worth >> LinearCompletion.digits + constants[index])
      index += 1
    }
    index = 0
    while index < layers.count {
      gain = min(gain, layers[index][Int(buckets[index] - copies * item.sizes[index])])
      index += 1
    }
    return gain
  }
}
