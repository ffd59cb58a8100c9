// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Datasets
import Foundation

/// Where an instance or a cluster is written, and in which format.
struct InstanceOutputArguments: ParsableArguments {
  /// The formats that instances are written in: `vbp`, `bpp` and `csv`; clusters as `yaml` or `json`.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case vbp
    case bpp
    case csv
    case yaml
    case json
  }

  @Option(
    name: .customLong("to"),
    help: "The format; by default what the ending of --output says, else what suits the instance.")
  var format: Format?

  @Option(
    help: ArgumentHelp(
      "Write the instance into a file instead of standard output.",
      valueName: "file"), completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("Write the nodes of a csv instance into this file.", valueName: "file"),
    completion: .file())
  var nodesOutput: String?

  /// Writes an instance, and its nodes where the format keeps them apart.
  func write(_ instance: Instance) throws(CommandFailure) {
    let file: OutputFile? = if let output { try OutputFile(output) } else { nil }
    let nodesFile: OutputFile? = if let nodesOutput { try OutputFile(nodesOutput) } else { nil }
    let format = chosenFormat(for: instance)
    if nodesFile != nil, format != .csv {
      throw .badUsage("--nodes-output goes with csv only\nA \(format.rawValue) file holds all.")
    }
    let (items, nodes) = try encode(instance, as: format)
    if let nodes, let nodesFile {
      try nodesFile.write(nodes)
    } else if nodes != nil {
      Console.complain("the nodes are left out; --nodes-output FILE writes them too")
    }
    if let file {
      try file.write(items)
    } else {
      try Console.write(items)
    }
  }

  /// Writes a cluster.
  func write(_ cluster: GeneratedCluster) throws(CommandFailure) {
    if nodesOutput != nil {
      throw .badUsage(
        "--nodes-output goes with csv only\nThe nodes of a cluster are among its objects.")
    }
    let chosen = format ?? ending ?? .yaml
    guard let format = GeneratedCluster.Format(rawValue: chosen.rawValue) else {
      throw .badUsage("a cluster cannot be written as \(chosen.rawValue)\nUse yaml or json.")
    }
    if let output {
      try OutputFile(output).write(cluster.text(as: format))
    } else {
      try Console.write(cluster.text(as: format))
    }
  }

  /// The format that the ending of the file names.
  private var ending: Format? {
    output.flatMap { output in
      let ending = URL(fileURLWithPath: output).pathExtension.lowercased()
      return ending == "yml" ? .yaml : Format(rawValue: ending)
    }
  }

  private func chosenFormat(for instance: Instance) -> Format {
    if let format { return format }
    if let ending { return ending }
    return instance.format == "vbp" ? .vbp : .csv
  }

  private func encode(
    _ instance: Instance, as format: Format
  ) throws(CommandFailure) -> (items: [UInt8], nodes: [UInt8]?) {
    do throws(WritingError) {
      switch format {
      case .vbp: return (try InstanceWriter.vectorPacking(instance), nil)
      case .bpp: return (try InstanceWriter.sizes(instance), nil)
      case .csv: return (try InstanceWriter.pods(instance), try InstanceWriter.nodes(instance))
      case .yaml, .json: break
      }
    } catch {
      throw .badInput(["\(instance.name): cannot be written as \(error)"])
    }
    throw .badUsage(
      "a packing instance cannot be written as \(format.rawValue)\nUse vbp, bpp or csv.")
  }
}
