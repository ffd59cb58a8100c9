// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Counts kept while pods come and go, compared with a count of all.
@Suite struct BudgetMembersTests {
  @Test(arguments: 1...20)
  func countsAreThoseOfAWalk(_ seed: UInt64) {
    var random = TestRandom(seed: seed)
    var members = BudgetMembers(selector: LabelSelector())
    var pods: [String: Fields] = [:]
    for _ in 0..<200 {
      let name = "pod-\(random.below(12))"
      if random.below(4) == 0 {
        #expect(members.remove(name) == (pods.removeValue(forKey: name) != nil))
      } else {
        var pod: Fields = ["metadata": ["name": .string(name)]]
        pod.setCondition(
          ObjectCondition(type: "Ready", status: random.below(2) == 0 ? "True" : "False"),
          at: "2026-01-01T00:00:00Z")
        let owner = random.below(3)
        pod.modify("metadata") {
          if owner > 0 {
            $0["ownerReferences"] = [["uid": .string("owner-\(owner)"), "controller": true]]
          }
          if random.below(4) == 0 { $0["deletionTimestamp"] = "2026-01-01T00:00:00Z" }
        }
        _ = members.set(name, pod)
        pods[name] = pod
      }
      let owners = Set(pods.values.compactMap { $0.controllerReference?["uid"]?.string })
      #expect(members.count == pods.count)
      #expect(members.healthyCount == pods.values.filter { $0.isReady && !$0.isTerminating }.count)
      #expect(members.unmanagedCount == pods.values.filter { $0.controllerReference == nil }.count)
      #expect(members.controllerReferences.map { $0["uid"]?.string } == owners.sorted())
    }
  }
}
