// SPDX-License-Identifier: Apache-2.0

extension Recipe {
  /// The nine classes of Panigrahy and others, as Mommessin and others draw them.
  ///
  /// Class 9 makes one item more than asked for, as the published files have.
  static let panigrahy = Recipe(
    "panigrahy", "vector packing in d dimensions, classes 1 to 9",
    reference: "Panigrahy, Talwar, Uyeda, Wieder: Heuristics for vector bin packing, Microsoft "
      + "Research, 2011; " + mommessin,
    parameters: [
      RecipeParameter("class", "class", 1...9, standard: 1), .items(120), .dimensions(3),
    ]
  ) { draw throws(RecipeError) in
    let number = draw["class"]
    let d = Int(draw["d"])
    let capacity: Int64 =
      switch number {
      case 1...5: 1_000
      case 6...8: 150
      default: 100
      }
    var items: [[Int64]] = []
    for _ in 0..<(number == 9 ? draw["n"] + 1 : draw["n"]) {
      switch number {
      case 7: items.append(correlated(d, &draw) { $0 - 10...$0 + 10 })
      case 8: items.append(correlated(d, &draw) { 110 - $0...130 - $0 })
      case 9: items.append(balls(d, &draw))
      default:
        let range = independentRange(class: number)
        items.append((0..<d).map { _ in draw.uniform(range) })
      }
    }
    return try .identicalBins(items, capacity: Array(repeating: capacity, count: d))
  }

  /// Dimensions in pairs, the second near what the first says; an odd last one is free.
  private static func correlated(
    _ d: Int, _ draw: inout RecipeDraw, second: (Int64) -> ClosedRange<Int64>
  ) -> [Int64] {
    var item: [Int64] = []
    while item.count < d {
      let first = draw.uniform(20...99)
      item.append(first)
      if item.count < d { item.append(draw.uniform(second(first))) }
    }
    return item
  }

  /// Twice as many balls as dimensions are thrown into them, each worth the same size, plus a
  /// little in each; drawn again when a size exceeds the capacity.
  private static func balls(_ d: Int, _ draw: inout RecipeDraw) -> [Int64] {
    while true {
      var item = Array(repeating: Int64(0), count: d)
      for _ in 0..<2 * d { item[draw.below(d)] += 1 }
      let size = draw.uniform(10...40)
      for position in item.indices { item[position] = item[position] * size + draw.uniform(0...1) }
      if item.allSatisfy({ $0 <= 100 }) { return item }
    }
  }
}
