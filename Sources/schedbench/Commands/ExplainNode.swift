// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Datasets
import Reporting
import Scheduling

/// `schedbench explain node`.
struct ExplainNode: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "node",
    abstract: "Say what is on a node, whom it refuses, and whether it can go.")

  @Argument(help: ArgumentHelp("The node.", valueName: "node"))
  var node: String

  @OptionGroup var source: ClusterInputArguments
  @OptionGroup(title: "Clusters") var clusters: ClusterArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    let destinations = try output.clusterDestinations()
    let cluster = try source.load(clusters)
    let snapshot = cluster.snapshot
    guard let index = snapshot.node(named: node) else {
      let names = (0..<snapshot.nodeCount).map { snapshot.nodeName($0) }
      let similar =
        Similarity.closest(to: node, among: names).map { "Did you mean '\($0)'? " } ?? ""
      throw CommandFailure.badInput([
        "\(cluster.input.name): there is no node '\(node)'\n\(similar)"
          + "The input has \(names.count) nodes, the first is '\(names[0])'."
      ])
    }
    let report = NodeReport(
      snapshot.explanation(ofNode: index), of: snapshot, origin: cluster.origin)
    for destination in destinations {
      try destination.write { ReportWriter().render(report, as: $0, style: $1) }
    }
  }
}
