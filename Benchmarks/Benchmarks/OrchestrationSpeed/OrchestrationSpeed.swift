// SPDX-License-Identifier: Apache-2.0

import Benchmark
import ClusterModel
import Foundation
import Orchestration

/// How many writes to the API a run makes: the same on every machine.
let writes = BenchmarkMetric.custom("Writes to the API", useScalingFactor: false)

let benchmarks: @Sendable () -> Void = {
  let configuration = Benchmark.Configuration(
    metrics: [.cpuTotal, .wallClock, .peakMemoryResident, writes], timeUnits: .milliseconds,
    warmupIterations: 0, maxDuration: .seconds(300), maxIterations: 3)

  func measure(_ label: String, _ scenario: @escaping @Sendable () throws -> Scenario) {
    Benchmark(label, configuration: configuration) { benchmark in
      let simulation = try Simulation(try scenario())
      benchmark.startMeasurement()
      let result = simulation.run()
      benchmark.stopMeasurement()
      guard result.isAsExpected else {
        benchmark.error("not as expected: \(result.expectations.filter { !$0.isMet })")
        return
      }
      benchmark.measurement(writes, Int(result.writes))
    }
  }

  measure("100,000 pods created") { try Lifecycle.scenario(rolls: false) }
  measure("100,000 pods created, rolled and deleted") { try Lifecycle.scenario(rolls: true) }
  measure("a week of 1,000 nodes") {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("scenarios/week.yaml").path
    return try ScenarioFile { other, _ throws(ReadingError) in
      throw ReadingError(file: other, found: "a file", expected: "none")
    }.read(path) { () throws(ReadingError) in try FileSource(path: path) }
  }
}
