// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Datasets

/// `schedbench dataset generate`.
struct DatasetGenerate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Draw an instance or a cluster by a recipe: the same seed gives the same bytes.",
    discussion: """
      For example: schedbench dataset generate caprara-toth class=1 n=100 --seed 7
      schedbench dataset generate kubernetes-cluster nodes=50 --output cluster.yaml
      """)

  @Argument(help: "The name of the recipe.")
  var recipe: String

  @Argument(help: "Its parameters, such as n=100; those left out take their standard values.")
  var parameters: [RecipeArgument] = []

  @Option(help: "Where the random numbers start.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp("The pod list that openb-sample draws from.", valueName: "file"),
    completion: .file())
  var source: String?

  @OptionGroup(title: "Output") var output: InstanceOutputArguments

  func run() throws {
    var values: [String: Int64] = [:]
    for parameter in parameters {
      if values.updateValue(parameter.value, forKey: parameter.name) != nil {
        throw CommandFailure.badUsage("the parameter '\(parameter.name)' is given twice")
      }
    }
    if let found = ClusterRecipe.named(recipe) {
      if source != nil {
        throw CommandFailure.badUsage("--source goes with openb-sample only\nLeave it out.")
      }
      try output.write(try generate(found, values))
      return
    }
    guard let found = Recipe.named(recipe) else {
      let names = Recipe.all.map { $0.name } + ClusterRecipe.all.map { $0.name }
      let hint =
        Similarity.closest(to: recipe, among: names).map { "Did you mean '\($0)'? " } ?? ""
      throw CommandFailure.badUsage(
        "there is no recipe '\(recipe)'\n\(hint)'schedbench dataset list' lists what there is.")
    }
    let bytes: [UInt8]? = if let source { try InputSource(source).bytes() } else { nil }
    try output.write(try generate(found, values, source: bytes))
  }

  private func generate(
    _ recipe: ClusterRecipe, _ values: [String: Int64]
  ) throws(CommandFailure) -> GeneratedCluster {
    do throws(RecipeError) {
      return try recipe.generate(values, seed: seed)
    } catch {
      throw .badUsage(error.description)
    }
  }

  private func generate(
    _ recipe: Recipe, _ values: [String: Int64], source: [UInt8]?
  ) throws(CommandFailure) -> Instance {
    do throws(RecipeError) {
      return try recipe.generate(values, seed: seed, source: source)
    } catch {
      if case .source = error { throw .badInput([error.description]) }
      throw .badUsage(error.description)
    }
  }
}

/// A parameter of a recipe with its value, as in `n=100`.
struct RecipeArgument: ExpressibleByArgument {
  var name: String
  var value: Int64

  init?(argument: String) {
    let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, let value = Int64(parts[1]) else { return nil }
    name = String(parts[0])
    self.value = value
  }
}
