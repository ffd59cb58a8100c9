// SPDX-License-Identifier: Apache-2.0

import ClusterModel
public import Orchestration

extension SimulationRun {
  /// Makes the account of a run.
  ///
  /// - Parameters:
  ///   - result: What came of the run.
  ///   - isComplete: Whether it went on to the horizon.
  ///   - recording: What was recorded meanwhile, for events and for replaying.
  ///   - wallSeconds: How long it took in reality, where that is wanted.
  public init(
    _ result: SimulationResult, isComplete: Bool, recording: SimulationRecording? = nil,
    wallSeconds: Double? = nil
  ) {
    (scheduler, seed, seconds) = (result.scheduler, result.seed, result.seconds)
    self.isComplete = isComplete
    figures = result.figures.map {
      Figure(
        name: $0.name,
        value: $0.name.hasPrefix("time to run") && result.timeToRun.count == 0 ? nil : $0.value,
        isMoreBetter: SimulationResult.moreIsBetter.contains($0.name))
    }
    latencies = PodLatencies(
      toNode: Latency(result.timeToNode), toRun: Latency(result.timeToRun),
      toReady: Latency(result.timeToReady))
    podsCreated = result.podsCreated
    podsSucceeded = result.podsSucceeded
    podsFailed = result.podsFailed
    // What has to hold at the end says nothing about a run that was stopped before.
    expectations = result.expectations.filter { isComplete || $0.expectation.time != nil }.map {
      ExpectationReport(
        that: $0.expectation.that, atSeconds: $0.expectation.time.map { Double($0) / 1e6 },
        met: $0.isMet, found: $0.found, expected: $0.expected)
    }
    flows = result.traffic?.flows.map(RequestReport.init) ?? []
    services = result.traffic?.services.map(RequestReport.init) ?? []
    decisions =
      (result.scaling.decisions.map(DecisionReport.init)
      + result.capacityDecisions.flatMap { decision in
        DecisionReport.entries(
          of: decision,
          at: Double(decision.time.microseconds - result.start.microseconds) / 1e6)
      }).enumerated().sorted {
        $0.element.seconds != $1.element.seconds
          ? $0.element.seconds < $1.element.seconds : $0.offset < $1.offset
      }.map(\.element)
    replicas = result.scaling.series.map { series in
      ReplicaReport(
        target: series.target, seconds: series.points.map(\.seconds),
        wanted: series.points.map(\.wanted), ready: series.points.map(\.ready))
    }
    refusals = result.refusals.map { Refusal(message: $0.key, count: $0.value) }
      .sorted { $0.count != $1.count ? $0.count > $1.count : $0.message < $1.message }
    (writes, steps) = (result.writes, result.steps)
    samples = Self.columns(of: result.samples)
    events = recording?.events ?? []
    eventsLeftOut = recording?.eventsLeftOut ?? 0
    replay = recording?.replay(until: result.seconds)
    self.wallSeconds = wallSeconds
  }

  private static func columns(of samples: [MetricSample]) -> [Column] {
    var columns = [Column(name: "seconds", values: samples.map(\.seconds))]
    let rows = samples.map(\.values)
    for (index, name) in MetricSample.names.enumerated() {
      columns.append(Column(name: name, values: rows.map { $0[index] }))
    }
    return columns
  }
}

extension SimulationRun.Latency {
  fileprivate init(_ latencies: Latencies) {
    self.init(
      count: latencies.count, p50: latencies.p50, p95: latencies.p95, p99: latencies.p99,
      max: latencies.max)
  }
}
