// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Keeps figures of requests over time, and tells them to the log: one line for each flow and sample.
final class TrafficRecorder {
  let engine: TrafficEngine
  private var flows: [[TrafficSample]]
  private var services: [ObjectKey: [TrafficSample]] = [:]
  private var sampledAt: Int64?

  init(_ engine: TrafficEngine) {
    self.engine = engine
    flows = Array(repeating: [], count: engine.flows.count)
  }

  /// Takes a sample, one for each moment.
  ///
  /// - Parameters:
  ///   - moment: The time.
  ///   - log: Takes a line: its subject, what happened, and details.
  func sample(
    at moment: Timestamp, _ log: (String, String, [(name: String, value: Value)]) -> Void
  ) {
    engine.advance(to: moment.microseconds)
    let seconds = Double(moment.microseconds - engine.beginning) / 1e6
    guard sampledAt != moment.microseconds else { return }
    sampledAt = moment.microseconds
    for (index, flow) in engine.flows.enumerated() {
      let sample = take(flow.ledger, seconds)
      flows[index].append(sample)
      log("flow \(flow.setting.name)", "Requests", sample.details)
    }
    for (key, ledger) in engine.services {
      services[key, default: []].append(take(ledger, seconds))
    }
  }

  private func take(_ ledger: RequestLedger, _ seconds: Double) -> TrafficSample {
    defer { ledger.beginSample() }
    return TrafficSample(seconds: seconds, ledger.recent, inFlight: ledger.total.inFlight)
  }

  /// What became of all requests.
  var result: TrafficResult {
    var result = TrafficResult()
    for (flow, samples) in zip(engine.flows, flows) {
      result.flows.append(
        TrafficResult.Line(
          name: flow.setting.name, total: flow.ledger.total, samples: samples))
    }
    for (key, ledger) in engine.services.sorted(by: { $0.key < $1.key }) {
      result.services.append(
        TrafficResult.Line(
          name: key.description, total: ledger.total, samples: services[key] ?? []))
    }
    return result
  }

  /// The figure that an expectation asks for; `nil` where there is nothing of the name.
  func value(_ query: TrafficQuery) -> Double? {
    let ledger: RequestLedger?
    switch query.subject {
    case .flow(let name): ledger = engine.flows.first { $0.setting.name == name }?.ledger
    case .service(let key): ledger = engine.services[key]
    }
    guard let ledger else {
      if case .service = query.subject { return query.value(RequestTally()) }
      return nil
    }
    let window = ledger.windows.first { $0.from == query.from && $0.until == query.until }
    return query.value(window?.tally ?? ledger.total)
  }
}

extension TrafficSample {
  /// The figures for a line of the log; times in milliseconds.
  var details: [(name: String, value: Value)] {
    func milli(_ seconds: Double) -> Value { .number(String((seconds * 1e4).rounded() / 10)) }
    var details: [(name: String, value: Value)] = [
      ("sent", .integer(Int64(sent))), ("served", .integer(Int64(served))),
      ("failed", .integer(Int64(failed))), ("inFlight", .integer(Int64(inFlight))),
      ("pods", .integer(Int64(pods))), ("p50", milli(p50)), ("p95", milli(p95)),
      ("p99", milli(p99)),
    ]
    for reason in RequestFailure.allCases {
      if let count = failures[reason] { details.append((reason.rawValue, .integer(Int64(count)))) }
    }
    return details
  }
}
