// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Datasets

/// What to pack onto and by which resources, for inputs that do not say so themselves.
struct NodeArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A node type, such as cpu=96,memory=384Gi,cost=3,count=10; may be repeated.",
      valueName: "resource=amount,…"))
  var nodeType: [String] = []

  @Option(
    help: ArgumentHelp("A file with the list of nodes.", valueName: "file"), completion: .file())
  var nodes: String?

  @Flag(help: "Take the nodes of --nodes as types with no end of nodes, empty ones.")
  var unlimitedNodes = false

  @Option(
    help: ArgumentHelp(
      "Pack by these resources only, such as cpu,memory.", valueName: "name,…"))
  var resources: String?

  /// Reads the list of nodes and collects the options for readers.
  func inputOptions() throws(CommandFailure) -> InputOptions {
    if !nodeType.isEmpty, nodes != nil {
      throw .badUsage("--node-type and --nodes exclude each other\nGive one of them.")
    }
    if unlimitedNodes, nodes == nil {
      throw .badUsage("--unlimited-nodes goes with --nodes\nGive a list of nodes.")
    }
    var list: (name: String, bytes: [UInt8])?
    if let nodes { list = (name: nodes, bytes: try InputSource(nodes).bytes()) }
    let names = resources.map { $0.split(separator: ",").map(String.init) }
    if names?.isEmpty == true {
      throw .badUsage("--resources names no resource\nName at least one, such as cpu.")
    }
    return InputOptions(
      nodeTypes: nodeType, nodes: list, unlimitedNodes: unlimitedNodes,
      resources: names)
  }
}
