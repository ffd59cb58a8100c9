// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import Orchestration
import Reporting

/// Runs scenarios with every scheduler and seed, one after another.
struct SimulationRunner {
  /// What is the same for all runs.
  var options: Simulation.Options
  /// How long to simulate; as the scenarios say where `nil`.
  var horizon: Int64?
  /// Where the logs go.
  var log: SimulationLogFile?
  /// Whether the report has what people did and what broke.
  var recordsEvents: Bool
  /// Whether the report can be replayed.
  var keepsFrames: Bool
  /// Whether the report has how long the runs took.
  var showsTimings: Bool
  /// How many seconds pass in a real one; as many as possible where `nil`.
  var speed: Double?
  /// Says whether to stop.
  var isStopped: () -> Bool
  /// Where the objects go that there are at the end.
  var store: SimulationStoreFile?
  /// Shows how far the runs are.
  var display: SimulationProgress?

  /// Runs a scenario; runs that have not begun when someone interrupts are left out.
  func run(
    _ loaded: LoadedScenario, schedulers: [String], seeds: [UInt64]
  ) throws(CommandFailure) -> SimulatedScenario {
    var scenario = loaded.scenario
    if let horizon { scenario.horizon = horizon }
    var runs: [SimulationRun] = []
    for (position, scheduler) in schedulers.enumerated() {
      for seed in seeds where !isStopped() {
        // The node map shows one run of each scheduler.
        let keepsFrames = keepsFrames && seed == seeds.first && position < Self.mostReplays
        runs.append(
          try run(
            scenario, of: loaded.file, scheduler: scheduler, seed: seed, keepsFrames: keepsFrames))
      }
    }
    return SimulatedScenario(
      name: scenario.name, file: loaded.file, summary: scenario.summary,
      horizonSeconds: Double(scenario.horizon) / 1e6, runs: runs,
      remarks: loaded.remarks
        + remarks(on: scenario, skipping: seeds.count * schedulers.count - runs.count))
  }

  /// So many schedulers can be replayed beside each other.
  private static let mostReplays = 4

  private func run(
    _ scenario: Scenario, of file: String, scheduler: String, seed: UInt64, keepsFrames: Bool
  ) throws(CommandFailure) -> SimulationRun {
    let recording =
      recordsEvents
      ? SimulationRecording(horizon: scenario.horizon, keepsFrames: keepsFrames) : nil
    var options = options
    (options.seed, options.scheduler) = (seed, scheduler)
    options.sink = SimulationSink(file: log, recording: recording)
    log?.begin(scenario: scenario.name, scheduler: scheduler, seed: seed)
    let simulation: Simulation
    do throws(FieldFault) {
      simulation = try Simulation(scenario, options)
    } catch {
      throw .badInput(["\(file): \(error)"])
    }
    let title = "\(scenario.name): \(scheduler), seed \(seed)"
    display?.show(title, share: 0)
    var isComplete = true
    let began = ContinuousClock.now
    let result = simulation.run(
      isStopped: {
        guard isStopped() || log?.failure != nil else { return false }
        isComplete = false
        return true
      }, progress: { display?.show(title, share: $0) },
      wait: speed.map { pace($0, from: scenario.start) })
    let took = ContinuousClock.now - began
    log?.flush()
    display?.finish(title)
    try store?.write(simulation)
    return SimulationRun(
      result, isComplete: isComplete, recording: recording,
      wallSeconds: showsTimings ? took / .seconds(1) : nil)
  }

  /// Lets real time pass until a moment of a run has come, or someone interrupts.
  private func pace(_ speed: Double, from start: Timestamp) -> (Timestamp) -> Void {
    let began = ContinuousClock.now
    return { moment in
      log?.flush()
      let seconds = Double(moment.microseconds - start.microseconds) / 1e6 / speed
      let due = began + .seconds(seconds)
      while !isStopped(), case let left = due - ContinuousClock.now, left > .zero {
        Thread.sleep(forTimeInterval: min(0.05, left / .seconds(1)))
      }
    }
  }

  /// What is to be said about a horizon other than the scenario's.
  private func remarks(on scenario: Scenario, skipping skipped: Int) -> [String] {
    var remarks: [String] = []
    let late = scenario.expectations.count { $0.time.map { $0 > scenario.horizon } ?? false }
    if late > 0 {
      remarks.append(
        "\(Phrases.count(late, "expectation")) of a time after the horizon "
          + "\(late == 1 ? "was" : "were") not checked.")
    }
    if skipped > 0 { remarks.append("\(Phrases.count(skipped, "run")) had not begun.") }
    return remarks
  }
}
