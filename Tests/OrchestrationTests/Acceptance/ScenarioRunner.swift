// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation

@testable import Orchestration

/// Runs the scenarios of `datasets/scenarios`.
enum ScenarioRunner {
  static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("datasets/scenarios")

  /// The names of all scenarios.
  static var names: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  static func scenario(_ name: String) throws -> Scenario {
    let path = folder.appendingPathComponent(name + ".yaml").path
    let file = ScenarioFile { other, _ throws(ReadingError) in
      try ObjectReader(skipping: []).records(
        of: FileSource(path: folder.appendingPathComponent(other).path))
    }
    return try file.read(path) { () throws(ReadingError) in try FileSource(path: path) }
  }

  /// Runs a scenario.
  static func run(
    _ name: String, seed: UInt64? = nil, sink: (any EventSink)? = nil
  ) throws -> SimulationResult {
    var options = Simulation.Options()
    options.seed = seed
    options.sink = sink
    return try Simulation(scenario(name), options).run()
  }

  /// What was not as expected, as text; empty where everything was.
  static func missed(_ result: SimulationResult) -> String {
    var lines = result.expectations.filter { !$0.isMet }.map {
      "\($0.expectation.that) Found \($0.found), expected \($0.expected)."
    }
    lines += result.refusals.keys.sorted().map { "Refused: \($0)" }
    return lines.joined(separator: "\n")
  }
}
