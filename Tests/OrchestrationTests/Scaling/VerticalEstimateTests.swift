// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Buckets, histograms and recommendations, worked by hand.
@Suite struct VerticalEstimateTests {
  private static let day: Int64 = 86_400
  private func at(_ seconds: Int64) -> Timestamp { Timestamp(seconds: 20_000 * Self.day + seconds) }

  // MARK: Buckets

  @Test func bucketsGrowByATwentieth() {
    let starts = UsageBuckets.cpu.starts
    // 0.01, then 0.01 + 0.0105, then + 0.011025.
    #expect(starts[0] == 0)
    #expect(abs(starts[1] - 0.01) < 1e-12)
    #expect(abs(starts[2] - 0.0205) < 1e-12)
    #expect(abs(starts[3] - 0.031525) < 1e-12)
    // 0.01 × (1.05^n - 1) / 0.05 ≥ 1000 from 1.05^n ≥ 5001 on: n = 175 (1.05^174 is 4861, 1.05^175
    // is 5104), and one more for what is above.
    #expect(starts.count == 176)
    // 1e7 × (1.05^n - 1) / 0.05 ≥ 1e12: 1.05^n ≥ 5001 likewise.
    #expect(UsageBuckets.memory.starts.count == 176)
    #expect(UsageBuckets.cpu.index(of: 0) == 0)
    #expect(UsageBuckets.cpu.index(of: 0.0099) == 0)
    #expect(UsageBuckets.cpu.index(of: 0.01) == 1)
    #expect(UsageBuckets.cpu.index(of: 0.02) == 1)
    #expect(UsageBuckets.cpu.index(of: 0.03) == 2)
    #expect(UsageBuckets.cpu.index(of: 1e9) == 175)
  }

  // MARK: Histograms

  @Test func percentilesAreTheEndsOfBuckets() {
    var histogram = DecayingHistogram(.cpu)
    #expect(histogram.isEmpty)
    #expect(histogram.percentile(0.9) == 0)
    // Nine in bucket 0, one in bucket 1.
    for _ in 0..<9 { histogram.add(0.005, weight: 1, at: at(0)) }
    histogram.add(0.015, weight: 1, at: at(0))
    #expect(!histogram.isEmpty)
    #expect(abs(histogram.percentile(0.5) - 0.01) < 1e-12)
    #expect(abs(histogram.percentile(0.9) - 0.01) < 1e-12)
    #expect(abs(histogram.percentile(0.91) - 0.0205) < 1e-12)
    #expect(abs(histogram.percentile(1) - 0.0205) < 1e-12)
  }

  @Test func weightsAreHalvedEachDay() {
    var histogram = DecayingHistogram(.cpu)
    // One of a day ago counts half of one of now: two thirds of the weight are above.
    histogram.add(0.005, weight: 1, at: at(0))
    histogram.add(0.015, weight: 1, at: at(Self.day))
    #expect(abs(histogram.total - 3) < 1e-9)
    #expect(abs(histogram.percentile(0.33) - 0.01) < 1e-12)
    #expect(abs(histogram.percentile(0.34) - 0.0205) < 1e-12)
    // Half a day is the root of two.
    histogram.add(0.015, weight: 1, at: at(Self.day / 2))
    #expect(abs(histogram.total - 3 - 1.414_213_562_373) < 1e-9)
  }

  @Test func whatIsTakenBackIsGone() {
    var histogram = DecayingHistogram(.memory)
    histogram.add(5e6, weight: 1, at: at(0))
    histogram.add(3e7, weight: 1, at: at(3_600))
    histogram.subtract(3e7, weight: 1, at: at(3_600))
    #expect(abs(histogram.percentile(1) - 1e7) < 1e-3)
    histogram.subtract(5e6, weight: 1, at: at(0))
    #expect(histogram.isEmpty)
  }

  @Test func aLongTimeIsNoTrouble() {
    var histogram = DecayingHistogram(.cpu)
    histogram.add(0.5, weight: 1, at: at(0))
    histogram.add(0.005, weight: 1, at: at(400 * Self.day))
    #expect(histogram.total.isFinite)
    #expect(abs(histogram.total - 1) < 1e-6)
    #expect(abs(histogram.percentile(1) - 0.01) < 1e-12)
  }

  @Test(arguments: 0..<20)
  func checkpointsKeepPercentiles(_ seed: Int) {
    var random = TestRandom(seed: UInt64(seed))
    var history = ContainerUsageHistory()
    var peaks = ContainerPeaks()
    for minute in 0..<2_000 {
      let moment = at(Int64(minute) * 60)
      peaks.add(
        cpu: Int64(random.below(4_000)), request: 500, at: moment, to: &history)
      peaks.add(memory: Int64(random.below(1_000)) << 20, at: moment, to: &history)
    }
    let again = ContainerUsageHistory(checkpoint: history.checkpoint)
    let (one, other) = (
      ResourceEstimate(history, containers: 1),
      again.map { ResourceEstimate($0, containers: 1) }
    )
    #expect(again?.count == 2_000)
    // Weights are written as ten-thousandths of the greatest, so a bucket may be off by one: 5 %.
    let share = Double(one.target.cpu) / Double(other?.target.cpu ?? 1)
    #expect((0.94...1.06).contains(share))
    #expect(one.target.memory == other?.target.memory)
  }

  // MARK: Peaks

  @Test func onePeakADay() {
    var history = ContainerUsageHistory()
    var peaks = ContainerPeaks()
    for (hour, mebibytes) in [(0, 100), (1, 300), (2, 200), (23, 250)] {
      peaks.add(
        memory: Int64(mebibytes) << 20, at: at(Int64(hour) * 3_600), to: &history)
    }
    // One peak, of 300 MiB, is all the weight there is; it counts at the end of its day.
    var only = DecayingHistogram(.memory)
    only.add(Double(300 << 20), weight: 1, at: at(Self.day))
    #expect(history.memoryPeaks.percentile(0.01) == only.percentile(1))
    #expect(abs(history.memoryPeaks.total - only.total) < 1e-9)
    // The next day has a peak of its own.
    peaks.add(memory: 50 << 20, at: at(Self.day), to: &history)
    #expect(abs(history.memoryPeaks.total - only.total - 2 * only.total) < 1e-9)
  }

  @Test func aKillAsksForMore() {
    var history = ContainerUsageHistory()
    var peaks = ContainerPeaks()
    peaks.add(memory: 200 << 20, at: at(0), to: &history)
    // max(200 + 100, 200 × 1.2) = 300 MiB.
    peaks.addKill(request: 150 << 20, at: at(60), to: &history)
    #expect(
      history.memoryPeaks.percentile(1)
        == UsageBuckets.memory.starts[UsageBuckets.memory.index(of: Double(300 << 20)) + 1])
    // max(1000 + 100, 1000 × 1.2) = 1200 MiB.
    peaks.addKill(request: 1_000 << 20, at: at(120), to: &history)
    #expect(
      history.memoryPeaks.percentile(1)
        == UsageBuckets.memory.starts[UsageBuckets.memory.index(of: Double(1_200 << 20)) + 1])
  }

  // MARK: Estimates

  private func steady(_ millicores: Int64, mebibytes: Int64, minutes: Int64)
    -> ContainerUsageHistory
  {
    var history = ContainerUsageHistory()
    var peaks = ContainerPeaks()
    for minute in 0..<minutes {
      peaks.add(cpu: millicores, request: 1_000, at: at(minute * 60), to: &history)
      peaks.add(memory: mebibytes << 20, at: at(minute * 60), to: &history)
    }
    return history
  }

  @Test func aSteadyContainer() {
    // Two days and a minute at one sample a minute: a confidence of two.
    let history = steady(300, mebibytes: 400, minutes: 2_881)
    #expect(abs(history.confidence - 2) < 1e-9)
    let estimate = ResourceEstimate(history, containers: 1)
    // 300 millicores lie in the bucket that ends at 0.01 × (1.05^n - 1) / 0.05 for the least n with
    // more than 0.3: 1.05^n > 2.5, n = 19: 0.01 × 1.526950/0.05 = 0.305390; in whole millicores 305;
    // with 15 % 305 + 45 = 350.
    #expect(estimate.target.cpu == 350)
    // 350 × (1 + 0.001/2)^-2 = 349.65, cut.
    #expect(estimate.lower.cpu == 349)
    // 350 × (1 + 1/2) = 525.
    #expect(estimate.upper.cpu == 525)
    // 400 MiB = 419430400: 1.05^n > 1 + 419430400/1e7 × 0.05 = 3.097152; n = 24: 3.225100; the end is
    // 1e7 × 2.225100/0.05 = 445019988; with 15 % 445019988 + 66752998 = 511772986.
    let end = Int64(UsageBuckets.memory.starts[24])
    #expect(end == 445_019_988 || end == 445_019_989)
    #expect(estimate.target.memory == end + Int64(Double(end) * 0.15))
    #expect(estimate.upper.memory == Int64(Double(estimate.target.memory) * 1.5))
  }

  @Test func aSmallContainerGetsTheLeast() {
    let history = steady(1, mebibytes: 5, minutes: 1_441)
    let one = ResourceEstimate(history, containers: 1)
    // A bucket of 10 millicores with 15 % is 11, a pod gets 25; 10 MB with 15 % is 11.5 MB, a pod gets
    // 250 MiB.
    #expect(one.target == ResourceEstimate.Amounts(cpu: 25, memory: 262_144_000))
    #expect(one.lower == one.target)
    #expect(one.upper == one.target)
    // Spread over two containers: 12 (12.5 cut) and 125 MiB. The upper bound is 11 × 2 = 22.
    let two = ResourceEstimate(history, containers: 2)
    #expect(two.target == ResourceEstimate.Amounts(cpu: 12, memory: 131_072_000))
    #expect(two.upper.cpu == 22)
  }

  @Test func littleHistoryMeansWideBounds() {
    // Half an hour: 30 minutes and 31 samples; 30/1440 = 0.020833 days, 31/1440 = 0.021528.
    let history = steady(300, mebibytes: 400, minutes: 31)
    #expect(abs(history.confidence - 30.0 / 1_440) < 1e-9)
    let estimate = ResourceEstimate(history, containers: 1)
    #expect(estimate.target.cpu == 350)
    // (1 + 0.001/0.020833)^-2 = 1/1.048^2 = 0.910494; × 350 = 318.67, cut.
    #expect(estimate.lower.cpu == 318)
    // 1 + 1/0.020833 = 49; × 350 = 17150.
    #expect(estimate.upper.cpu == 17_150)
  }

  @Test func noHistoryMeansNoBounds() {
    let estimate = ResourceEstimate(steady(300, mebibytes: 400, minutes: 1), containers: 1)
    #expect(estimate.target.cpu == 350)
    #expect(estimate.lower == ResourceEstimate.least)
    #expect(estimate.upper.cpu == 100_000_000_000_000)
  }

  @Test func theDayCounts() {
    // Eight hours at 600, sixteen at 100: the ninetieth percentile is of the day, the median not.
    var history = ContainerUsageHistory()
    var peaks = ContainerPeaks()
    for minute in 0..<Int64(1_440) {
      let millicores: Int64 = minute >= 540 && minute < 1_020 ? 600 : 100
      peaks.add(cpu: millicores, request: 1_000, at: at(minute * 60), to: &history)
    }
    let estimate = ResourceEstimate(history, containers: 1)
    // 600: 1.05^n > 4, n = 29: 4.116136, 0.623227; 623 + 93 = 716.
    #expect(estimate.target.cpu == 716)
    // 100: 1.05^n > 1.5, n = 9: 1.551328, 0.110266; 110 + 16 = 126; × (1+0.001/0.999)^-2 = 125.7.
    #expect(estimate.lower.cpu == 125)
  }

  // MARK: Needs

  @Test func whatAPodNeeds() throws {
    let autoscaler = try TestCluster.fields(
      """
      status:
        recommendation:
          containerRecommendations:
          - containerName: a
            target: {cpu: 500m, memory: "1000"}
            lowerBound: {cpu: 400m, memory: "800"}
            upperBound: {cpu: 800m, memory: "2000"}
      """)
    let recommendation = VerticalRecommendation(autoscaler)
    func need(_ requests: String) throws -> VerticalRecommendation.Need {
      recommendation.need(
        of: try TestCluster.fields(
          "spec: {containers: [{name: a, resources: {requests: {\(requests)}}}]}"))
    }
    let near = try need("cpu: 600m, memory: \"1000\"")
    #expect(!near.isOutside && !near.grows)
    // |600 - 500| / 600 = 1/6.
    #expect(abs(near.difference - 1.0 / 6) < 1e-12)
    let little = try need("cpu: 300m, memory: \"1000\"")
    #expect(little.isOutside && little.grows)
    let much = try need("cpu: 900m, memory: \"1000\"")
    #expect(much.isOutside && !much.grows)
    #expect(try need("cpu: 500m").isOutside)
  }

  @Test func policiesCap() throws {
    let policy = VerticalPolicy(
      try TestCluster.fields(
        """
        spec:
          updatePolicy: {updateMode: Auto}
          resourcePolicy:
            containerPolicies:
            - {containerName: a, minAllowed: {cpu: 100m}, maxAllowed: {memory: 1Gi}}
            - {containerName: b, mode: "Off"}
            - {containerName: "*", controlledResources: [memory], controlledValues: RequestsOnly}
        """))
    #expect(policy.mode == .recreate)
    #expect(policy.capped(50, "cpu", "a") == 100)
    #expect(policy.capped(500, "cpu", "a") == 500)
    #expect(policy.capped(2 << 30, "memory", "a") == 1 << 30)
    #expect(policy.isOff("b") && !policy.isOff("a"))
    #expect(policy.resources("a") == ["cpu", "memory"])
    #expect(policy.resources("c") == ["memory"])
    #expect(policy.scalesLimits("a") && !policy.scalesLimits("c"))
  }
}
