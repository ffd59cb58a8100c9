// SPDX-License-Identifier: Apache-2.0

import Benchmark
import ClusterModel

/// How many million bytes are read or written in a second of CPU time.
let megabytesPerSecond = BenchmarkMetric.custom(
  "MB/s of CPU time", polarity: .prefersLarger, useScalingFactor: false)

/// How many objects were found: the same on every machine.
let objects = BenchmarkMetric.custom("Objects", polarity: .prefersLarger, useScalingFactor: false)

let benchmarks: @Sendable () -> Void = {
  let configuration = Benchmark.Configuration(
    metrics: [.cpuTotal, .wallClock, .peakMemoryResident, megabytesPerSecond, objects],
    timeUnits: .milliseconds, warmupIterations: 1, maxDuration: .seconds(10), maxIterations: 10)

  func read(_ label: String, skipping paths: [String], _ bytes: @escaping @Sendable () -> [UInt8]) {
    Benchmark(label, configuration: configuration) { benchmark in
      let source = MemorySource(bytes())
      var count = 0
      let start = cpuSeconds()
      benchmark.startMeasurement()
      do throws(ReadingError) {
        try ObjectReader(skipping: paths).read(source) { _ throws(ReadingError) in count += 1 }
      } catch {
        benchmark.error("\(error)")
      }
      benchmark.stopMeasurement()
      benchmark.measurement(megabytesPerSecond, rate(bytes().count, since: start))
      benchmark.measurement(objects, count)
    }
  }

  read("read JSON dump", skipping: ["metadata.managedFields"]) { Dump.json }
  read("read JSON dump, all fields", skipping: []) { Dump.json }
  read("read YAML documents", skipping: ["metadata.managedFields"]) { Dump.yaml }
  read("read YAML list", skipping: ["metadata.managedFields"]) { Dump.yamlList }

  func write(_ label: String, _ body: @escaping @Sendable (Value, inout [UInt8]) -> Void) {
    Benchmark(label, configuration: configuration) { benchmark in
      let list = Dump.list
      var bytes: [UInt8] = []
      let start = cpuSeconds()
      benchmark.startMeasurement()
      body(list, &bytes)
      benchmark.stopMeasurement()
      benchmark.measurement(megabytesPerSecond, rate(bytes.count, since: start))
      benchmark.measurement(objects, Dump.pods)
    }
  }

  write("write JSON, compact") { JSONWriter().write($0, to: &$1) }
  write("write JSON, indented") { JSONWriter(layout: .indented).write($0, to: &$1) }
  write("write YAML") { YAMLWriter().write($0, to: &$1) }
}
