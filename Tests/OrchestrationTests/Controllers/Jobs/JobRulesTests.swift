// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite struct JobRulesTests {
  static func pod(exitCodes: [Int64], conditions: [String] = []) -> Fields {
    [
      "metadata": ["name": "p", "namespace": "n"],
      "status": [
        "phase": "Failed",
        "containerStatuses": .array(
          exitCodes.enumerated().map { index, code in
            [
              "name": .string("c\(index)"),
              "state": ["terminated": ["exitCode": .integer(code)]],
            ]
          }),
        "conditions": .array(
          conditions.map { ["type": .string($0), "status": "True"] }),
      ],
    ]
  }

  static func onExitCodes(
    _ action: String, _ comparison: String, _ values: [Int64], _ container: String? = nil
  ) -> Value {
    var requirement: Fields = ["operator": .string(comparison), "values": values.value]
    requirement["containerName"] = container.map { .string($0) }
    return ["action": .string(action), "onExitCodes": .object(requirement)]
  }

  static func onCondition(_ action: String, _ type: String) -> Value {
    ["action": .string(action), "onPodConditions": [["type": .string(type)]]]
  }

  @Test(
    arguments: [
      ([], [1], [], nil, true, nil),
      (
        [onExitCodes("FailJob", "In", [42])], [42], [],
        "Container c0 for pod n/p failed with exit code 42 matching FailJob rule at index 0", true,
        "FailJob"
      ),
      ([onExitCodes("FailJob", "In", [42])], [1], [], nil, true, nil),
      ([onExitCodes("Ignore", "NotIn", [42])], [1], [], nil, false, "Ignore"),
      ([onExitCodes("Ignore", "NotIn", [42])], [0], [], nil, true, nil),
      ([onExitCodes("Ignore", "NotIn", [42])], [0, 42], [], nil, true, nil),
      ([onExitCodes("Count", "In", [3], "c1")], [3, 4], [], nil, true, nil),
      ([onExitCodes("FailIndex", "In", [4], "c1")], [3, 4], [], nil, true, "FailIndex"),
      (
        [onCondition("Ignore", "DisruptionTarget")], [1], ["DisruptionTarget"], nil, false, "Ignore"
      ),
      (
        [onExitCodes("Count", "In", [9]), onCondition("FailJob", "ConfigIssue")], [1],
        ["DisruptionTarget", "ConfigIssue"],
        "Pod n/p has condition ConfigIssue matching FailJob rule at index 1", true, "FailJob"
      ),
      // The first rule that applies counts.
      (
        [onCondition("Ignore", "DisruptionTarget"), onExitCodes("FailJob", "In", [1])], [1],
        ["DisruptionTarget"], nil, false, "Ignore"
      ),
    ] as [([Value], [Int64], [String], String?, Bool, String?)])
  func failuresMeanWhatRulesSay(
    _ rules: [Value], _ codes: [Int64], _ conditions: [String], _ failure: String?,
    _ counts: Bool, _ action: String?
  ) {
    let policy = PodFailurePolicy(["rules": .array(rules)])
    let verdict = policy.verdict(Self.pod(exitCodes: codes, conditions: conditions))
    #expect(verdict.failure == failure)
    #expect(verdict.counts == counts)
    #expect(verdict.action?.rawValue == action)
  }

  @Test(
    arguments: [
      ([["succeededCount": 2]], [1], nil), ([["succeededCount": 2]], [1, 4], 0),
      ([["succeededIndexes": "0-2"]], [0, 1], nil), ([["succeededIndexes": "0-2"]], [0, 1, 2], 0),
      ([["succeededIndexes": "0-2", "succeededCount": 1]], [2], 0),
      ([["succeededIndexes": "0-2", "succeededCount": 1]], [3], nil),
      ([["succeededIndexes": "9"], ["succeededCount": 3]], [1, 2, 3], 1),
      ([["succeededIndexes": "99"]], [1, 2, 3], nil), ([["succeededCount": 0]], [], nil),
    ] as [([Value], [Int], Int?)])
  func successesAreEnoughByRules(_ rules: [Value], _ succeeded: [Int], _ rule: Int?) {
    let policy = JobSuccessPolicy(["rules": .array(rules)])
    let found = policy.match(IndexIntervals(succeeded), below: 10)
    #expect(found == rule.map { "Matched rules at index \($0)" })
  }

  @Test(
    arguments: [
      (0, 0), (1, 10), (2, 20), (3, 40), (6, 320), (7, 600), (30, 600),
    ] as [(Int, Int64)])
  func waitsDouble(_ failures: Int, _ seconds: Int64) {
    let backoff = JobBackoff(failures: failures, lastFailure: Timestamp(seconds: 1_000))
    #expect(backoff.remaining(at: Timestamp(seconds: 1_000)) == seconds * 1_000_000)
    let later = max(0, seconds - 15) * 1_000_000
    #expect(backoff.remaining(at: Timestamp(seconds: 1_015)) == later)
  }

  @Test func successesEndARowOfFailures() {
    func pod(_ end: Int64) -> Fields {
      [
        "status": [
          "containerStatuses": [
            ["state": ["terminated": ["finishedAt": Timestamp(seconds: end).value]]]
          ]
        ]
      ]
    }
    var backoff = JobBackoff()
    backoff.count(succeeded: [], failed: [pod(20), pod(10)])
    #expect(backoff == JobBackoff(failures: 2, lastFailure: Timestamp(seconds: 20)))
    backoff.count(succeeded: [], failed: [pod(30)])
    #expect(backoff == JobBackoff(failures: 3, lastFailure: Timestamp(seconds: 30)))
    backoff.count(succeeded: [pod(40)], failed: [pod(35), pod(50)])
    #expect(backoff == JobBackoff(failures: 1, lastFailure: Timestamp(seconds: 50)))
    backoff.count(succeeded: [pod(60)], failed: [])
    #expect(backoff == JobBackoff())
  }
}
