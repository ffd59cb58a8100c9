// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Reporting
import Scheduling

/// `schedbench explain pod`.
struct ExplainPod: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pod",
    abstract: "Say what filters, scores and preemption find about one pod.",
    discussion: """
      A pod that is on a node is asked about as if it were taken off and came again. \
      The exit code is 1 if no node takes the pod.
      """)

  @Argument(
    help: ArgumentHelp(
      "The pod as NAMESPACE/NAME or NAME, or its workload as in deploy/NAME.", valueName: "pod"))
  var pod: String

  @OptionGroup var source: ClusterInputArguments
  @OptionGroup(title: "Clusters") var clusters: ClusterArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    let destinations = try output.clusterDestinations()
    let cluster = try source.load(clusters)
    let index = try PodReference(pod).pod(in: cluster)
    let report = PodReport(
      cluster.snapshot.explanation(of: index), of: cluster.snapshot, origin: cluster.origin)
    for destination in destinations {
      try destination.write { ReportWriter().render(report, as: $0, style: $1) }
    }
    if !report.fits { throw CommandFailure.answerIsNo }
  }
}
