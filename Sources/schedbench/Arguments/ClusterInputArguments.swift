// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Datasets
import Reporting
import Scheduling

/// The files of the one cluster that a command asks about.
struct ClusterInputArguments: ParsableArguments {
  @Argument(
    help: "The files or folders of one cluster, or - for standard input.", completion: .file())
  var inputs: [String]

  @Option(
    help: ArgumentHelp(
      "A node type, such as cpu=96,memory=384Gi,count=10; may be repeated.",
      valueName: "resource=amount,…"))
  var nodeType: [String] = []

  /// Reads the cluster.
  func load(_ clusters: ClusterArguments) throws(CommandFailure) -> LoadedCluster {
    try Self.load(inputs.map { InputSource($0) }, nodeTypes: nodeType, clusters)
  }

  /// Reads a cluster that has nodes.
  static func load(
    _ inputs: [InputSource], nodeTypes: [String], _ clusters: ClusterArguments
  ) throws(CommandFailure) -> LoadedCluster {
    let cluster = try ClusterLoader(arguments: clusters, nodeTypes: nodeTypes).load(inputs)
    guard cluster.snapshot.nodeCount > 0 else {
      throw .badInput([
        "\(cluster.input.name): there are no nodes to place pods on\n"
          + "Add a dump of the nodes, or node types such as --node-type cpu=4,memory=16Gi,count=3."
      ])
    }
    return cluster
  }
}

extension LoadedCluster {
  /// How a report about the cluster comes to be.
  var origin: ReportOrigin {
    ReportOrigin(
      version: Version.current, command: CommandLineText.reproducing(CommandLine.arguments),
      input: input.name, sha256: input.sha256, assumptions: assumptions)
  }
}

extension OutputArguments {
  /// Where a result goes that has neither CSV nor HTML.
  func clusterDestinations() throws(CommandFailure) -> [OutputDestination] {
    let destinations = try destinations()
    for destination in destinations
    where !ReportWriter.clusterFormats.contains(destination.format) {
      let names = ReportWriter.clusterFormats.map(\.rawValue).joined(separator: ", ")
      throw .badUsage(
        "this answer cannot be written as \(destination.format.rawValue)\nUse one of \(names).")
    }
    return destinations
  }
}
