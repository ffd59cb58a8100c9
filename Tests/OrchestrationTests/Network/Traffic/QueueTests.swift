// SPDX-License-Identifier: Apache-2.0

import Testing
import VectorPacking

@testable import Orchestration

/// The figures of requests: histograms, queues, rates and random counts.
@Suite struct QueueTests {
  @Test(arguments: [Int64(0), 1, 63, 64, 65, 127, 128, 1_000, 123_456, 10_000_000, 1 << 40])
  func bucketsHoldTheirTimes(_ time: Int64) {
    let bucket = LatencyHistogram.bucket(time)
    let longest = LatencyHistogram.longest(bucket)
    #expect(longest >= time)
    #expect(Double(longest - time) <= Double(time) * 0.032)
    #expect(LatencyHistogram.bucket(longest) == bucket)
    #expect(LatencyHistogram.bucket(longest + 1) == bucket + 1)
  }

  @Test func percentilesAgreeWithSorting() {
    var random = SeededGenerator(seed: 3)
    var histogram = LatencyHistogram()
    var times: [Int64] = []
    for _ in 0..<5_000 {
      let time = random.exponential(40_000)
      times.append(time)
      histogram.add(1, time: time)
    }
    let plain = Latencies(microseconds: times)
    for (found, expected) in [
      (histogram.percentile(0.5), plain.p50), (histogram.percentile(0.95), plain.p95),
      (histogram.percentile(0.99), plain.p99), (histogram.percentile(1), plain.max),
    ] {
      #expect(found >= expected && found <= expected * 1.032 + 1e-6)
    }
    #expect(LatencyHistogram().percentile(0.5) == 0)
  }

  /// A plain simulation of one queue and some servers, request by request.
  private func meanWait(
    load: Double, servers: Int, requests: Int, _ random: inout SeededGenerator
  ) -> Double {
    let service = 10_000.0
    var (time, sum) = (0.0, 0.0)
    var free = Array(repeating: 0.0, count: servers)
    for _ in 0..<requests {
      time += Double(random.exponential(service / Double(servers) / load))
      var first = 0
      for index in free.indices where free[index] < free[first] { first = index }
      let start = max(time, free[first])
      sum += start - time
      free[first] = start + Double(random.exponential(service))
    }
    return sum / Double(requests)
  }

  @Test(arguments: [(0.5, 1), (0.8, 1), (0.8, 4), (0.9, 16)])
  func waitingIsAboutWhatASimulationFinds(_ load: Double, _ servers: Int) {
    var random = SeededGenerator(seed: 11)
    let found = meanWait(load: load, servers: servers, requests: 400_000, &random)
    var queue = FluidQueue(
      capacity: Double(servers) / 10_000, servers: Double(servers), limit: 1e6, variation: 1)
    let admission = queue.admit(
      Int(load * Double(servers) * 100), over: 1_000_000, at: 0)
    let expected = admission.chance * admission.mean
    #expect(admission.wait == 0 && admission.refused == 0)
    #expect(abs(expected - found) < 0.15 * found, "\(expected) \(found)")
  }

  @Test func whatCannotBeDoneWaitsAndThenIsRefused() {
    var queue = FluidQueue(capacity: 0.001, servers: 10, limit: 100, variation: 0)
    // Twice what can be done: 1,000 more wait after a second, of which 100 may.
    var refused = 0
    for second in 0..<10 {
      for part in 0..<10 {
        refused +=
          queue.admit(
            200, over: 100_000, at: Int64(second) * 1_000_000 + Int64(part) * 100_000
          ).refused
      }
    }
    queue.advance(to: 10_000_000)
    #expect(abs(queue.waiting - 100) < 2)
    #expect(abs(Double(refused) - (20_000 - 10_000 - 100)) < 3)
    #expect(abs(queue.done - 10_000) < 2)
    let admission = queue.admit(1, over: 1_000, at: 10_000_000)
    #expect(abs(Double(admission.wait) - 100_000) < 2_000)
    queue.advance(to: 10_200_000)
    #expect(queue.waiting == 0)
    queue.reset(at: 10_200_000)
  }

  @Test func countsHaveTheirMeans() {
    var random = SeededGenerator(seed: 5)
    for mean in [0.2, 5, 80] {
      let sum = (0..<20_000).reduce(0) { sum, _ in sum + random.poisson(mean) }
      #expect(abs(Double(sum) / 20_000 - mean) < 0.02 * mean + 0.01)
    }
    for (count, share) in [(10, 0.3), (1_000, 0.02), (5, 0), (5, 1)] as [(Int, Double)] {
      let sum = (0..<5_000).reduce(0) { sum, _ in sum + random.binomial(count, share) }
      #expect(
        abs(Double(sum) / 5_000 - Double(count) * share) < 0.03 * Double(count) * share + 1e-9)
    }
  }

  @Test func ratesFollowTheirCurves() {
    let curve = RequestRate.curve([.init(at: 0, 10), .init(at: 10, 20), .init(at: 20, 0)])
    #expect([-1, 0, 5, 10, 15, 20, 99].map { curve.value(at: $0) } == [10, 10, 15, 20, 10, 0, 0])
    let day: Int64 = 86_400_000_000
    let wave = RequestRate.wave(mean: 100, amplitude: 50, period: day, peak: day / 2)
    for (time, rate) in [(day / 2, 150.0), (0, 50), (day / 4, 100), (day * 3 / 4, 100)] {
      #expect(abs(wave.value(at: time) - rate) < 1e-9)
      #expect(abs(wave.value(at: time + 3 * day) - rate) < 1e-9)
    }
    #expect(RequestRate.wave(mean: 1, amplitude: 5, period: day, peak: 0).value(at: day / 2) == 0)
  }
}
