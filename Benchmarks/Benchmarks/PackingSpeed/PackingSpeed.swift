// SPDX-License-Identifier: Apache-2.0

import Benchmark
import Foundation
import VectorPacking

/// How many bins a packing uses, or the bound says: the same on every machine.
let bins = BenchmarkMetric.custom(
  "Bins", polarity: .prefersSmaller, useScalingFactor: false)

/// The most memory the process has had at once, divided by the number of items: the problem, the
/// packing and all that was needed on the way.
let bytesPerItem = BenchmarkMetric.custom(
  "Peak bytes per item", polarity: .prefersSmaller, useScalingFactor: false)

/// How many items are decided about in a second of CPU time.
let perSecond = BenchmarkMetric.custom(
  "Per second of CPU time", polarity: .prefersLarger, useScalingFactor: false)

/// The CPU time of the process so far, in seconds.
func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The most memory the process has had at once, in bytes.
func peakResidentBytes() -> Int {
  var usage = rusage()
  #if os(Linux)
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  #else
    getrusage(RUSAGE_SELF, &usage)
    return usage.ru_maxrss
  #endif
}

let benchmarks: @Sendable () -> Void = {
  let short = Benchmark.Configuration(
    metrics: [.cpuTotal, .wallClock, bins], timeUnits: .microseconds, warmupIterations: 2,
    maxDuration: .seconds(2), maxIterations: 40)
  let long = Benchmark.Configuration(
    metrics: [.cpuTotal, .wallClock, .peakMemoryResident, bytesPerItem, bins],
    timeUnits: .milliseconds, warmupIterations: 0, maxDuration: .seconds(20), maxIterations: 5)

  func pack(
    _ label: String, _ strategy: any PackingStrategy, _ configuration: Benchmark.Configuration,
    _ problem: @escaping @Sendable () -> PackingProblem?
  ) {
    Benchmark("\(label), \(strategy.name)", configuration: configuration) { benchmark in
      guard let problem = problem() else {
        benchmark.error("needs \(Workloads.openbFile.path)")
        return
      }
      let start = cpuSeconds()
      benchmark.startMeasurement()
      let packing = strategy.solve(problem, in: SolveContext()).packing
      benchmark.stopMeasurement()
      benchmark.measurement(
        perSecond, Int(Double(problem.itemCount) / (cpuSeconds() - start)))
      benchmark.measurement(bins, packing?.binCount ?? 0)
      benchmark.measurement(bytesPerItem, peakResidentBytes() / problem.itemCount)
    }
  }

  var openb = short
  // Reported as skipped, not as failed, where the trace is not at hand.
  openb.skip = !FileManager.default.fileExists(atPath: Workloads.openbFile.path)
  if openb.skip {
    print("skipped: openb, every greedy rule (needs \(Workloads.openbFile.path))")
  }
  for strategy in StrategyRegistry.greedy.strategies {
    pack("openb pods", strategy, openb) { Workloads.openb }
  }

  var online = short
  online.metrics += [perSecond]
  for rule in [ItemCentricStrategy.Rule.first, .best(.sum), .worst(.sum)] {
    pack("5,000 nodes", ItemCentricStrategy(rule), online) { Workloads.fiveThousandNodes }
  }

  let rules: [ItemCentricStrategy.Rule] = [.first, .best(.sum), .worst(.sum)]
  for rule in rules {
    pack("1,000,000 distinct items", ItemCentricStrategy(rule), long) {
      Workloads.distinctItems
    }
    pack("1,000,000 distinct items, 3 resources", ItemCentricStrategy(rule), long) {
      Workloads.distinctItemsOfThreeResources
    }
  }
  let decreasing: [ItemCentricStrategy.Rule] = [.first, .best(.sum)]
  for rule in decreasing {
    pack(
      "1,000,000 distinct items", ItemCentricStrategy(rule, order: .decreasing(.sum)), long
    ) { Workloads.distinctItems }
  }

  var shapes = short
  shapes.metrics += [.peakMemoryResident]
  let onShapes: [any PackingStrategy] = [
    ItemCentricStrategy(.first), ItemCentricStrategy(.random),
    ItemCentricStrategy(.best(.sum), order: .decreasing(.sum)),
    BinCentricStrategy(.dotProduct), AllocationScoreStrategy(.mostAllocated),
  ]
  for strategy in onShapes {
    pack("1,000,000 items in 300 shapes", strategy, shapes) { Workloads.threeHundredShapes }
  }

  Benchmark("lower bounds, 1,000,000 shapes", configuration: long) { benchmark in
    let problem = Workloads.distinctItems
    benchmark.startMeasurement()
    let bound = CombinatorialBound.best(for: problem)
    benchmark.stopMeasurement()
    benchmark.measurement(bins, bound.bins)
    benchmark.measurement(bytesPerItem, peakResidentBytes() / problem.itemCount)
  }
}
