// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Orchestration

/// Requests reach who is meant, or say why not, by the scenarios that show it.
@Suite struct TrafficAcceptanceTests {
  @Test(arguments: [
    "ingress-routing", "network-policy", "node-loss-under-traffic", "rolling-update-without-loss",
    "session-affinity", "traffic-spreads", "unready-pod-gets-no-traffic", "unserved-requests",
  ])
  func scenario(_ name: String) throws {
    let result = try ScenarioRunner.run(name)
    #expect(!result.expectations.isEmpty)
    let missed = ScenarioRunner.missed(result)
    #expect(missed.isEmpty, "\(missed)")
    let traffic = try #require(result.traffic)
    #expect(traffic.flows.count == (try ScenarioRunner.scenario(name)).traffic.count)
    for line in traffic.flows + traffic.services {
      let total = line.total
      #expect(total.sent == line.samples.reduce(0) { $0 + $1.sent })
      #expect(total.sent == total.served + total.failed + (line.samples.last?.inFlight ?? 0))
      #expect(total.failed == total.failures.reduce(0) { $0 + $1.count })
    }
  }

  /// The same seed gives the same log, one line for each flow and sample.
  @Test func theLogIsAlwaysTheSame() throws {
    func log() throws -> EventLog {
      let log = EventLog()
      _ = try ScenarioRunner.run("ingress-routing", sink: log)
      return log
    }
    let first = try log()
    #expect(try log().jsonLines == first.jsonLines)
    let lines = first.entries.filter { $0.category == .traffic }
    // Five flows, a sample every ten seconds of five minutes, and one at the beginning.
    #expect(lines.count >= 5 * 31 && lines.count <= 5 * 32)
    #expect(lines.last?.subject == "flow stranger")
  }
}
