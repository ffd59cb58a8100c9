// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ClusterModel
import Datasets
import VectorPacking

/// `schedbench dataset describe`.
struct DatasetDescribe: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Say what inputs hold: items, shapes, node types, and the demand for each resource.")

  @Argument(help: "Files, folders, or - for standard input.", completion: .file())
  var inputs: [String]

  @OptionGroup(title: "Nodes") var nodes: NodeArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    let destination = try output.destination()
    let instances = try InputLoader(try nodes.inputOptions()).load(inputs)
    let listing = Listing(
      schema: "schedbench.dataset-description/v1", name: "resources",
      fields: [
        "input", "format", "items", "shapes", "nodeTypes", "resource", "unit", "total", "smallest",
        "largest", "largestCapacity",
      ],
      rows: instances.flatMap { DatasetDescribe.rows(of: $0) })
    let text = try listing.rendered(as: output.format)
    try output.write(to: destination) { _, _ in text }
    for instance in instances {
      for assumption in instance.assumptions { Console.complain("\(instance.name): \(assumption)") }
    }
  }

  /// One row per resource of an instance.
  private static func rows(of instance: Instance) -> [[Listing.Value]] {
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
