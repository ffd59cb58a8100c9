// SPDX-License-Identifier: Apache-2.0

/// Ways to scale the resources against each other, by each of which a vector of amounts has a
/// scarcest resource.
///
/// What covers a demand has at least as much of the scarcest resource in every mix, exactly so in
/// floating point too, since rounding keeps the order.
struct ResourceMixes: Sendable {
  /// How many mixes there are.
  let count: Int
  private let resources: Int
  /// Row-major factors, one row per mix.
  private let factors: [Double]

  init(_ layout: ColumnLayout) {
    resources = layout.resources
    let scales = layout.scales.prefix(layout.resources)
    var rows: [[Double]] = []
    if resources == 2 {
      rows = [1, 2, 0.5, 1.4, 0.7, 2.8, 0.35, 5, 0.2, 16, 1 / 16].map { [1, $0] }
    } else if resources > 2 {
      // One even mix, and one in which each of the first few resources is plentiful.
      rows.append(Array(repeating: 1, count: resources))
      for plenty in 0..<min(resources, 4) {
        rows.append((0..<resources).map { $0 == plenty ? 8 : 1 })
      }
    }
    count = rows.count
    factors = rows.flatMap { row in zip(row, scales).map { $0 * $1 } }
  }

  /// How much there is of the scarcest resource.
  @inline(__always)
  func scarcest(_ amounts: UnsafePointer<Int64>, in mix: Int) -> Double {
    var least = Double.infinity
    let row = mix * resources
    for resource in 0..<resources {
      least = min(least, Double(amounts[resource]) * factors[row + resource])
    }
    return least
  }
}
