// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Orchestration

/// Everything that an orchestrator is there for, at once.
@Suite struct ShopAcceptanceTests {
  @Test func aShopServesThroughADay() throws {
    let result = try ScenarioRunner.run("shop")
    #expect(result.expectations.count == 9)
    let missed = ScenarioRunner.missed(result)
    #expect(missed.isEmpty, "\(missed)")
    let flows = result.traffic?.flows ?? []
    #expect(flows.map(\.name) == ["pages", "searches", "orders"])
    for flow in flows {
      #expect(flow.total.sent == flow.total.served + flow.total.failed + flow.total.inFlight)
    }
    #expect(!result.scaling.decisions.isEmpty)
  }
}
