// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Reporting
import Scheduling

/// `schedbench record`.
struct Record: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write every decision of kube-scheduler about the pending pods as a line of JSON.",
    discussion: "The exit code is 1 if a pod is pending after all.")

  @OptionGroup var source: ClusterInputArguments

  @Flag(name: .customLong("no-preemption"), help: "Evict no pods for others.")
  var avoidsPreemption = false

  @Option(
    help: ArgumentHelp(
      "Write the lines into a file instead of standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup(title: "Clusters") var clusters: ClusterArguments

  func run() throws {
    let destination = OutputDestination(format: .json, file: try output.map { try OutputFile($0) })
    var cluster = try source.load(clusters)
    let run = SchedulingRun(preempts: !avoidsPreemption, recordsScores: true)
    let result = run.place(in: &cluster.snapshot)
    let records = result.records(of: cluster.snapshot)
    if !records.isEmpty {
      try destination.write { _, _ in ReportWriter().lines(of: records) }
    }
    if !cluster.snapshot.pendingPods.isEmpty { throw CommandFailure.answerIsNo }
  }
}
