// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Datasets
import VectorPacking

extension Listing {
  /// The demand for each resource of each instance.
  init(_ instances: [Instance]) {
    self.init(
      schema: "schedbench.dataset-description/v1", name: "resources",
      fields: [
        "input", "format", "items", "shapes", "nodeTypes", "resource", "unit", "total", "smallest",
        "largest", "largestCapacity",
      ],
      rows: instances.flatMap { Listing.rows(of: $0) })
  }

  /// The parameters of a recipe.
  init(_ recipe: Recipe) {
    self.init(recipe.name, recipe.parameters, recipe.summary, reference: recipe.reference)
  }

  /// The parameters of a recipe for clusters.
  init(_ recipe: ClusterRecipe) {
    self.init(recipe.name, recipe.parameters, recipe.summary, reference: recipe.reference)
  }

  private init(
    _ name: String, _ parameters: [RecipeParameter], _ summary: String, reference: String
  ) {
    self.init(
      schema: "schedbench.recipe/v1", name: "parameters",
      fields: ["recipe", "parameter", "standard", "allowed", "summary"],
      rows: parameters.map {
        [
          .text(name), .text($0.name), .number($0.standard), .text($0.allowed),
          .text($0.summary),
        ]
      },
      notes: [summary, "Source: \(reference)"])
  }

  /// The files of a public data set.
  init(_ entry: CatalogueEntry) {
    self.init(
      schema: "schedbench.public-dataset/v1", name: "files",
      fields: ["dataset", "file", "bytes", "sha256", "url"],
      rows: entry.files.map { file in
        [
          .text(entry.name), .text(file.name),
          file.bytes.map { Value.number($0) } ?? .text("unknown"),
          .text(file.sha256 ?? "unknown"), .text(file.url),
        ]
      },
      notes: [
        entry.summary, "Licence: \(entry.licence)", "Source: \(entry.source)",
        "Format: \(entry.format)",
      ])
  }

  /// One row per resource of an instance.
  private static func rows(of instance: Instance) -> [[Value]] {
    let problem = instance.problem
    return problem.resources.indices.map { resource in
      let demands = problem.shapes.lazy.map { problem.demand(of: $0, in: resource) }
      let capacity = problem.binTypes.lazy.map { $0.capacity[resource] }.max() ?? 0
      return [
        .text(instance.name), .text(instance.format), .number(Int64(problem.itemCount)),
        .number(Int64(problem.shapeCount)), .number(Int64(problem.binTypes.count)),
        .text(problem.resources[resource].name), .text(instance.units[resource].rawValue),
        .number(problem.totalDemand(in: resource)), .number(demands.min() ?? 0),
        .number(demands.max() ?? 0), .number(capacity),
      ]
    }
  }
}
