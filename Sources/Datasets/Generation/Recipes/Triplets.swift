// SPDX-License-Identifier: Apache-2.0

extension Recipe {
  /// Falkenauer's triplets: every bin of the optimum holds three items and is full.
  static let falkenauerTriplet = Recipe(
    "falkenauer-t", "one-dimensional triplets, optimum n/3, sizes in tenths of the original",
    reference: "Falkenauer: A hybrid grouping genetic algorithm for bin packing, Journal of "
      + "Heuristics 2, 1996",
    parameters: [.items(120, atLeast: 3)]
  ) { draw throws(RecipeError) in
    let bins = try wholeTriplets(draw["n"], recipe: "falkenauer-t")
    let items = tripletItems(bins, dimensions: 1, &draw) { draw in
      falkenauer(of: 1_000, first: 380...490, least: 250, &draw)
    }
    return try .identicalBins(items, capacity: [1_000])
  }

  /// Falkenauer's rule in every dimension of the same triplets.
  static let tripletFalkenauer = Recipe(
    "triplet-f", "triplets by Falkenauer's rule in d dimensions, optimum n/3",
    reference: mommessin,
    parameters: [.items(120, atLeast: 3), .dimensions(3)]
  ) { draw throws(RecipeError) in
    let bins = try wholeTriplets(draw["n"], recipe: "triplet-f")
    let items = tripletItems(bins, dimensions: draw["d"], &draw) { draw in
      falkenauer(of: 100, first: 38...49, least: 25, &draw)
    }
    return try .identicalBins(items, capacity: Array(repeating: 100, count: Int(draw["d"])))
  }

  /// The rule of Caprara and Toth's class 10 in every dimension of the same triplets.
  static let tripletCaprara = Recipe(
    "triplet-c", "triplets by Caprara and Toth's rule in d dimensions, optimum n/3",
    reference: mommessin,
    parameters: [.items(120, atLeast: 3), .dimensions(3)]
  ) { draw throws(RecipeError) in
    let bins = try wholeTriplets(draw["n"], recipe: "triplet-c")
    return try .identicalBins(
      triplets(bins, dimensions: draw["d"], &draw),
      capacity: Array(repeating: 100, count: Int(draw["d"])))
  }

  static let mommessin =
    "Mommessin, Erlebach, Shakhlevich: Classification and evaluation of the algorithms for vector "
    + "bin packing, Computers & Operations Research, 2024"

  private static func wholeTriplets(_ n: Int64, recipe: String) throws(RecipeError) -> Int64 {
    guard n.isMultiple(of: 3) else {
      throw .invalid(recipe: recipe, message: "n is \(n), expected a multiple of 3")
    }
    return n / 3
  }

  private static func falkenauer(
    of capacity: Int64, first: ClosedRange<Int64>, least: Int64, _ draw: inout RecipeDraw
  ) -> [Int64] {
    let a = draw.uniform(first)
    let b = draw.uniform(least...(capacity - a) / 2)
    return [a, b, capacity - a - b]
  }
}
