// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Evaluation
import Reporting
import VectorPacking

/// `schedbench place`.
struct Place: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show where each item of an input goes under one strategy, and why not.",
    discussion: "The exit code is 1 if something could not be placed.")

  @Argument(
    help: "A file, the files or folders of one cluster, or - for standard input.",
    completion: .file())
  var inputs: [String]

  @Option(help: ArgumentHelp("The strategy by name.", valueName: "name"))
  var strategy = "best-fit-decreasing"

  @OptionGroup(title: "Nodes") var nodes: NodeArguments
  @OptionGroup(title: "Clusters") var clusters: ClusterArguments
  @OptionGroup(title: "Runs") var running: RunArguments
  @OptionGroup(title: "Output") var output: OutputArguments
  @OptionGroup(title: "Proof") var proof: CertificateArguments

  func validate() throws {
    if running.comparisonOptions.seeds.count > 1 {
      throw ValidationError("place takes one seed; compare takes several.")
    }
  }

  func run() async throws {
    let strategies = try StrategySelection(registry: .available).strategies(named: strategy)
    guard strategies.count == 1 else {
      throw CommandFailure.badUsage(
        "'\(strategy)' stands for \(strategies.count) strategies\nplace takes one; compare takes several."
      )
    }
    let sources = try RecognisedInputs(inputs)
    if inputs.count > 1, let other = sources.others.first {
      throw CommandFailure.badUsage(
        "place takes one input, or the files of one cluster, and '\(other.name)' holds no objects\n"
          + "compare takes several inputs.")
    }
    let destinations = try output.destinations()
    let certificate = try proof.destination()
    let loaded = try InputLoader(try nodes.inputOptions(), clusters).load(sources)
    guard loaded.count == 1 else {
      throw CommandFailure.badInput([
        "\(inputs.joined(separator: ", ")): \(loaded.count) instances\nplace takes one; compare takes several."
      ])
    }
    let interruption = Interruption()
    let result = await running.compare(
      loaded, with: strategies, for: destinations, cancellation: interruption.cancellation)
    guard let found = result.results.first, let run = found.comparison.runs.first else { return }
    var report = PlacementReport(
      version: Version.current, command: CommandLineText.reproducing(CommandLine.arguments),
      input: loaded[0].comparison, run: run, result: found)
    report.addCluster(of: loaded[0])
    let writer = ReportWriter(writesTraces: running.trace)
    for destination in destinations {
      try destination.write { writer.render(report, as: $0, style: $1) }
    }
    if let certificate {
      try CertificateArguments.write(found, of: loaded[0].instance, to: certificate)
    }
    try Verdict.check(
      defects: result.defects, isInterrupted: interruption.hasHappened,
      isYes: run.unplaced == 0)
  }
}
