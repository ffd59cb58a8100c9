// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Orchestration

/// One test for each thing that an orchestrator is there for, by the scenario that shows it.
@Suite struct AcceptanceTests {
  private func check(_ scenario: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let result = try ScenarioRunner.run(scenario)
    #expect(!result.expectations.isEmpty, sourceLocation: sourceLocation)
    let missed = ScenarioRunner.missed(result)
    #expect(missed.isEmpty, "\(missed)", sourceLocation: sourceLocation)
  }

  @Test func desiredStateManagement() throws { try check("desired-state") }
  @Test func automaticBinPacking() throws { try check("bin-packing-under-churn") }
  @Test func automatedRollout() throws { try check("rolling-update") }
  @Test func rollback() throws { try check("stuck-rollout-and-rollback") }
  @Test func selfHealingOfContainers() throws { try check("crash-loop") }
  @Test func selfHealingOfPods() throws { try check("self-healing-pod") }
  @Test func selfHealingOfNodes() throws { try check("node-loss") }
  @Test func groupingByLabels() throws { try check("grouping-by-labels") }
  @Test func functionWiseControllers() throws { try check("function-wise-controllers") }
  @Test func drainingWithinBudgets() throws { try check("drain-with-budget") }
  @Test func preemption() throws { try check("preemption") }
  @Test func faultsAndStages() throws { try check("failing-probe") }
  @Test func batchJobs() throws { try check("batch-jobs") }

  /// Every scenario that there is has a test above.
  @Test func allScenariosAreRun() {
    let run = [
      "api-server-restart", "bad-configuration-rollback", "batch-jobs",
      "bin-packing-under-churn", "clock-skew", "configuration-update", "crash-loop",
      "desired-state", "drain-with-budget", "failing-probe", "full-store",
      "function-wise-controllers", "grouping-by-labels", "immutable-configuration", "node-loss",
      "preemption", "rolling-update", "secret-rotation", "self-healing-pod",
      "stuck-rollout-and-rollback", "zone-partition",
    ]
    #expect(ScenarioRunner.names == run)
  }

  /// A different scheduler needs fewer nodes for the same pods, on the same seeds.
  @Test(arguments: [1, 2]) func packingNeedsFewerNodes(_ seed: UInt64) throws {
    var used: [Double] = []
    for scheduler in ["kube-scheduler", "best-fit"] {
      var options = Simulation.Options()
      (options.scheduler, options.seed) = (scheduler, seed)
      var scenario = try ScenarioRunner.scenario("bin-packing-under-churn")
      scenario.horizon /= 4
      let result = try Simulation(scenario, options).run()
      used.append(result.mean { Double($0.nodesUsed) })
    }
    #expect(used[1] < used[0])
  }
}
