// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// How many replicas come of what is measured, each case worked by hand.
@Suite struct ReplicaCalculatorTests {
  static let now = Timestamp(seconds: 1_767_229_200)

  /// A pod of a case, as a short text: a name is not needed.
  enum PodCase: Sendable {
    /// It runs and has been ready for an hour; what it uses.
    case ready(Int64)
    /// It runs and nothing is known of it.
    case missing
    /// It waits for a node.
    case pending
    /// It has failed, or is to go.
    case failed(Int64), terminating(Int64)
    /// It began some seconds ago, became ready some seconds ago (`nil` for not yet), and what it
    /// uses was measured some seconds ago.
    case young(use: Int64, started: Int64, ready: Int64?, measured: Int64)
    /// It began long ago and is not ready, for some seconds now.
    case unready(use: Int64, started: Int64, since: Int64)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let what: String
    let pods: [PodCase]
    var current: Int?
    let target: Int64
    var request: Int64 = 1_000
    var tolerance = ScalingTolerance()
    let replicas: Int
    var utilization: Int64?
    var usage: Int64?
    var testDescription: String { what }
  }

  private func world(
    _ cases: [PodCase]
  ) -> (pods: [ScaledPod], measured: [String: PodMeasurement]) {
    var (pods, measured) = ([ScaledPod](), [String: PodMeasurement]())
    let now = Self.now
    func ago(_ seconds: Int64) -> Timestamp { now.advanced(by: -seconds * 1_000_000) }
    for (number, one) in cases.enumerated() {
      let name = "pod-\(number)"
      var pod = ScaledPod(name: name)
      (pod.startTime, pod.ready, pod.readySince) = (ago(3_600), "True", ago(3_590))
      var measurement: PodMeasurement? = PodMeasurement(
        value: 0, timestamp: ago(5), window: 15_000_000)
      switch one {
      case .ready(let use): measurement?.value = use
      case .missing: measurement = nil
      case .pending:
        (pod.phase, pod.ready, pod.startTime) = ("Pending", "False", nil)
        measurement = nil
      case .failed(let use):
        pod.phase = "Failed"
        measurement?.value = use
      case .terminating(let use):
        pod.isTerminating = true
        measurement?.value = use
      case .young(let use, let started, let ready, let measuredAgo):
        pod.startTime = ago(started)
        (pod.ready, pod.readySince) = (ready == nil ? "False" : "True", ago(ready ?? started))
        measurement = PodMeasurement(value: use, timestamp: ago(measuredAgo), window: 15_000_000)
      case .unready(let use, let started, let since):
        pod.startTime = ago(started)
        (pod.ready, pod.readySince) = ("False", ago(since))
        measurement?.value = use
      }
      pods.append(pod)
      measured[name] = measurement
    }
    return (pods, measured)
  }

  // MARK: Utilization

  static let utilizations: [Case] = [
    // 300+500+700 = 1500 of 3000 is 50 %; 50/30 = 1.667; 1.667 × 3 = 5.
    Case(
      what: "up", pods: [.ready(300), .ready(500), .ready(700)], target: 30, replicas: 5,
      utilization: 50, usage: 500),
    // 1000+... = 300 of 3000 is 10 %; 10/50 = 0.2; 0.2 × 3 = 0.6, so 1.
    Case(
      what: "down", pods: [.ready(100), .ready(100), .ready(100)], target: 50, replicas: 1,
      utilization: 10, usage: 100),
    // 1010+1030+1020 = 3060 of 3000 is 102 %; 102/100 = 1.02 is within 0.1.
    Case(
      what: "within the tolerance", pods: [.ready(1_010), .ready(1_030), .ready(1_020)],
      target: 100, replicas: 3, utilization: 102),
    // 55/50 = 1.1, which is the edge and still within.
    Case(
      what: "at the upper edge", pods: [.ready(550), .ready(550)], target: 50, replicas: 2,
      utilization: 55),
    // 45/50 = 0.9, which is the lower edge and still within.
    Case(
      what: "at the lower edge", pods: [.ready(450), .ready(450)], target: 50, replicas: 2,
      utilization: 45),
    // 56/50 = 1.12; 1.12 × 2 = 2.24, so 3.
    Case(
      what: "just above the edge", pods: [.ready(560), .ready(560)], target: 50, replicas: 3,
      utilization: 56),
    // 44/50 = 0.88; 0.88 × 10 = 8.8, so 9.
    Case(
      what: "just below the edge", pods: Array(repeating: .ready(440), count: 10), target: 50,
      replicas: 9, utilization: 44),
    // 559+560 = 1119 of 2000 is 55.95 %, cut to 55; 55/50 = 1.1 is within.
    Case(
      what: "percentages are cut", pods: [.ready(559), .ready(560)], target: 50, replicas: 2,
      utilization: 55),
    // A tolerance of 0.05 upwards: 53/50 = 1.06 is beyond; 1.06 × 2 = 2.12, so 3.
    Case(
      what: "a narrow tolerance up", pods: [.ready(530), .ready(530)], target: 50,
      tolerance: ScalingTolerance(down: 0.1, up: 0.05), replicas: 3, utilization: 53),
    // The same tolerance leaves 46/50 = 0.92 alone.
    Case(
      what: "a narrow tolerance up leaves down alone", pods: [.ready(460), .ready(460)], target: 50,
      tolerance: ScalingTolerance(down: 0.1, up: 0.05), replicas: 2, utilization: 46),
    // Without tolerance 51/50 = 1.02 counts; 1.02 × 2 = 2.04, so 3.
    Case(
      what: "no tolerance", pods: [.ready(510), .ready(510)], target: 50,
      tolerance: ScalingTolerance(down: 0, up: 0), replicas: 3, utilization: 51),
    // A tolerance of 0.5 downwards bears 30/50 = 0.6.
    Case(
      what: "a wide tolerance down", pods: [.ready(300), .ready(300)], target: 50,
      tolerance: ScalingTolerance(down: 0.5, up: 0.1), replicas: 2, utilization: 30),
    // Nothing used: 0/50 = 0; 0 × 3 = 0.
    Case(
      what: "nothing used", pods: [.ready(0), .ready(0), .ready(0)], target: 50, replicas: 0,
      utilization: 0, usage: 0),
    // 120 % of one request at a target of 80: 1.5 × 1 = 1.5, so 2.
    Case(what: "one pod", pods: [.ready(1_200)], target: 80, replicas: 2, utilization: 120),
    // A pod that is to go counts in neither: 1000/2000 = 50 %; 50/25 = 2; 2 × 2 = 4.
    Case(
      what: "pods that end are left out", pods: [.ready(500), .ready(500), .terminating(900)],
      target: 25, replicas: 4, utilization: 50),
    // Likewise a failed one: 200/2000 = 10 %; 10/50 = 0.2; 0.2 × 2 = 0.4, so 1.
    Case(
      what: "failed pods are left out", pods: [.ready(100), .ready(100), .failed(900)], target: 50,
      replicas: 1, utilization: 10),
    // Ratio of the known: 1600/2000 = 80 %, 80/50 = 1.6 is up. The missing counts as 0: 1600/3000 is
    // 53 %; 53/50 = 1.06 is within.
    Case(
      what: "up with one missing: nothing", pods: [.ready(800), .ready(800), .missing], target: 50,
      replicas: 3, utilization: 80),
    // 2400/3000 = 80 %, with a missing one 2400/4000 = 60 %; 60/50 = 1.2; 1.2 × 4 = 4.8, so 5.
    Case(
      what: "up with one missing: less", pods: [.ready(800), .ready(800), .ready(800), .missing],
      target: 50, replicas: 5, utilization: 80),
    // 100/1000 = 10 %, down. The missing count as 1000 each: 2100/3000 = 70 %, which is up: nothing.
    Case(
      what: "down with two missing turns: nothing", pods: [.ready(100), .missing, .missing],
      target: 50, replicas: 3, utilization: 10),
    // 300/3000 = 10 %; with a missing one 1300/4000 = 32 %; 32/50 = 0.64; 0.64 × 4 = 2.56, so 3.
    Case(
      what: "down with one missing: less", pods: [.ready(100), .ready(100), .ready(100), .missing],
      target: 50, replicas: 3, utilization: 10),
    // A target above 100: the missing count as 150 %: 600+1500 = 2100/3000 = 70 %; 70/150 = 0.4666;
    // × 3 = 1.4, so 2.
    Case(
      what: "down with one missing at a target above 100",
      pods: [.ready(300), .ready(300), .missing], target: 150, replicas: 2, utilization: 30),
    // Within the tolerance and one missing: 500/1000 = 50 %, 50/50 = 1, no direction, so nothing is
    // made up for, and 1 is within.
    Case(
      what: "at the target with one missing", pods: [.ready(500), .missing], target: 50,
      replicas: 2, utilization: 50),
    // A pending pod counts as 0 on the way up: 1600/2000 = 80 % → 1600/3000 = 53 %, within.
    Case(
      what: "up with one pending: nothing", pods: [.ready(800), .ready(800), .pending], target: 50,
      replicas: 3, utilization: 80),
    // 200 % → 4000/2000; with two pending 4000/4000 = 100 %; 100/50 = 2; 2 × 4 = 8.
    Case(
      what: "up with two pending", pods: [.ready(2_000), .ready(2_000), .pending, .pending],
      target: 50, replicas: 8, utilization: 200),
    // Down, the pending is left out: 200/2000 = 10 %; 0.2 × 2 = 0.4, so 1.
    Case(
      what: "down with one pending", pods: [.ready(100), .ready(100), .pending], target: 50,
      replicas: 1, utilization: 10),
    // Up with one missing and one pending: 3200/2000... 160 % → 3200/4000 = 80 %; 80/50 = 1.6;
    // 1.6 × 4 = 6.4, so 7.
    Case(
      what: "up with one missing and one pending",
      pods: [.ready(1_600), .ready(1_600), .missing, .pending], target: 50, replicas: 7,
      utilization: 160),
    // Down with one missing and one pending: the pending stays out: 200+1000 = 1200/3000 = 40 %;
    // 40/50 = 0.8; 0.8 × 3 = 2.4, so 3; that is less than four.
    Case(
      what: "down with one missing and one pending",
      pods: [.ready(100), .ready(100), .missing, .pending], target: 50, replicas: 3,
      utilization: 10),
    // Four are wanted and only one is there: 900/1000 = 90 %; with the missing one 900/2000 = 45 %,
    // which turns: nothing.
    Case(
      what: "up turns with one missing", pods: [.ready(900), .missing], current: 4, target: 50,
      replicas: 4, utilization: 90),
    // Six are wanted, three are there: 210 % → 2100/3000 = 70 %; 70/50 = 1.4; 1.4 × 3 = 4.2, so 5,
    // which is below six: nothing.
    Case(
      what: "fewer pods than wanted", pods: [.ready(2_100), .missing, .missing], current: 6,
      target: 50, replicas: 6, utilization: 210),
    // Two are wanted, five are there: 300/3000 = 10 %, with two missing 2300/5000 = 46 %, within.
    Case(
      what: "more pods than wanted",
      pods: [.ready(100), .ready(100), .ready(100), .missing, .missing], current: 2, target: 50,
      replicas: 2, utilization: 10),
    // Different sizes of use: 1800+200 = 2000 of 2000 is 100 %; 100/60 = 1.667; × 2 = 3.33, so 4.
    Case(
      what: "the sum counts", pods: [.ready(1_800), .ready(200)], target: 60, replicas: 4,
      utilization: 100, usage: 1_000),
    // Requests of a fifth: 100/200 = 50 % at a target of 10: 5 × 1 = 5.
    Case(
      what: "a small request", pods: [.ready(100)], target: 10, request: 200, replicas: 5,
      utilization: 50),
    // A pod that began 60 s ago and is not ready is left out; up it counts as 0:
    // 1000/1000 = 100 % → 1000/2000 = 50 %, within.
    Case(
      what: "young and not ready",
      pods: [
        .ready(1_000), .young(use: 900, started: 60, ready: nil, measured: 5),
      ], target: 50, replicas: 2, utilization: 100),
    // Ready for 30 s, measured over 15 s up to 5 s ago: it counts. 1900/2000 = 95 %; 95/50 = 1.9;
    // 1.9 × 2 = 3.8, so 4.
    Case(
      what: "young and ready long enough",
      pods: [
        .ready(1_000), .young(use: 900, started: 60, ready: 30, measured: 5),
      ], target: 50, replicas: 4, utilization: 95),
    // Ready for 15 s, measured 5 s ago over 15 s: part of the window lies before, so it is left out;
    // up it counts as 0: 100 % → 50 %, within.
    Case(
      what: "young, ready for too short a while",
      pods: [
        .ready(1_000), .young(use: 900, started: 60, ready: 15, measured: 5),
      ], target: 50, replicas: 2, utilization: 100),
    // Exactly one window after it became ready it counts: 1900/2000 = 95 %; × 2 = 3.8, so 4.
    Case(
      what: "young, ready for just a window",
      pods: [
        .ready(1_000), .young(use: 900, started: 60, ready: 20, measured: 5),
      ], target: 50, replicas: 4, utilization: 95),
    // Five minutes after its start it is no longer young; it is not ready since 200 s, long after its
    // first 30 s, so it has been ready and counts: 1500/2000 = 75 %; 1.5 × 2 = 3.
    Case(
      what: "old and not ready any more",
      pods: [
        .ready(1_000), .unready(use: 500, started: 400, since: 200),
      ], target: 50, replicas: 3, utilization: 75),
    // Not ready since 5 s after its start: it has never been ready and is left out; up it counts as 0:
    // 100 % → 50 %, within.
    Case(
      what: "old and never ready",
      pods: [
        .ready(1_000), .unready(use: 500, started: 400, since: 395),
      ], target: 50, replicas: 2, utilization: 100),
    // Exactly 30 s after its start: it counts: 1500/2000 = 75 %; 1.5 × 2 = 3.
    Case(
      what: "old, not ready since its thirtieth second",
      pods: [
        .ready(1_000), .unready(use: 500, started: 400, since: 370),
      ], target: 50, replicas: 3, utilization: 75),
    // Exactly five minutes old: no longer young.
    Case(
      what: "five minutes old",
      pods: [
        .ready(1_000), .unready(use: 500, started: 300, since: 100),
      ], target: 50, replicas: 3, utilization: 75),
    // One second younger it is young, and not ready: 100 % → 50 %, within.
    Case(
      what: "one second younger than five minutes",
      pods: [
        .ready(1_000), .unready(use: 500, started: 299, since: 100),
      ], target: 50, replicas: 2, utilization: 100),
  ]

  @Test(arguments: utilizations)
  func utilization(_ one: Case) throws {
    let (pods, measured) = world(one.pods)
    let calculator = ReplicaCalculator(
      pods: pods, currentReplicas: one.current ?? pods.count, tolerance: one.tolerance,
      now: Self.now)
    let requests = Dictionary(uniqueKeysWithValues: pods.map { ($0.name, one.request) })
    let proposal = try calculator.proposal(
      utilization: one.target, requests: { () throws(ScalingFault) in requests }, measured,
      isCPU: true)
    #expect(proposal.replicas == one.replicas)
    #expect(proposal.utilization == one.utilization)
    if let usage = one.usage { #expect(proposal.usage == usage) }
  }

  // MARK: Means

  static let means: [Case] = [
    // (20+10+30)/3 = 20; 20/15 = 1.333; × 3 = 4.
    Case(
      what: "up", pods: [.ready(20_000), .ready(10_000), .ready(30_000)], target: 15_000,
      replicas: 4, usage: 20_000),
    // (12+12+12)/3 = 12; 12/20 = 0.6; × 3 = 1.8, so 2.
    Case(
      what: "down", pods: [.ready(12_000), .ready(12_000), .ready(12_000)], target: 20_000,
      replicas: 2, usage: 12_000),
    // 21/20 = 1.05 is within.
    Case(
      what: "within", pods: [.ready(21_000), .ready(21_000)], target: 20_000, replicas: 2,
      usage: 21_000),
    // 100 cut from (100+101)/2 = 100.5; 100/50 = 2; × 2 = 4.
    Case(
      what: "means are cut", pods: [.ready(100), .ready(101)], target: 50, replicas: 4, usage: 100),
    // 30/20 = 1.5 up; the missing is 0: (30+30+0)/3 = 20; 1, within.
    Case(
      what: "up with one missing: nothing", pods: [.ready(30_000), .ready(30_000), .missing],
      target: 20_000, replicas: 3, usage: 30_000),
    // 60/20 up; (60+60+0)/3 = 40; 2; × 3 = 6.
    Case(
      what: "up with one missing: less", pods: [.ready(60_000), .ready(60_000), .missing],
      target: 20_000, replicas: 6, usage: 60_000),
    // 5/20 down; the missing is at its target: (5+5+20)/3 = 10; 0.5; × 3 = 1.5, so 2.
    Case(
      what: "down with one missing", pods: [.ready(5_000), .ready(5_000), .missing],
      target: 20_000, replicas: 2, usage: 5_000),
    // 60/20 up with one pending, which is 0: (60+0)/2 = 30; 1.5; × 2 = 3.
    Case(
      what: "up with one pending", pods: [.ready(60_000), .pending], target: 20_000, replicas: 3,
      usage: 60_000),
    // For what is no CPU it does not matter whether a pod is ready: (60+20)/2 = 40; 2; × 2 = 4.
    Case(
      what: "readiness does not count",
      pods: [
        .ready(60_000), .young(use: 20_000, started: 60, ready: nil, measured: 5),
      ], target: 20_000, replicas: 4, usage: 40_000),
    // Down to nothing: 0/20 = 0; × 2 = 0.
    Case(
      what: "nothing", pods: [.ready(0), .ready(0)], target: 20_000, replicas: 0, usage: 0),
  ]

  @Test(arguments: means)
  func mean(_ one: Case) throws {
    let (pods, measured) = world(one.pods)
    let calculator = ReplicaCalculator(
      pods: pods, currentReplicas: one.current ?? pods.count, tolerance: one.tolerance,
      now: Self.now)
    let proposal = try calculator.proposal(average: one.target, measured, isCPU: false)
    #expect(proposal.replicas == one.replicas)
    #expect(proposal.usage == one.usage)
    #expect(proposal.utilization == nil)
  }

  // MARK: One amount for all

  struct Amount: Sendable {
    let current: Int
    var ready = 0
    let target: Int64
    let amount: Int64
    let replicas: Int
    var usage: Int64?
  }

  static let values: [Amount] = [
    // 20/15 = 1.333; × 3 = 4.
    Amount(current: 3, ready: 3, target: 15_000, amount: 20_000, replicas: 4),
    // 9/15 = 0.6; × 5 = 3.
    Amount(current: 5, ready: 5, target: 15_000, amount: 9_000, replicas: 3),
    // 16/15 = 1.067, within.
    Amount(current: 3, ready: 3, target: 15_000, amount: 16_000, replicas: 3),
    // Only the ready count: 30/15 = 2; × 2 = 4.
    Amount(current: 5, ready: 2, target: 15_000, amount: 30_000, replicas: 4),
    // None is ready: 2 × 0 = 0.
    Amount(current: 1, ready: 0, target: 15_000, amount: 30_000, replicas: 0),
    // From nothing: 40/15 = 2.67, so 3.
    Amount(current: 0, target: 15_000, amount: 40_000, replicas: 3),
    // From nothing, with nothing: 0.
    Amount(current: 0, target: 15_000, amount: 0, replicas: 0),
    // From nothing, with a little: 1/15, so 1.
    Amount(current: 0, target: 15_000, amount: 1_000, replicas: 1),
    // To nothing: 0 × 3 = 0.
    Amount(current: 3, ready: 3, target: 15_000, amount: 0, replicas: 0),
  ]

  @Test(arguments: values)
  func value(_ one: Amount) throws {
    var pods = (0..<max(1, one.current)).map { ScaledPod(name: "pod-\($0)") }
    for index in pods.indices { pods[index].ready = index < one.ready ? "True" : "False" }
    let calculator = ReplicaCalculator(
      pods: one.current == 0 ? [] : pods, currentReplicas: one.current, now: Self.now)
    let proposal = try calculator.proposal(value: one.target, one.amount)
    #expect(proposal.replicas == one.replicas)
    #expect(proposal.usage == one.amount)
  }

  static let shares: [Amount] = [
    // 60/(15×3) = 1.33, so 60/15 = 4; the mean of three is 20.
    Amount(current: 3, target: 15_000, amount: 60_000, replicas: 4, usage: 20_000),
    // 46/(15×3) = 1.02, within; 46/3 = 15.334 rounded up.
    Amount(current: 3, target: 15_000, amount: 46_000, replicas: 3, usage: 15_334),
    // 20/(15×4) = 0.33; 20/15 = 1.33, so 2.
    Amount(current: 4, target: 15_000, amount: 20_000, replicas: 2, usage: 5_000),
    // Nothing: 0/15 = 0.
    Amount(current: 2, target: 15_000, amount: 0, replicas: 0, usage: 0),
    // From nothing: 31/15 = 2.07, so 3.
    Amount(current: 0, target: 15_000, amount: 31_000, replicas: 3, usage: 31_000),
    // From nothing, with nothing.
    Amount(current: 0, target: 15_000, amount: 0, replicas: 0, usage: 0),
    // 1/(1 000 000×1): beyond the tolerance; rounded up to one, not to none.
    Amount(current: 1, target: 1_000_000, amount: 1, replicas: 1, usage: 1),
  ]

  @Test(arguments: shares)
  func share(_ one: Amount) {
    let calculator = ReplicaCalculator(pods: [], currentReplicas: one.current, now: Self.now)
    let proposal = calculator.proposal(
      perPod: one.target, one.amount, statusReplicas: one.current)
    #expect(proposal.replicas == one.replicas)
    #expect(proposal.usage == one.usage)
  }

  // MARK: Faults

  @Test func whatIsMissingIsTold() {
    func fault(_ cases: [PodCase], request: Int64 = 1_000) -> String? {
      let (pods, measured) = world(cases)
      let calculator = ReplicaCalculator(pods: pods, currentReplicas: 1, now: Self.now)
      do throws(ScalingFault) {
        _ = try calculator.proposal(
          utilization: 50,
          requests: { () throws(ScalingFault) in
            Dictionary(uniqueKeysWithValues: pods.map { ($0.name, request) })
          }, measured, isCPU: true)
        return nil
      } catch {
        return error.message
      }
    }
    #expect(fault([]) == "no pods returned by selector while calculating replica count")
    #expect(
      fault([.pending, .terminating(100)])
        == "did not receive metrics for targeted pods (pods might be unready)")
    #expect(fault([.ready(100)], request: 0) == "no metrics returned matched known pods")
    let calculator = ReplicaCalculator(pods: [], currentReplicas: 2, now: Self.now)
    #expect(throws: ScalingFault.self) { try calculator.proposal(value: 10, 100) }
  }
}
