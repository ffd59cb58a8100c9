// SPDX-License-Identifier: Apache-2.0

extension Recipe {
  /// Falkenauer's uniform class.
  static let falkenauerUniform = Recipe(
    "falkenauer-u", "one-dimensional, sizes 20 to 100 into 150",
    reference: "Falkenauer: A hybrid grouping genetic algorithm for bin packing, Journal of "
      + "Heuristics 2, 1996",
    parameters: [.items(120)]
  ) { draw throws(RecipeError) in
    try uniformSizes(20...100, capacity: 150, &draw)
  }

  /// The random instances of BPPLIB.
  static let uniform = Recipe(
    "bpplib-random", "one-dimensional, sizes uniform between two shares of the capacity",
    reference: "Delorme, Iori, Martello: BPPLIB, a library for bin packing and cutting stock "
      + "problems, Optimization Letters 12, 2018",
    parameters: [
      .items(100),
      RecipeParameter("capacity", "capacity", 10...1_000_000, standard: 100),
      RecipeParameter("low", "smallest size in percent of the capacity", 1...100, standard: 10),
      RecipeParameter("high", "largest size in percent of the capacity", 1...100, standard: 80),
    ]
  ) { draw throws(RecipeError) in
    let capacity = draw["capacity"]
    let low = (draw["low"] * capacity + 99) / 100
    let high = draw["high"] * capacity / 100
    guard low <= high else {
      throw .invalid(
        recipe: "bpplib-random",
        message: "low is \(draw["low"]) and high \(draw["high"]), expected a size between them")
    }
    return try uniformSizes(low...high, capacity: capacity, &draw)
  }

  /// The three sets of Scholl, Klein and Jürgens.
  static let scholl = Recipe(
    "scholl", "one-dimensional, the three sets of the BISON experiments",
    reference: "Scholl, Klein, Jürgens: BISON: a fast hybrid procedure for exactly solving the "
      + "one-dimensional bin packing problem, Computers & Operations Research 24, 1997",
    parameters: [
      RecipeParameter("set", "set", 1...3, standard: 1),
      .items(100),
      RecipeParameter("capacity", "set 1: capacity", oneOf: [100, 120, 150], standard: 100),
      RecipeParameter(
        "least", "set 1: smallest size, the largest is 100", oneOf: [1, 20, 30], standard: 1),
      RecipeParameter(
        "per-bin", "set 2: items that fill a bin on average", oneOf: [3, 5, 7, 9], standard: 3),
      RecipeParameter(
        "spread", "set 2: deviation from the average in percent", oneOf: [20, 50, 90], standard: 20),
    ]
  ) { draw throws(RecipeError) in
    switch draw["set"] {
    case 1:
      return try uniformSizes(draw["least"]...100, capacity: draw["capacity"], &draw)
    case 2:
      let mean = 1_000 / draw["per-bin"]
      let low = (mean * (100 - draw["spread"]) + 99) / 100
      let high = mean * (100 + draw["spread"]) / 100
      return try uniformSizes(low...high, capacity: 1_000, &draw)
    default:
      return try uniformSizes(20_000...35_000, capacity: 100_000, &draw)
    }
  }

  /// The instances of Schwerin and Wäscher that are hard for first-fit decreasing.
  static let schwerin = Recipe(
    "schwerin", "one-dimensional, sizes 150 to 200 into 1000",
    reference: "Schwerin, Wäscher: The bin-packing problem: a problem generator and some "
      + "numerical experiments with FFD packing and MTP, International Transactions in "
      + "Operational Research 4, 1997",
    parameters: [.items(100)]
  ) { draw throws(RecipeError) in
    try uniformSizes(150...200, capacity: 1_000, &draw)
  }

  private static func uniformSizes(
    _ range: ClosedRange<Int64>, capacity: Int64, _ draw: inout RecipeDraw
  ) throws(RecipeError) -> RecipeResult {
    let items = (0..<draw["n"]).map { _ in [draw.uniform(range)] }
    return try .identicalBins(items, capacity: [capacity])
  }
}
