// SPDX-License-Identifier: Apache-2.0

/// Places all pending pods of a snapshot, one at a time in the order of the queue.
///
/// What kube-scheduler would do if nothing else happened meanwhile: pods come by priority, then in
/// the order in which they were added; one that fits nowhere may evict others, which then wait in
/// turn; one that affinity or spreading kept off is tried again once others are placed.
public struct SchedulingRun: Sendable {
  /// How feasible nodes are looked for.
  public var sampling: Sampling
  /// Whether pods may be evicted for others.
  public var preempts: Bool
  /// Whether the scores of the chosen nodes are kept, for which they are found out once more.
  public var recordsScores: Bool

  /// Creates a run.
  public init(
    sampling: Sampling = .asConfigured, preempts: Bool = true, recordsScores: Bool = false
  ) {
    self.sampling = sampling
    self.preempts = preempts
    self.recordsScores = recordsScores
  }

  /// What became of the pods.
  public struct Result: Sendable {
    /// Every decision in order, also those of pods that were evicted later.
    public var steps: [Step] = []
    /// Why pods that fit nowhere do not, by pod.
    public var diagnoses: [Int: Diagnosis] = [:]
    /// The pods that have a scheduling gate.
    public var gated: [Int] = []
  }

  /// One attempt to place a pod.
  public struct Step: Sendable, Hashable {
    /// The decision.
    public var decision: Decision
    /// The pods that were evicted to make room.
    public var victims: [Int]
    /// The node that room was made on.
    public var nominated: Int?
    /// Why the pod fitted nowhere, where no room was made either.
    public var diagnosis: Diagnosis?
    /// The weighted scores of the node, where they are kept and more than one node was feasible.
    public var scores: [ScoreName: Int64] = [:]
  }

  /// Places the pending pods.
  ///
  /// - Parameters:
  ///   - pending: The pods to place, those without a node where left out.
  ///   - snapshot: The cluster, which is changed.
  ///   - isCancelled: Asked before every pod; `true` ends the run.
  /// - Returns: What became of the pods.
  public func place(
    _ pending: [Int]? = nil, in snapshot: inout ClusterSnapshot,
    isCancelled: () -> Bool = { false }
  ) -> Result {
    var result = Result()
    var queue = SchedulingQueue(snapshot.configuration)
    var start = 0
    var clock: Int64 = 0
    for pod in pending ?? snapshot.pendingPods {
      let isGated = snapshot.isGated(pod)
      queue.add(pod, priority: snapshot.priority(pod), isGated: isGated, at: 0)
    }
    result.gated = queue.gatedPods
    // Events are applied when no pod is ready, so that waiting pods are not tried over and over.
    var events: Set<ClusterEvent> = []
    var failures: [FailureState: Diagnosis] = [:]
    while !isCancelled() {
      if queue.activeCount == 0 {
        for event in events.sorted(by: { "\($0)" < "\($1)" }) {
          queue.react(to: event, at: clock)
        }
        events = []
      }
      guard let pod = queue.pop(at: clock) else { break }
      clock += 1
      // Pods of one class fail alike while nothing changes.
      let state = FailureState(pod, in: snapshot)
      if let known = failures[state] {
        result.diagnoses[pod] = known
        queue.putBack(pod, priority: snapshot.priority(pod), refusedBy: known.filters, at: clock)
        let decision = Decision(
          pod: pod, node: nil, score: 0, feasible: 0, examined: snapshot.nodeCount, ties: 0)
        var step = Step(decision: decision, victims: [], nominated: nil)
        step.diagnosis = known
        result.steps.append(step)
        continue
      }
      let first = start
      let decision = snapshot.decide(pod, from: &start, sampling: sampling)
      var step = Step(decision: decision, victims: [], nominated: nil)
      if recordsScores { step.scores = snapshot.weightedScores(of: decision, from: first) }
      if let node = decision.node {
        snapshot.nominate(pod, to: nil)
        snapshot.place(pod, on: node)
        result.diagnoses[pod] = nil
        result.steps.append(step)
        events.insert(.podBound)
        continue
      }
      let outcome = preempts ? snapshot.preempt(pod, from: start) : nil
      if let choice = outcome?.choice {
        make(room: choice, for: pod, in: &snapshot, &queue, at: clock)
        step.victims = choice.victims
        step.nominated = choice.node
        events.insert(.podGone)
        queue.add(pod, priority: snapshot.priority(pod), at: clock)
      } else {
        let diagnosis = snapshot.diagnose(pod, outcome)
        queue.putBack(
          pod, priority: snapshot.priority(pod), refusedBy: diagnosis.filters, at: clock)
        result.diagnoses[pod] = diagnosis
        step.diagnosis = diagnosis
        if failures.keys.contains(where: { $0.changes != state.changes }) { failures = [:] }
        failures[state] = diagnosis
      }
      result.steps.append(step)
    }
    return result
  }

  /// A class, and what had been changed when a pod of it fitted nowhere.
  private struct FailureState: Hashable {
    let index: Int
    let named: Int32
    let nominated: Int32
    let changes: Int

    init(_ pod: Int, in snapshot: ClusterSnapshot) {
      index = snapshot.classIndex(pod)
      named = snapshot.pods.named[pod]
      nominated = snapshot.pods.nominated[pod]
      changes = snapshot.changeCount
    }
  }

  /// Evicts victims, which wait anew, and promises the node to the pod.
  private func make(
    room choice: Preemption, for pod: Int, in snapshot: inout ClusterSnapshot,
    _ queue: inout SchedulingQueue, at time: Int64
  ) {
    for victim in choice.victims {
      snapshot.evict(victim)
      queue.add(victim, priority: snapshot.priority(victim), at: time)
    }
    for other in snapshot.nominatedPods(on: choice.node)
    where snapshot.priority(other) < snapshot.priority(pod) {
      snapshot.nominate(other, to: nil)
    }
    snapshot.nominate(pod, to: choice.node)
  }
}

extension ClusterSnapshot {
  /// Whether a pod has a scheduling gate.
  public func isGated(_ pod: Int) -> Bool { !classes[classIndex(pod)].gates.isEmpty }

  /// The pods without a node that a node was promised to.
  public func nominatedPods(on node: Int) -> [Int] {
    nominations[node].map { Int($0) }.filter { pods.nodes[$0] < 0 }
  }
}
