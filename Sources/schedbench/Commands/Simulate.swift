// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ClusterModel
import Orchestration
import Reporting
import Scheduling
import VectorPacking

/// `schedbench simulate`.
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Let a cluster live through a scenario in virtual time, under one or more schedulers.",
    discussion: """
      All scenarios are read first: if one is broken, nothing is simulated. Files that a scenario \
      names are looked for beside it. The same scenario, scheduler and seed give the same result, \
      byte by byte, but for how long it took. The exit code is 1 if an expectation is missed.
      """)

  @Argument(help: "Files with a scenario each, or - for standard input.", completion: .file())
  var scenarios: [String]

  @OptionGroup(title: "Simulation") var simulation: SimulationArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    let registry = StrategyRegistry.available
    let schedulers = try simulation.schedulers(in: registry)
    let destinations = try output.destinations()
    let loaded = try ScenarioLoader(registry: registry).load(scenarios)
    var options = Simulation.Options()
    options.strategies = registry
    options.schedulerConfiguration = try simulation.configuration()
    let log = try simulation.log.map { (name) throws(CommandFailure) in
      try SimulationLogFile(name)
    }
    let interruption = Interruption()
    let formats = Set(destinations.map(\.format))
    var runner = SimulationRunner(
      options: options, horizon: simulation.horizon?.microseconds, log: log,
      recordsEvents: !formats.isDisjoint(with: [.json, .yaml, .html]),
      keepsFrames: formats.contains(.html), showsTimings: !simulation.noTimings,
      speed: simulation.speed, isStopped: { interruption.hasHappened })
    let jobs = loaded.map { scenario in
      (
        scenario: scenario,
        schedulers: schedulers.isEmpty ? [scenario.scenario.settings.scheduler] : schedulers,
        seeds: simulation.seeds.isEmpty ? [scenario.scenario.seed] : simulation.seeds
      )
    }
    let count = jobs.reduce(0) { $0 + $1.schedulers.count * $1.seeds.count }
    if let name = simulation.store {
      guard count == 1 else {
        throw CommandFailure.badUsage(
          "--store takes the objects of one run, not of \(count)\n"
            + "Name one scenario, one scheduler and one seed.")
      }
      runner.store = try SimulationStoreFile(name)
    }
    runner.display = simulation.progressDisplay(of: count)
    let report = SimulationReport(
      version: Version.current, command: CommandLineText.reproducing(CommandLine.arguments),
      scenarios: try jobs.map { (job) throws(CommandFailure) in
        try runner.run(job.scenario, schedulers: job.schedulers, seeds: job.seeds)
      })
    runner.display?.close()
    log?.flush()
    for destination in destinations {
      try destination.write { ReportWriter().render(report, as: $0, style: $1) }
    }
    if let failure = log?.failure { throw failure }
    try Verdict.check(
      defects: [], isInterrupted: interruption.hasHappened, isYes: report.isAsExpected)
  }
}
