// SPDX-License-Identifier: Apache-2.0

import Benchmark
import ClusterModel
import Foundation
import Scheduling

/// How many decisions, or preemptions, are made in a second of CPU time.
let perSecond = BenchmarkMetric.custom(
  "Per second of CPU time", polarity: .prefersLarger, useScalingFactor: false)

/// How many pods found a node, at once or by preemption: the same on every machine.
let placed = BenchmarkMetric.custom("Placed", polarity: .prefersLarger, useScalingFactor: false)

/// The CPU time of the process so far, in seconds.
func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

let benchmarks: @Sendable () -> Void = {
  let configuration = Benchmark.Configuration(
    metrics: [.cpuTotal, .wallClock, .peakMemoryResident, perSecond, placed],
    timeUnits: .milliseconds, warmupIterations: 0, maxDuration: .seconds(60), maxIterations: 5)

  func measure(
    _ label: String, _ count: Int, _ objects: @escaping @Sendable () throws -> ClusterObjects,
    _ body: @escaping @Sendable (inout ClusterSnapshot) -> Int
  ) {
    Benchmark(label, configuration: configuration) { benchmark in
      var snapshot = try ClusterSnapshot(try objects())
      let start = cpuSeconds()
      benchmark.startMeasurement()
      let found = body(&snapshot)
      benchmark.stopMeasurement()
      benchmark.measurement(perSecond, Int(Double(count) / (cpuSeconds() - start)))
      benchmark.measurement(placed, found)
    }
  }

  for workload in Workload.allCases {
    measure(workload.rawValue, 10_000, { try workload.objects() }) { snapshot in
      var start = 0
      var found = 0
      for pod in snapshot.pendingPods {
        guard let node = snapshot.decide(pod, from: &start).node else { continue }
        snapshot.place(pod, on: node)
        found += 1
      }
      return found
    }
  }

  measure("preemption", 2_000, { try Workload.preemption() }) { snapshot in
    let result = SchedulingRun().place(in: &snapshot)
    return result.steps.count { !$0.victims.isEmpty }
  }
}
