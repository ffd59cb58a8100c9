// SPDX-License-Identifier: Apache-2.0

import Scheduling
import Testing

@testable import Reporting

@Suite("Sentences about clusters")
struct ClusterPhrasesTests {
  @Test(
    "Amounts are written as Kubernetes writes them",
    arguments: [
      (500, "cpu", "500m"), (2000, "cpu", "2"), (0, "cpu", "0"), (-1500, "cpu", "-1500m"),
      (1 << 30, "memory", "1Gi"), (1536 << 20, "memory", "1536Mi"), (1000, "memory", "1000"),
      (4096, "memory", "4Ki"), ((100 << 20) + 5, "memory", "100Mi"), (7, "nvidia.com/gpu", "7"),
      (2 << 20, "hugepages-2Mi", "2Mi"), (3, "pods", "3"),
    ] as [(Int64, String, String)])
  func amounts(amount: Int64, resource: String, text: String) {
    #expect(AmountText.text(amount, of: resource) == text)
  }

  @Test("Needs are rounded up, what is free down")
  func rounding() {
    let amount = Int64(100 << 20) + 5
    #expect(AmountText.text(amount, of: "memory", rounding: .up) == "101Mi")
    #expect(AmountText.text(-amount, of: "memory") == "-101Mi")
    #expect(AmountText.text(.max, of: "memory") == "\(Int64.max)")
    #expect(AmountText.text(.min, of: "cpu").hasPrefix("-"))
  }

  @Test(
    "Refusals tell by how much",
    arguments: [
      (
        .insufficient(resource: "cpu", requested: 500, free: 200, allocatable: 4000),
        "needs 500m cpu, 200m free of 4"
      ),
      (.tooManyPods(allowed: 110), "holds all 110 pods that it takes"),
      (
        .untoleratedTaint(key: "dedicated", value: "gpu", effect: "NoSchedule"),
        "has the taint dedicated=gpu:NoSchedule, which the pod does not tolerate"
      ),
      (.hostPort(80), "port 80 is taken"),
      (
        .skew(topologyKey: "zone", skew: 3, maxSkew: 1), "would be skewed by 3 over zone, 1 allowed"
      ),
      (.unschedulable, "is cordoned"),
    ] as [(RefusalReason, String)])
  func refusals(reason: RefusalReason, text: String) {
    #expect(RefusalPhrases.text(reason) == text)
  }

  @Test(
    "Changes are things to do",
    arguments: [
      (
        .requestLess(resource: "cpu", from: 2000, to: 1500), "lower the cpu request from 2 to 1500m"
      ),
      (
        .moreAllocatable(resource: "memory", from: 1 << 30, to: 3 << 30),
        "raise the memory of n from 1Gi to 3Gi"
      ),
      (.allowMorePods(from: 110, to: 111), "raise the number of pods that n takes from 110 to 111"),
      (
        .tolerate(key: "dedicated", value: "gpu", effect: "NoSchedule"),
        "tolerate the taint dedicated=gpu:NoSchedule of n"
      ),
      (
        .tolerate(key: "gpu", value: "", effect: "NoExecute"),
        "tolerate the taint gpu:NoExecute of n"
      ),
      (.uncordon, "uncordon n"),
      (.label(key: "disk", comparison: "In", values: ["ssd"]), "label n disk=ssd"),
      (
        .label(key: "disk", comparison: "In", values: ["hdd", "ssd"]),
        "label n disk with one of hdd, ssd"
      ),
      (.label(key: "disk", comparison: "Exists", values: []), "label n disk"),
      (.label(key: "disk", comparison: "NotIn", values: ["hdd"]), "take the label disk off n"),
      (.label(key: "size", comparison: "Gt", values: ["3"]), "label n so that size Gt 3"),
      (.relaxNodeAffinity, "let the pod's node affinity allow n"),
      (.freePort(80), "free port 80 of n"),
      (.raiseMaxSkew(topologyKey: "zone", from: 1, to: 2), "raise maxSkew over zone from 1 to 2"),
      (.addTopologyLabel("zone"), "give n a label zone"),
      (.dropAffinity(topologyKey: "zone"), "drop the required pod affinity over zone"),
      (
        .dropAntiAffinity(topologyKey: "zone", isExisting: false),
        "drop the required pod anti-affinity over zone"
      ),
      (
        .dropAntiAffinity(topologyKey: "zone", isExisting: true),
        "drop the anti-affinity of other pods over zone that forbids it"
      ),
    ] as [(Change, String)])
  func changes(change: Change, text: String) {
    #expect(ChangePhrases.text(change, node: "n") == text)
  }

  @Test("Several changes make one sentence")
  func sentence() {
    let changes: [Change] = [
      .uncordon, .requestLess(resource: "cpu", from: 2000, to: 1500), .freePort(80),
    ]
    #expect(
      ChangePhrases.sentence(changes, node: "n")
        == "uncordon n, lower the cpu request from 2 to 1500m and free port 80 of n, then it fits on n"
    )
  }
}
