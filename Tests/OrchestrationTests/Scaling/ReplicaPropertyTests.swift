// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// The calculator against a plain one, which lists the pods that count and what they count as.
@Suite struct ReplicaPropertyTests {
  private struct Pod {
    var name: String
    var kind: Int
    var use: Int64
    var request: Int64
  }

  /// Works with exact fractions of whole numbers instead of ratios.
  private func reference(
    _ pods: [Pod], target: Int64, current: Int
  ) -> Int? {
    let known = pods.filter { $0.kind == 0 }
    let missing = pods.filter { $0.kind == 1 }
    let pending = pods.filter { $0.kind == 2 }
    if known.isEmpty { return nil }
    func percent(_ list: [(use: Int64, request: Int64)]) -> Int64? {
      let request = list.reduce(0) { $0 + $1.request }
      return request == 0 ? nil : list.reduce(0) { $0 + $1.use } * 100 / request
    }
    // Within a tenth: 0.9 × target ≤ percent ≤ 1.1 × target.
    func isWithin(_ percent: Int64) -> Bool {
      10 * percent >= 9 * target && 10 * percent <= 11 * target
    }
    func ceiling(_ percent: Int64, _ count: Int) -> Int {
      Int((percent * Int64(count) + target - 1) / target)
    }
    var list = known.map { (use: $0.use, request: $0.request) }
    guard let first = percent(list) else { return nil }
    let isUp = first > target
    let isDown = first < target
    if missing.isEmpty, !isUp || pending.isEmpty {
      return isWithin(first) ? current : ceiling(first, known.count)
    }
    if isDown { list += missing.map { ($0.request * max(100, target) / 100, $0.request) } }
    if isUp { list += (missing + pending).map { (0, $0.request) } }
    guard let second = percent(list) else { return nil }
    if isWithin(second) || (isUp && second < target) || (isDown && second > target) {
      return current
    }
    let replicas = ceiling(second, list.count)
    if second < target, replicas > current { return current }
    if second > target, replicas < current { return current }
    return replicas
  }

  @Test(arguments: 0..<40)
  func equalsThePlainOne(_ seed: Int) {
    var random = TestRandom(seed: UInt64(seed))
    for _ in 0..<100 {
      let count = 1 + random.below(12)
      var pods: [Pod] = []
      for number in 0..<count {
        let kind = [0, 0, 0, 1, 2, 3][random.below(6)]
        pods.append(
          Pod(
            name: "p\(number)", kind: kind, use: Int64(random.below(2_000)),
            request: Int64(random.below(20)) * 50))
      }
      let target = Int64(1 + random.below(200))
      let current = max(1, count + random.below(5) - 2)
      var scaled: [ScaledPod] = []
      var measured: [String: PodMeasurement] = [:]
      for pod in pods {
        var one = ScaledPod(name: pod.name)
        (one.ready, one.startTime) = ("True", Timestamp(seconds: 0))
        one.readySince = Timestamp(seconds: 5)
        if pod.kind == 2 { one.phase = "Pending" }
        if pod.kind == 3 { one.isTerminating = true }
        if pod.kind == 0 || pod.kind == 3 { measured[pod.name] = PodMeasurement(value: pod.use) }
        scaled.append(one)
      }
      let calculator = ReplicaCalculator(
        pods: scaled, currentReplicas: current, now: Timestamp(seconds: 10_000))
      let requests = Dictionary(uniqueKeysWithValues: pods.map { ($0.name, $0.request) })
      let found = try? calculator.proposal(
        utilization: target, requests: { () throws(ScalingFault) in requests }, measured,
        isCPU: true)
      #expect(
        found?.replicas == reference(pods, target: target, current: current),
        "\(pods), target \(target), current \(current)")
    }
  }
}
