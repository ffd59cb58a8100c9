// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Evaluation
import Reporting
import VectorPacking

/// `schedbench report`.
struct Report: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the whole picture of one input as one HTML page.",
    discussion: """
      The page shows what is where, what finds no node, why and what would help, how full all is, \
      and beside it what other strategies find. Of a cluster it shows what kube-scheduler does, of \
      any other input the best packing, unless --strategy names another. The exit code is 1 if \
      something could not be placed.
      """)

  @Argument(
    help: "A file, the files or folders of one cluster, or - for standard input.",
    completion: .file())
  var inputs: [String]

  @Option(help: ArgumentHelp("The strategy whose placement is shown.", valueName: "name"))
  var strategy: String?

  @Option(
    help: ArgumentHelp(
      "The strategies to set beside it, or the groups greedy, exact, default and all.",
      valueName: "name,…"))
  var strategies = "default"

  @Option(
    help: ArgumentHelp(
      "Write the page into a file instead of standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup(title: "Nodes") var nodes: NodeArguments
  @OptionGroup(title: "Clusters") var clusters: ClusterArguments
  @OptionGroup(title: "Runs") var running: RunArguments

  func run() async throws {
    let destination = OutputDestination(format: .html, file: try output.map { try OutputFile($0) })
    let loaded = try InputLoader(try nodes.inputOptions(), clusters).load(inputs)
    guard loaded.count == 1, let input = loaded.first else {
      throw CommandFailure.badUsage(
        "report takes one input, or the files of one cluster, and there are \(loaded.count)\n"
          + "compare takes several inputs.")
    }
    let selection = StrategySelection(registry: .available, hasClusters: input.cluster != nil)
    let others = try selection.strategies(named: strategies)
    let interruption = Interruption()
    let comparison = await running.compare(
      [input], with: others, for: [destination], cancellation: interruption.cancellation)
    var shown = comparison
    if let name = strategy ?? (input.cluster == nil ? nil : "kube-scheduler") {
      let chosen = try selection.strategies(named: name)
      guard chosen.count == 1 else {
        throw CommandFailure.badUsage(
          "'\(name)' stands for \(chosen.count) strategies\n--strategy takes one.")
      }
      shown = await running.compare(
        [input], with: chosen, for: [destination], cancellation: interruption.cancellation)
    }
    guard let found = shown.results.first, let all = comparison.results.first,
      let run = found.bestRun
    else { return }
    var report = PlacementReport(
      version: Version.current, command: CommandLineText.reproducing(CommandLine.arguments),
      input: input.comparison, run: run, result: found)
    report.addCluster(of: input)
    report.addRemedies(of: input)
    try destination.write { _, _ in ReportWriter().page(report, beside: all.comparison) }
    try Verdict.check(
      defects: comparison.defects + (strategy == nil && input.cluster == nil ? [] : shown.defects),
      isInterrupted: interruption.hasHappened, isYes: run.unplaced == 0)
  }
}

extension InputResult {
  /// The run with the best packing, or the first run where there is no packing.
  fileprivate var bestRun: StrategyRun? {
    let runs = comparison.runs
    return runs.filter { $0.strategy == comparison.best?.strategy && $0.verified }
      .min {
        ($0.unplaced, $0.cost ?? .max, $0.nodes ?? .max)
          < ($1.unplaced, $1.cost ?? .max, $1.nodes ?? .max)
      } ?? runs.first
  }
}
