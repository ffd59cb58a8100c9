// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Datasets

/// `schedbench dataset list`.
struct DatasetList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List what can be generated and what can be fetched.")

  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    let destinations = try output.destinations()
    let recipes =
      Recipe.all.map { ["recipe", $0.name, $0.summary] }
      + ClusterRecipe.all.map { ["recipe", $0.name, $0.summary] }
    let catalogue = CatalogueEntry.all.map { entry in
      [entry.files.isEmpty ? "page" : "download", entry.name, entry.summary]
    }
    let listing = Listing(
      schema: "schedbench.datasets/v1", name: "datasets", fields: ["kind", "name", "summary"],
      rows: (recipes + catalogue).map { $0.map { .text($0) } })
    for destination in destinations {
      try destination.write { format, _ in try listing.rendered(as: format) }
    }
  }
}
