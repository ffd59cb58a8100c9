// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// How many nodes of one group pods that wait would need, found by placing them on such nodes one
/// after another with the filters of the scheduler.
///
/// From `cluster-autoscaler/estimator/binpacking_estimator.go`: large pods first, each on the first
/// new node that takes it, on another new one where none does. Pods that are alike are asked about
/// once where they fit nowhere.
struct ScaleUpEstimator {
  /// The cluster, with what is to come already and with the pods that wait on no node.
  let snapshot: ClusterSnapshot
  let template: NodeTemplate

  /// What came of it.
  struct Estimate {
    /// How many nodes.
    var nodes = 0
    /// The pods that are on them.
    var pods: [Int] = []
    /// Where those pods would be: the position of the node.
    var places: [Int: Int] = [:]
  }

  /// Why a new node refuses a pod; `nil` where it takes it.
  ///
  /// - Parameter pods: Pods; those alike are asked about once.
  /// - Returns: The reasons of those that are refused.
  func refusals(of pods: [Int]) -> [Int: [String]] {
    var fork = snapshot
    let position = template.upcoming
    template.add(position..<position + 1, to: &fork)
    guard let node = template.index(position, in: fork) else { return [:] }
    var known: [FailureKey: [String]?] = [:]
    var refusals: [Int: [String]] = [:]
    for pod in pods {
      let key = fork.failureKey(of: pod)
      if known[key] == nil {
        known[key] = .some(fork.refusal(of: pod, on: node)?.reasons.map(\.message))
      }
      if let reasons = known[key] ?? nil { refusals[pod] = reasons }
    }
    return refusals
  }

  /// Places pods on new nodes.
  ///
  /// - Parameters:
  ///   - pods: The pods that wait and that a new node would take.
  ///   - most: How many nodes at most.
  /// - Returns: The nodes and the pods on them.
  /// - Complexity: Pods times new nodes, and one arrangement of the snapshot for each new node.
  func estimate(_ pods: [Int], most: Int) -> Estimate {
    var estimate = Estimate()
    var fork = snapshot
    var opened = 0
    var isLastEmpty = false
    var refused: Set<FailureKey> = []
    var next = 0
    for pod in ordered(pods) {
      // Of the snapshot itself: classes are numbered anew where nodes come.
      let key = snapshot.failureKey(of: pod)
      if refused.contains(key) { continue }
      if let position = place(pod, in: &fork, opened: opened, from: &next) {
        if position == opened - 1 { isLastEmpty = false }
        estimate.places[pod] = position
        estimate.pods.append(pod)
        continue
      }
      // What does not fit on an empty node fits on no other either.
      guard opened < most, !isLastEmpty else {
        refused.insert(key)
        continue
      }
      let position = template.upcoming + opened
      template.add(position..<position + 1, to: &fork)
      opened += 1
      if let node = template.index(position, in: fork), fork.fits(pod, on: node) {
        fork.place(pod, on: node)
        estimate.places[pod] = opened - 1
        estimate.pods.append(pod)
      } else {
        isLastEmpty = true
        refused.insert(key)
      }
    }
    keepWhatFits(&estimate, in: &fork)
    estimate.nodes = (estimate.places.values.max() ?? -1) + 1
    return estimate
  }

  /// Leaves out pods that would not fit where they are now that all others are there: a zone that
  /// came late may make another too full for a spread constraint.
  private func keepWhatFits(_ estimate: inout Estimate, in fork: inout ClusterSnapshot) {
    var isStable = false
    while !isStable {
      isStable = true
      for pod in estimate.pods {
        guard let node = fork.node(ofPod: pod) else { continue }
        fork.evict(pod)
        if fork.fits(pod, on: node) {
          fork.place(pod, on: node)
        } else {
          estimate.places[pod] = nil
          isStable = false
        }
      }
      estimate.pods.removeAll { estimate.places[$0] == nil }
    }
  }

  private func place(
    _ pod: Int, in fork: inout ClusterSnapshot, opened: Int, from next: inout Int
  ) -> Int? {
    for step in 0..<opened {
      let position = (next + step) % opened
      guard let node = template.index(template.upcoming + position, in: fork),
        fork.fits(pod, on: node)
      else { continue }
      fork.place(pod, on: node)
      next = position
      return position
    }
    return nil
  }

  /// Pods that take more of a node first; among equals in the order in which they came.
  private func ordered(_ pods: [Int]) -> [Int] {
    let capacity = template.node(0).status.allocatable
    func amount(_ resource: String, _ unit: QuantityUnit) -> Double {
      Double((try? capacity[resource]?.value(in: unit)) ?? 0)
    }
    let (cpu, memory) = (amount("cpu", .milli), amount("memory", .bytes))
    let scored = pods.map { pod in
      let requests = snapshot.requests(pod)
      var score = 0.0
      if cpu > 0 { score += Double(requests[ResourceTable.cpu]) / cpu }
      if memory > 0 { score += Double(requests[ResourceTable.memory]) / memory }
      return (pod: pod, score: score)
    }
    return scored.enumerated().sorted {
      $0.element.score != $1.element.score
        ? $0.element.score > $1.element.score : $0.offset < $1.offset
    }.map(\.element.pod)
  }
}
