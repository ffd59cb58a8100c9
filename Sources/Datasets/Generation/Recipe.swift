// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// A published way to make instances, with its parameters.
///
///     let instance = try Recipe.named("caprara-toth")?.generate(["class": 1, "n": 100], seed: 7)
///
/// The same parameters and seed give the same instance on every machine.
public struct Recipe: Sendable {
  /// The name, lower-case with hyphens.
  public let name: String

  /// What the instances are, in one line.
  public let summary: String

  /// Where the recipe was published.
  public let reference: String

  /// What can be chosen.
  public let parameters: [RecipeParameter]

  /// Whether pods are drawn from a pod list that has to be given.
  public let needsSource: Bool

  private let make: @Sendable (inout RecipeDraw) throws(RecipeError) -> RecipeResult

  /// Declares a recipe; what `make` asks the draw for was validated before.
  init(
    _ name: String, _ summary: String, reference: String, parameters: [RecipeParameter],
    needsSource: Bool = false,
    make: @escaping @Sendable (inout RecipeDraw) throws(RecipeError) -> RecipeResult
  ) {
    self.name = name
    self.summary = summary
    self.reference = reference
    self.parameters = parameters
    self.needsSource = needsSource
    self.make = make
  }

  /// The recipe of a name, or `nil`.
  public static func named(_ name: String) -> Recipe? {
    all.first { $0.name == name }
  }

  /// Draws an instance.
  ///
  /// - Parameters:
  ///   - arguments: Values for parameters; those left out take their defaults.
  ///   - seed: Where the random numbers start.
  ///   - source: The bytes of a pod list, for the recipes that draw from one.
  /// - Returns: The instance, named after the recipe, the arguments and the seed.
  /// - Throws: A `RecipeError` for a parameter that is unknown or out of range.
  public func generate(
    _ arguments: [String: Int64] = [:], seed: UInt64, source: [UInt8]? = nil
  ) throws(RecipeError) -> Instance {
    if needsSource, source == nil { throw .sourceMissing(recipe: name) }
    let values = try parameters.values(arguments, of: name)
    var draw = RecipeDraw(values: values, generator: SeededGenerator(seed: seed), source: source)
    let result: RecipeResult
    do throws(RecipeError) {
      result = try make(&draw)
    } catch {
      // What recipes share does not know whose error it is.
      if case .invalid(_, let message) = error { throw .invalid(recipe: name, message: message) }
      throw error
    }
    var instance = Instance(
      name: "", format: "csv", sha256: "", problem: result.problem, units: result.units,
      itemNames: result.itemNames, nodeNames: [], assumptions: result.notes)
    let chosen = parameters.map { "\($0.name)\(values[$0.name] ?? 0)" }
    instance.name = ([name] + chosen + ["seed\(seed)"]).joined(separator: "-")
    do throws(WritingError) {
      let bytes: [UInt8]
      if InstanceWriter.refusal(ofVectorPacking: instance) == nil {
        instance.format = "vbp"
        bytes = try InstanceWriter.vectorPacking(instance)
      } else {
        bytes = try InstanceWriter.pods(instance)
      }
      instance.sha256 = Checksum.sha256(of: bytes)
    } catch {
      throw .invalid(recipe: name, message: error.message)
    }
    return instance
  }
}

/// One thing that can be chosen about the instances of a recipe.
public struct RecipeParameter: Sendable, Hashable {
  /// Its name.
  public let name: String
  /// What it means, in one line.
  public let summary: String
  /// The values it may have.
  public let range: ClosedRange<Int64>
  /// The only values of the range that are allowed, or `nil` for all of them.
  public let choices: [Int64]?
  /// The value it has when none is given.
  public let standard: Int64

  init(
    _ name: String, _ summary: String, _ range: ClosedRange<Int64>, choices: [Int64]? = nil,
    standard: Int64
  ) {
    self.name = name
    self.summary = summary
    self.range = range
    self.choices = choices
    self.standard = standard
  }

  init(_ name: String, _ summary: String, oneOf choices: [Int64], standard: Int64) {
    let range = (choices.min() ?? 0)...(choices.max() ?? 0)
    self.init(name, summary, range, choices: choices, standard: standard)
  }

  /// The number of items.
  static func items(_ standard: Int64, atLeast least: Int64 = 1) -> RecipeParameter {
    RecipeParameter("n", "number of items", least...1_000_000, standard: standard)
  }

  /// The number of dimensions.
  static func dimensions(_ standard: Int64) -> RecipeParameter {
    RecipeParameter("d", "number of dimensions", 1...100, standard: standard)
  }

  /// Whether a value may be given.
  public func allows(_ value: Int64) -> Bool {
    range.contains(value) && choices?.contains(value) != false
  }

  /// The allowed values in words.
  public var allowed: String {
    if let choices { return "one of " + choices.map(String.init).joined(separator: ", ") }
    return "\(range.lowerBound) to \(range.upperBound)"
  }
}

extension [RecipeParameter] {
  /// A value for each parameter: the one that is given, else the standard one.
  ///
  /// - Throws: A `RecipeError` for a parameter that is unknown or out of range.
  func values(
    _ arguments: [String: Int64], of recipe: String
  ) throws(RecipeError) -> [String: Int64] {
    for (argument, _) in arguments.sorted(by: { $0.key < $1.key })
    where !contains(where: { $0.name == argument }) {
      throw .unknownParameter(recipe: recipe, name: argument, expected: map(\.name))
    }
    var values: [String: Int64] = [:]
    for parameter in self {
      let value = arguments[parameter.name] ?? parameter.standard
      if !parameter.allows(value) {
        throw .outOfRange(recipe: recipe, parameter: parameter, found: value)
      }
      values[parameter.name] = value
    }
    return values
  }
}
