// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Service discovery and balancing, by the scenarios that show them.
@Suite struct NetworkAcceptanceTests {
  @Test(arguments: ["service-discovery", "load-balancer"], [1 as UInt64, 7])
  func everythingIsAsExpected(_ scenario: String, _ seed: UInt64) throws {
    let result = try ScenarioRunner.run(scenario, seed: seed)
    #expect(!result.expectations.isEmpty)
    let missed = ScenarioRunner.missed(result)
    #expect(missed.isEmpty, "\(missed)")
  }

  private func log(_ scenario: String) throws -> String {
    let log = EventLog()
    _ = try ScenarioRunner.run(scenario, seed: 3, sink: log)
    return log.jsonLines
  }

  @Test(arguments: ["service-discovery", "load-balancer"])
  func runsAreAlike(_ scenario: String) throws {
    let first = try log(scenario)
    #expect(first.utf8.count > 1_000)
    for _ in 1..<5 { #expect(try log(scenario) == first) }
  }

  /// A node that is cut off sends connections where endpoints were; the others, where they are.
  @Test func nodesThatAreCutOffSendConnectionsWhereEndpointsWere() throws {
    var scenario = try ScenarioRunner.scenario("load-balancer")
    scenario.timeline = Array(scenario.timeline.prefix(1))
    scenario.expectations = []
    let simulation = try Simulation(scenario)
    simulation.begin()
    func run(seconds: Int64) {
      simulation.clock.run(until: simulation.clock.now.advanced(by: seconds * 1_000_000))
    }
    func addresses(from node: String) -> Set<String> {
      var found: Set<String> = []
      for _ in 0..<20 {
        let connection = Connection(from: .node(node), to: "10.96.0.42", port: 80)
        if case .endpoint(let endpoint) = simulation.router.route(connection) {
          found.insert(endpoint.address)
        }
      }
      return found
    }
    run(seconds: 30)
    let before = addresses(from: "node-1")
    #expect(before.count == 2)
    #expect(simulation.resolver.addresses(of: "web", from: "default") == ["10.96.0.42"])
    simulation.partition("node-2", for: nil)
    for pod in try simulation.machinery.client(named: "user").list(.pods, ListOptions()).items
    where pod.boundNode == "node-1" {
      _ = try simulation.machinery.client(named: "user").delete(
        .pods, ObjectKey(pod), DeleteOptions())
    }
    run(seconds: 40)
    let after = addresses(from: "node-1")
    #expect(after.count == 2)
    #expect(after != before)
    #expect(addresses(from: "node-2") == before)
    simulation.fleet["node-2"]?.machine.connect()
    run(seconds: 5)
    #expect(addresses(from: "node-2") == addresses(from: "node-1"))
  }
}
