// SPDX-License-Identifier: Apache-2.0

extension Recipe {
  /// The six classes that Mommessin, Erlebach and Shakhlevich added.
  ///
  /// Normal sizes are drawn again until they lie within the bin, then rounded.
  static let newClasses = Recipe(
    "mommessin-new",
    "vector packing in d dimensions with normal and two-peaked sizes, classes 1 to 6",
    reference: mommessin,
    parameters: [
      RecipeParameter("class", "class", 1...6, standard: 1), .items(120), .dimensions(3),
    ]
  ) { draw throws(RecipeError) in
    let n = Int(draw["n"])
    let d = Int(draw["d"])
    var items: [[Int64]]
    if draw["class"] == 1 {
      items = largeInOwnDimension(n, d, &draw)
    } else {
      items = Array(repeating: [Int64](), count: n)
      for _ in 0..<d {
        let sizes = column(class: draw["class"], n, &draw)
        for item in 0..<n { items[item].append(sizes[item]) }
      }
    }
    return try .identicalBins(items, capacity: Array(repeating: 100, count: d))
  }

  /// Each dimension has its share of the items that are large in it and small elsewhere.
  private static func largeInOwnDimension(
    _ n: Int, _ d: Int, _ draw: inout RecipeDraw
  ) -> [[Int64]] {
    (0..<n).map { item in
      let own = item * d / n
      return (0..<d).map { draw.uniform($0 == own ? 50...100 : 0...25) }
    }
  }

  /// The sizes of all items in one dimension.
  private static func column(class number: Int64, _ n: Int, _ draw: inout RecipeDraw) -> [Int64] {
    let small: (mean: Double, deviation: Double) =
      switch number {
      case 2, 5: (20, 10)
      case 6: (15, 10)
      default: (30, 15)
      }
    let large: (mean: Double, deviation: Double)? =
      switch number {
      case 4: (70, 15)
      case 5: (80, 10)
      case 6: (70, 10)
      default: nil
      }
    var isLarge = Array(repeating: false, count: n)
    if large != nil {
      let wanted = draw.normal(mean: 0.1 * Double(n), deviation: (Double(n) / 4).squareRoot())
      let count = Int(min(max(wanted.rounded(), 0), Double(n)))
      isLarge.replaceSubrange(0..<count, with: repeatElement(true, count: count))
      draw.shuffle(&isLarge)
    }
    return isLarge.map {
      let peak = $0 ? large ?? small : small
      return draw.normal(mean: peak.mean, deviation: peak.deviation, in: 0...100)
    }
  }
}
