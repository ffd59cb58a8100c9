// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Reporting
import Scheduling

/// `schedbench explain pending`.
struct ExplainPending: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pending",
    abstract: "Say which pods stay pending once all had their turn, and why.",
    discussion: "The exit code is 1 if a pod is pending after all.")

  @OptionGroup var source: ClusterInputArguments
  @OptionGroup(title: "Clusters") var clusters: ClusterArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    let destinations = try output.clusterDestinations()
    let cluster = try source.load(clusters)
    let report = PendingReport(
      cluster.snapshot.pendingExplanation(), of: cluster.snapshot, origin: cluster.origin)
    for destination in destinations {
      try destination.write { ReportWriter().render(report, as: $0, style: $1) }
    }
    if report.left > 0 { throw CommandFailure.answerIsNo }
  }
}
