// SPDX-License-Identifier: Apache-2.0

/// How demands and free amounts are laid out as plain columns, so that "does it fit?" is one
/// comparison per column even where a resource comes in devices.
///
/// The first columns are the resources themselves. Each resource with devices adds two: how many
/// whole devices are untouched, and how much the emptiest shared device has left. An item that
/// takes whole devices asks only the first, an item that takes a share only the second.
struct ColumnLayout: Sendable {
  /// How many columns a row has.
  let columns: Int

  /// How many resources there are; they are the first columns.
  let resources: Int

  /// The resources with devices and their units, in order.
  let devices: [(resource: Int, unit: Int64)]

  /// Row-major demands: `demands[shape * columns + column]`.
  let demands: [Int64]

  /// For each column, one divided by the largest capacity of any bin type, or zero.
  ///
  /// Only the resources' own columns have a scale; the others are zero.
  let scales: [Double]

  init(_ problem: PackingProblem) {
    let resources = problem.resources.count
    let devices = problem.resources.enumerated().compactMap { index, resource in
      resource.deviceUnit.map { (resource: index, unit: $0) }
    }
    let columns = resources + 2 * devices.count
    self.resources = resources
    self.devices = devices
    self.columns = columns
    if devices.isEmpty {
      demands = problem.demands
    } else {
      var rows: [Int64] = []
      rows.reserveCapacity(problem.shapeCount * columns)
      for shape in problem.shapes {
        let demand = problem.demand(of: shape)
        rows.append(contentsOf: demand)
        for device in devices {
          let need = demand[demand.startIndex + device.resource]
          rows.append(need >= device.unit ? need / device.unit : 0)
          rows.append(need >= device.unit ? 0 : need)
        }
      }
      demands = rows
    }
    scales = (0..<columns).map { column in
      guard column < resources else { return 0 }
      let largest = problem.binTypes.reduce(0) { max($0, $1.capacity[column]) }
      return largest > 0 ? 1 / Double(largest) : 0
    }
  }

  /// Hands out what a shape demands, one value per column.
  @inline(__always)
  func withDemand<Result>(of shape: Int, _ body: (UnsafePointer<Int64>) -> Result) -> Result {
    demands.withUnsafeBufferPointer { all in
      precondition((shape + 1) * columns <= all.count, "there is no such shape")
      guard let base = all.baseAddress else { fatalError("there are no demands") }
      return body(base + shape * columns)
    }
  }

  /// What an empty bin of a type has free, one value per column.
  func freeColumns(of binType: BinType) -> [Int64] {
    var free = binType.free
    for device in devices {
      let amount = free[device.resource]
      free.append(amount / device.unit)
      free.append(amount >= device.unit ? device.unit : 0)
    }
    return free
  }
}
