// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// The values and the random numbers that a recipe makes an instance of.
struct RecipeDraw {
  fileprivate let values: [String: Int64]
  private var generator: SeededGenerator
  private var spareNormal: Double?

  /// The pod list to draw from.
  let source: [UInt8]?

  init(values: [String: Int64], generator: SeededGenerator, source: [UInt8]?) {
    self.values = values
    self.generator = generator
    self.source = source
  }

  /// The value of a parameter of the recipe.
  subscript(parameter: String) -> Int64 {
    guard let value = values[parameter] else {
      preconditionFailure("the recipe declares no parameter '\(parameter)'")
    }
    return value
  }

  /// A uniform integer of a range.
  mutating func uniform(_ range: ClosedRange<Int64>) -> Int64 { generator.integer(in: range) }

  /// A uniform number from 0 up to but not including a bound.
  mutating func below(_ bound: Int) -> Int { generator.below(bound) }

  /// Puts an array into a random order.
  mutating func shuffle<Element>(_ array: inout [Element]) { generator.shuffle(&array) }

  /// A normal number, by Marsaglia's polar method.
  ///
  /// Only additions, multiplications, divisions and square roots are used, which are the same
  /// on every machine; the logarithm is our own for that reason.
  mutating func normal(mean: Double, deviation: Double) -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return mean + deviation * spare
    }
    while true {
      let x = 2 * generator.unit() - 1
      let y = 2 * generator.unit() - 1
      let square = x * x + y * y
      guard square < 1, square > 0 else { continue }
      let factor = (-2 * naturalLogarithm(square) / square).squareRoot()
      spareNormal = y * factor
      return mean + deviation * (x * factor)
    }
  }

  /// A normal number within bounds, drawn again until it is, as an integer.
  mutating func normal(mean: Double, deviation: Double, in bounds: ClosedRange<Double>) -> Int64 {
    while true {
      let value = normal(mean: mean, deviation: deviation)
      if bounds.contains(value) { return Int64(value.rounded()) }
    }
  }
}

/// The natural logarithm of a positive number by the series of the area hyperbolic tangent.
func naturalLogarithm(_ x: Double) -> Double {
  let ratio = (x.significand - 1) / (x.significand + 1)
  let square = ratio * ratio
  var sum = 0.0
  var power = ratio
  for odd in stride(from: 1.0, through: 41, by: 2) {
    sum += power / odd
    power *= square
  }
  return Double(x.exponent) * 0x1.62e42fefa39efp-1 + 2 * sum
}

/// What a recipe made.
struct RecipeResult {
  var problem: PackingProblem
  var units: [QuantityUnit]
  var itemNames: ItemNames = []
  var notes: [String] = []

  /// Items for one open-ended bin type.
  ///
  /// - Throws: An error when the numbers make no problem.
  static func identicalBins(
    _ items: [[Int64]], capacity: [Int64]
  ) throws(RecipeError) -> RecipeResult {
    var builder = PackingProblem.Builder(
      resources: VectorPackingFormat.dimensionNames(capacity.count))
    builder.add(BinType(capacity: capacity))
    for item in items { builder.add(demand: item) }
    return RecipeResult(
      problem: try build(builder), units: capacity.map { _ in .count })
  }

  /// Makes a problem, its refusal an error of the recipe.
  static func build(_ builder: PackingProblem.Builder) throws(RecipeError) -> PackingProblem {
    do throws(ProblemError) {
      return try builder.build()
    } catch {
      throw .invalid(recipe: "", message: error.description)
    }
  }
}
