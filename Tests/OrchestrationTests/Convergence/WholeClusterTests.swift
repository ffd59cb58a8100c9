// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import Testing

@testable import Orchestration

/// Services, volumes, secrets and requests together: whatever happens, everything serves in the end,
/// no address is given twice, no volume is on two nodes, no claim is lost, no unready pod is asked,
/// and no secret comes to light.
@Suite struct WholeClusterTests {
  /// How many histories run: `STEVEDORE_HISTORIES=2000` for all that were run before a release.
  static let count: UInt64 =
    ProcessInfo.processInfo.environment["STEVEDORE_HISTORIES"].flatMap { UInt64($0) } ?? 6

  static func seeds(_ part: UInt64) -> [UInt64] {
    if let single = ConvergenceTests.single { return single % 2 == part ? [single] : [] }
    return Array(stride(from: part, to: count, by: 2))
  }

  @Test(arguments: 0..<2) func everythingServesInTheEnd(_ part: UInt64) throws {
    var (addresses, attachments, requests) = (0, 0, 0)
    for seed in Self.seeds(part) {
      let made = WholeScenario(seed: seed)
      let log = EventLog()
      var options = Simulation.Options()
      options.sink = log
      let simulation = try Simulation(made.scenario(), options)
      let invariants = try InvariantChecker(simulation.machinery, simulation.clock)
      (invariants.checksBudgets, invariants.checksRollouts) = (false, false)
      let services = try ServiceInvariants(simulation, checksRequests: made.isNetworkSteady)
      let result = simulation.run()
      var faults = invariants.faults + services.faults
      faults += try unmet(simulation, result)
      if leaks(made.canary, log, simulation) { faults.append("a secret came to light") }
      #expect(
        faults.isEmpty, "history \(seed):\n\(faults.joined(separator: "\n"))\n\(made.text)")
      addresses += services.addressCount
      attachments += services.attachmentCount
      requests += services.requestCount
    }
    guard ConvergenceTests.single == nil else { return }
    #expect(addresses > 0 && attachments > 0)
    #expect(requests > 0 || part == 0)
  }

  /// What is not as it was asked for at the end.
  private func unmet(_ simulation: Simulation, _ result: SimulationResult) throws -> [String] {
    let user = simulation.machinery.client(named: "test")
    var faults: [String] = []
    for type in [ResourceType.deployments, .statefulSets] {
      for object in try user.list(type, ListOptions()).items {
        let wanted = object["spec"]?.object?.wholeNumber("replicas") ?? 1
        let status = object["status"]?.object ?? Fields()
        for name in ["replicas", "readyReplicas", "updatedReplicas"] {
          let count = status.wholeNumber(name) ?? 0
          if count != wanted {
            faults.append("\(ObjectKey(object)) wants \(wanted) and has \(count) \(name)")
          }
        }
      }
    }
    for claim in try user.list(.persistentVolumeClaims, ListOptions()).items
    where claim["status"]?.object?["phase"] != "Bound" {
      faults.append("claim \(ObjectKey(claim)) is not bound")
    }
    let last = Double(WholeScenario.horizon) - 600
    for flow in result.traffic?.flows ?? [] {
      let late = flow.samples.filter { $0.seconds > last }
      let (served, failed) = late.reduce((0, 0)) { ($0.0 + $1.served, $0.1 + $1.failed) }
      if served == 0 || failed > 0 {
        faults.append("\(flow.name) in the end: \(served) served, \(failed) failed")
      }
    }
    return faults
  }

  /// Whether the log or an event has what a secret says, plain or encoded.
  private func leaks(_ canary: String, _ log: EventLog, _ simulation: Simulation) -> Bool {
    let encoded = Base64Text.encode(Array(canary.utf8))
    var text = log.jsonLines
    let events = try? simulation.machinery.client(named: "test").list(.events, ListOptions())
    for event in events?.items ?? [] { text += JSONWriter().text(.object(event)) }
    return text.contains(canary) || text.contains(encoded)
  }
}
