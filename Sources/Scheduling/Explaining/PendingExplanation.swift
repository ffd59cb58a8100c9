// SPDX-License-Identifier: Apache-2.0

/// What becomes of all pending pods, those that stay pending grouped by what they are and why.
public struct PendingExplanation: Sendable {
  /// How many pods were pending.
  public var pending: Int
  /// How many of them get a node in turn.
  public var placed: Int
  /// How many pods are evicted for them and get no node again.
  public var displaced: Int
  /// The pods that stay pending, the largest group first.
  public var groups: [Group]

  /// Pods that are alike and stay pending for the same reason.
  public struct Group: Sendable {
    /// The pods, in the order in which they were added.
    public var pods: [Int]
    /// The text that kube-scheduler has for it.
    public var message: String
    /// The smallest changes that would let one of them run.
    public var changes: [ChangeSet]
  }

  /// How many pods stay pending.
  public var left: Int { groups.reduce(0) { $0 + $1.pods.count } }
}

extension ClusterSnapshot {
  /// Explains which pods stay pending after all, once every pending pod has had its turn.
  ///
  /// - Parameters:
  ///   - run: How pods are placed.
  ///   - limit: How many sets of changes to look for, by group.
  /// - Returns: The explanation. Nothing is changed.
  /// - Complexity: That of the run, and of `smallestChanges(for:limit:)` once a group.
  public func pendingExplanation(
    _ run: SchedulingRun = SchedulingRun(), changes limit: Int = 1
  ) -> PendingExplanation {
    let pending = pendingPods
    var fork = self
    let result = run.place(in: &fork)
    let gated = Set(result.gated)
    var explanation = PendingExplanation(
      pending: pending.count, placed: pending.count { fork.node(ofPod: $0) != nil }, displaced: 0,
      groups: [])
    let before = Set(pending)
    var positions: [GroupKey: Int] = [:]
    for pod in fork.pendingPods {
      if !before.contains(pod) { explanation.displaced += 1 }
      let index = fork.classIndex(pod)
      let message =
        gated.contains(pod)
        ? "Scheduling is blocked due to non-empty scheduling gates"
        : (result.diagnoses[pod] ?? fork.diagnose(pod)).message
      let key = GroupKey(index: index, message: message)
      if let position = positions[key] {
        explanation.groups[position].pods.append(pod)
        continue
      }
      positions[key] = explanation.groups.count
      explanation.groups.append(
        PendingExplanation.Group(
          pods: [pod], message: message,
          changes: gated.contains(pod) ? [] : fork.smallestChanges(for: pod, limit: limit)))
    }
    let order = explanation.groups.indices.sorted { first, second in
      let (one, other) = (explanation.groups[first], explanation.groups[second])
      return one.pods.count != other.pods.count ? one.pods.count > other.pods.count : first < second
    }
    explanation.groups = order.map { explanation.groups[$0] }
    return explanation
  }

  private struct GroupKey: Hashable {
    let index: Int
    let message: String
  }
}
