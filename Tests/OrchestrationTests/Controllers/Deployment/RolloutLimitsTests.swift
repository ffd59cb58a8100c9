// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite struct RolloutLimitsTests {
  struct Row: Sendable {
    let replicas: Int
    let surge: IntOrString
    let unavailable: IntOrString
    let expected: [Int]
  }

  /// From the table of `TestResolveFenceposts` in
  /// `pkg/controller/deployment/util/deployment_util_test.go` and the documented rounding.
  static let rows = [
    Row(replicas: 0, surge: "0%", unavailable: "0%", expected: [0, 0]),
    Row(replicas: 4, surge: "39%", unavailable: "39%", expected: [2, 1]),
    Row(replicas: 10, surge: "25%", unavailable: "25%", expected: [3, 2]),
    Row(replicas: 3, surge: "25%", unavailable: "25%", expected: [1, 0]),
    Row(replicas: 1, surge: "0", unavailable: "25%", expected: [0, 1]),
    Row(replicas: 10, surge: 0, unavailable: 0, expected: [0, 1]),
    Row(replicas: 10, surge: 7, unavailable: 20, expected: [7, 10]),
    Row(replicas: 200, surge: "1%", unavailable: "0%", expected: [2, 0]),
  ]

  @Test(arguments: rows) func sharesAreRounded(_ row: Row) {
    let limits = RolloutLimits(
      replicas: row.replicas, isRolling: true, maxSurge: row.surge,
      maxUnavailable: row.unavailable)
    #expect([limits.maxSurge, limits.maxUnavailable] == row.expected)
  }

  @Test func nothingStraysWhereAllAreRecreated() {
    let limits = RolloutLimits(
      replicas: 5, isRolling: false, maxSurge: 3, maxUnavailable: 3)
    #expect([limits.maxSurge, limits.maxUnavailable] == [0, 0])
  }

  @Test func absentFieldsAreTheDefault() {
    let limits = RolloutLimits(["spec": ["replicas": 8]])
    #expect([limits.replicas, limits.maxSurge, limits.maxUnavailable] == [8, 2, 2])
  }
}
