// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ClusterModel
import Orchestration
import Scheduling
import VectorPacking

/// How scenarios are simulated.
struct SimulationArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The schedulers to compare, on the same seeds; the first is what the others are compared "
        + "with. By default that of the scenario.", valueName: "name,…"))
  var scheduler: String?

  @Option(
    help: ArgumentHelp(
      "Where random numbers start, such as 7 or 1..10; may be repeated. By default as the "
        + "scenario says.", valueName: "seed"))
  var seed: [SeedList] = []

  @Option(
    help: ArgumentHelp(
      "How long to simulate, such as 30m or 7d, in place of what the scenario says.",
      valueName: "time"))
  var horizon: VirtualTime?

  @Option(
    help: ArgumentHelp(
      "How many seconds of the scenario pass in a real one, such as 1 for real time or 60; as "
        + "many as possible by default.", valueName: "factor"))
  var speed: Double?

  @Option(
    help: ArgumentHelp(
      "Write what happens into this file while it happens, a line of JSON each.",
      valueName: "file"), completion: .file())
  var log: String?

  @Option(
    help: ArgumentHelp(
      "Write the objects that there are at the end of the run into this new store, which "
        + "`schedbench store` reads; for a single run.",
      valueName: "file"), completion: .file())
  var store: String?

  @Option(
    help: ArgumentHelp(
      "A KubeSchedulerConfiguration whose profiles decide.", valueName: "file"),
    completion: .file())
  var schedulerConfig: String?

  @Flag(help: "Leave out how long things took, so that equal runs give equal bytes.")
  var noTimings = false

  @Flag(
    inversion: .prefixedNo,
    help: "Show progress on standard error; by default where that is a terminal.")
  var progress: Bool?

  @Flag(name: .shortAndLong, help: "Print nothing but the result and errors.")
  var quiet = false

  /// Refuses what is no speed.
  func validate() throws {
    if let speed, !(speed > 0 && speed.isFinite) {
      throw ValidationError("--speed is \(speed), and has to be above 0.")
    }
  }

  /// The seeds, each once; none where the scenario decides.
  var seeds: [UInt64] {
    var seeds: [UInt64] = []
    var known: Set<UInt64> = []
    for value in seed.flatMap(\.seeds) where known.insert(value).inserted { seeds.append(value) }
    return seeds
  }

  /// The names of the schedulers, each once; none where the scenario decides.
  ///
  /// - Throws: A name that no scheduler has, and which names there are.
  func schedulers(in registry: StrategyRegistry) throws(CommandFailure) -> [String] {
    guard let scheduler else { return [] }
    var names: [String] = []
    for name in scheduler.split(separator: ",").map(String.init) where !names.contains(name) {
      guard SchedulerSettings.named(name, in: registry) != nil else {
        throw .badUsage(
          Self.unknown(name, in: registry, prefix: "--scheduler: there is no scheduler '\(name)'"))
      }
      names.append(name)
    }
    if names.isEmpty { throw .badUsage("--scheduler names no scheduler\nName at least one.") }
    return names
  }

  /// The names of all schedulers.
  static func names(in registry: StrategyRegistry) -> [String] {
    let own = ["kube-scheduler", "kube-scheduler-most-allocated"]
    return own + registry.strategies.map(\.name).filter { !own.contains($0) }
  }

  private static func unknown(
    _ name: String, in registry: StrategyRegistry, prefix: String
  ) -> String {
    let names = names(in: registry)
    let similar = Similarity.closest(to: name, among: names)
    return prefix + "\n" + (similar.map { "Did you mean '\($0)'? " } ?? "")
      + "There are \(names.joined(separator: ", "))."
  }

  /// The profiles of the scheduler.
  func configuration() throws(CommandFailure) -> SchedulerConfiguration {
    try schedulerConfig.map { (file) throws(CommandFailure) in
      try SchedulerConfiguration(file: file)
    } ?? SchedulerConfiguration()
  }

  /// What shows the progress of so many runs, if anything does.
  func progressDisplay(of total: Int) -> SimulationProgress? {
    if quiet || progress == false { return nil }
    if Console.showsProgressBars { return SimulationProgress(isBar: true, total: total) }
    return progress == true ? SimulationProgress(isBar: false, total: total) : nil
  }
}
