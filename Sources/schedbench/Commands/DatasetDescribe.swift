// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Datasets
import Foundation

/// `schedbench dataset describe`.
struct DatasetDescribe: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Say what an input holds, what a recipe can vary, or where a public data set is.")

  @Argument(
    help: ArgumentHelp(
      "The name of a recipe or a public data set, or else files, folders, or - for standard input."),
    completion: .file())
  var subjects: [String]

  @OptionGroup(title: "Nodes") var nodes: NodeArguments
  @OptionGroup(title: "Clusters") var clusters: ClusterArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    let destinations = try output.destinations()
    let listing = try listing()
    for destination in destinations {
      try destination.write { format, _ in try listing.rendered(as: format) }
    }
  }

  /// What one recipe, one public data set, or the inputs are.
  private func listing() throws(CommandFailure) -> Listing {
    if subjects.count == 1, !FileManager.default.fileExists(atPath: subjects[0]) {
      if let recipe = Recipe.named(subjects[0]) { return Listing(recipe) }
      if let recipe = ClusterRecipe.named(subjects[0]) { return Listing(recipe) }
      if let entry = CatalogueEntry.named(subjects[0]) { return Listing(entry) }
      if let failure = unknownName(subjects[0]) { throw failure }
    }
    let instances = try InputLoader(try nodes.inputOptions(), clusters).load(subjects)
      .map(\.instance)
    for instance in instances {
      for assumption in instance.assumptions { Console.complain("\(instance.name): \(assumption)") }
    }
    return Listing(instances)
  }

  /// A name that nearly is one of ours.
  private func unknownName(_ name: String) -> CommandFailure? {
    let known =
      Recipe.all.map { $0.name } + ClusterRecipe.all.map { $0.name }
      + CatalogueEntry.all.map { $0.name }
    return Similarity.closest(to: name, among: known).map {
      .badUsage("there is neither a file nor a data set '\(name)'\nDid you mean '\($0)'?")
    }
  }
}
