// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Datasets
import Evaluation
import Reporting
import VectorPacking

/// `schedbench compare`.
struct Compare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find out which strategy packs inputs best, beside a proven bound.",
    discussion: """
      Every packing is verified before it counts. All inputs are read first: if one is broken, \
      nothing is packed. The exit code is 1 if no strategy places all items that fit on some node.
      """)

  @Argument(
    help: "Files, folders, or - for standard input; the format is recognised.",
    completion: .file())
  var inputs: [String]

  @Option(
    help: ArgumentHelp(
      "The strategies by name, or the groups greedy, exact, default and all.",
      valueName: "name,…"))
  var strategies = "default"

  @OptionGroup(title: "Nodes") var nodes: NodeArguments
  @OptionGroup(title: "Clusters") var clusters: ClusterArguments
  @OptionGroup(title: "Runs") var running: RunArguments
  @OptionGroup(title: "Output") var output: OutputArguments
  @OptionGroup(title: "Proof") var proof: CertificateArguments

  func run() async throws {
    let destinations = try output.destinations()
    let certificate = try proof.destination()
    let loaded = try InputLoader(try nodes.inputOptions(), clusters).load(inputs)
    if certificate != nil, loaded.count != 1 {
      throw CommandFailure.badUsage(
        "a certificate is about one input, and there are \(loaded.count)\nName one.")
    }
    let selection = StrategySelection(
      registry: .available, hasClusters: loaded.contains { $0.rules != nil })
    let strategies = try selection.strategies(named: strategies)
    let interruption = Interruption()
    let result = await running.compare(
      loaded, with: strategies, for: destinations, cancellation: interruption.cancellation)
    let report = result.report(
      version: Version.current, command: CommandLineText.reproducing(CommandLine.arguments))
    let writer = ReportWriter(writesTraces: running.trace)
    for destination in destinations {
      try destination.write { writer.render(report, as: $0, style: $1) }
    }
    if let certificate, let found = result.results.first {
      try CertificateArguments.write(found, of: loaded[0].instance, to: certificate)
    }
    try Verdict.check(
      defects: result.defects, isInterrupted: interruption.hasHappened,
      isYes: result.placesAllPlaceable)
  }
}

extension RunArguments {
  /// Runs strategies on instances and shows progress meanwhile.
  ///
  /// Pages draw traces, so what is going to be a page records them.
  func compare(
    _ inputs: [LoadedInput], with strategies: [any PackingStrategy],
    for destinations: [OutputDestination], cancellation: Cancellation
  ) async -> ComparisonResult {
    let display = progressDisplay()
    var options = comparisonOptions
    options.recordsTraces = trace || destinations.contains { $0.format == .html }
    let comparison = Comparison(
      strategies: strategies, options: options, bounds: .combinatorial,
      cancellation: cancellation, progress: { display?.show($0) })
    defer { display?.close() }
    return await comparison.run(inputs.map(\.comparison))
  }
}
