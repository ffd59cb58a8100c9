// SPDX-License-Identifier: Apache-2.0

extension Recipe {
  /// The ten classes of two-dimensional instances of Spieksma and of Caprara and Toth.
  ///
  /// Class 8 draws as the original files show: the two sizes add up to 110 to 119, not to 130.
  static let capraraToth = Recipe(
    "caprara-toth", "two-dimensional vector packing, classes 1 to 10",
    reference: "Caprara, Toth: Lower bounds and algorithms for the 2-dimensional vector packing "
      + "problem, Discrete Applied Mathematics 111, 2001",
    parameters: [
      RecipeParameter("class", "class", 1...10, standard: 1),
      .items(100),
    ]
  ) { draw throws(RecipeError) in
    let (items, capacity) = try CapraraTothClass.draw(&draw)
    return try .identicalBins(items, capacity: capacity)
  }

  /// Several two-dimensional instances of one class side by side, ten of them in twenty
  /// dimensions in the original.
  static let mergedCapraraToth = Recipe(
    "caprara-toth-merged", "instances of a Caprara-Toth class merged into many dimensions",
    reference: "Brandão, Pedroso: Bin packing and related problems: general arc-flow formulation "
      + "with graph compression, Computers & Operations Research 69, 2016",
    parameters: [
      RecipeParameter("class", "class", 1...10, standard: 1),
      .items(100),
      RecipeParameter("merged", "how many instances, two dimensions each", 1...50, standard: 10),
    ]
  ) { draw throws(RecipeError) in
    var items = Array(repeating: [Int64](), count: Int(draw["n"]))
    var capacity: [Int64] = []
    for _ in 0..<draw["merged"] {
      let part = try CapraraTothClass.draw(&draw)
      capacity += part.capacity
      for item in items.indices { items[item] += part.items[item] }
    }
    return try .identicalBins(items, capacity: capacity)
  }
}

/// How one item of each Caprara-Toth class is drawn.
private enum CapraraTothClass {
  static func draw(
    _ draw: inout RecipeDraw
  ) throws(RecipeError) -> (items: [[Int64]], capacity: [Int64]) {
    let number = draw["class"]
    let n = draw["n"]
    if number == 10 {
      guard n.isMultiple(of: 3) else {
        throw .invalid(
          recipe: "caprara-toth", message: "n is \(n), expected a multiple of 3 in class 10")
      }
      return (triplets(n / 3, dimensions: 2, &draw), [100, 100])
    }
    var items: [[Int64]] = []
    for _ in 0..<n { items.append(pair(class: number, &draw)) }
    return (items, capacity(class: number, items))
  }

  private static func pair(class number: Int64, _ draw: inout RecipeDraw) -> [Int64] {
    switch number {
    case 7:
      let w = draw.uniform(20...100)
      return [w, draw.uniform(w - 10...w + 10)]
    case 8:
      let w = draw.uniform(20...100)
      return [w, draw.uniform(110 - w...119 - w)]
    default:
      let range = independentRange(class: number)
      return [draw.uniform(range), draw.uniform(range)]
    }
  }

  private static func capacity(class number: Int64, _ items: [[Int64]]) -> [Int64] {
    switch number {
    case 6, 7, 8: return [150, 150]
    case 9:
      // Both dimensions are almost completely full in the fewest bins of 1000.
      let sums = [0, 1].map { dimension in items.reduce(0) { $0 + $1[dimension] } }
      let bins = ((sums.max() ?? 0) + 999) / 1_000
      return sums.map { $0 / bins + 1 }
    default: return [1_000, 1_000]
    }
  }
}

/// The sizes of the classes whose dimensions are independent, shared by several benchmarks.
func independentRange(class number: Int64) -> ClosedRange<Int64> {
  switch number {
  case 2: 1...1_000
  case 3: 200...800
  case 4: 50...200
  case 5: 25...100
  case 6: 20...100
  default: 100...400
  }
}

/// Triplets that fill a bin of 100 exactly in every dimension, in random order.
///
/// Two sizes are uniform in 25 to 50, the third is what is left.
func triplets(_ count: Int64, dimensions: Int64, _ draw: inout RecipeDraw) -> [[Int64]] {
  tripletItems(count, dimensions: dimensions, &draw) { draw in
    let a = draw.uniform(25...50)
    let b = draw.uniform(25...50)
    return [a, b, 100 - a - b]
  }
}

/// Three items a bin, whose sizes are drawn dimension by dimension, in random order.
func tripletItems(
  _ count: Int64, dimensions: Int64, _ draw: inout RecipeDraw,
  sizes: (inout RecipeDraw) -> [Int64]
) -> [[Int64]] {
  var items: [[Int64]] = []
  for _ in 0..<count {
    var triplet = Array(repeating: [Int64](), count: 3)
    for _ in 0..<dimensions {
      let three = sizes(&draw)
      for position in 0..<3 { triplet[position].append(three[position]) }
    }
    items += triplet
  }
  draw.shuffle(&items)
  return items
}
