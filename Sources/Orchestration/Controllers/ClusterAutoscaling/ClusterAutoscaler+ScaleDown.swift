// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// Nodes that are not needed.
extension ClusterAutoscaler {
  /// The annotation of a node that keeps it.
  static let scaleDownDisabled = "cluster-autoscaler.kubernetes.io/scale-down-disabled"

  /// Finds nodes that are not needed, and has those go that were not for long enough.
  func scaleDown(_ view: CapacityView, _ groups: [NodeGroupState]) throws(APIStatus) {
    guard options.scalesDown else { return }
    var verdicts: [CapacityDecision.NodeVerdict] = []
    let candidates = self.candidates(view, groups, &verdicts)
    let leaving = view.nodes.keys.sorted()
      .filter { view.nodes[$0]?.hasTaint(AutoscalerTaint.toBeDeleted) == true }
    var simulation = ScaleDownSimulation(
      view, DrainRules(options, informers), leaving: leaving)
    var rooms: [String: Int] = [:]
    for state in groups {
      rooms[state.name] = state.target - state.group.spec.minReplicas - state.leaving
    }
    var removable: [ScaleDownSimulation.Removable] = []
    for candidate in candidates {
      guard rooms[candidate.group, default: 0] > 0 else {
        verdicts.append(
          candidate.stays("NodeGroupMinSizeReached", "group \(candidate.group)"))
        continue
      }
      switch simulation.remove(candidate.node) {
      case .success(let found):
        rooms[candidate.group, default: 0] -= 1
        removable.append(found)
      case .failure(let obstacle):
        verdicts.append(candidate.stays(obstacle.reason, obstacle.detail))
      }
    }
    try mark(removable.map(\.node), view)
    guard let chosen = due(removable, groups, view, leaving: leaving.count, candidates, &verdicts)
    else { return }
    try beginRemoving(chosen, candidates, view, verdicts)
  }

  /// A node that its group and its load let go.
  struct Candidate {
    let node: String
    let group: String
    let utilization: Double
    let isReady: Bool

    func stays(_ reason: String, _ detail: String = "") -> CapacityDecision.NodeVerdict {
      .init(
        node: node, group: group, goes: false, reason: reason, detail: detail,
        utilization: utilization)
    }
  }

  /// The nodes that may be looked at, in the order in which they are: those that were not needed
  /// before first, then those with less on them.
  private func candidates(
    _ view: CapacityView, _ groups: [NodeGroupState],
    _ verdicts: inout [CapacityDecision.NodeVerdict]
  ) -> [Candidate] {
    let byName = Dictionary(groups.map { ($0.name, $0) }) { first, _ in first }
    var found: [Candidate] = []
    for name in view.nodes.keys.sorted() {
      guard let node = view.nodes[name], let index = view.snapshot.node(named: name) else {
        continue
      }
      let group = node.label(NodeGroup.label) ?? ""
      let utilization = view.utilization(ofNode: index) { pod in
        pod.isMirrorPod || (self.options.ignoresDaemonSetsUtilization && pod.isDaemonPod)
      }
      let candidate = Candidate(
        node: name, group: group, utilization: utilization, isReady: node.isReady)
      if let reason = reasonToKeep(node, byName[group], candidate) {
        verdicts.append(reason)
      } else {
        found.append(candidate)
      }
    }
    return found.sorted { one, other in
      let (first, second) = (unneeded(one.node, view), unneeded(other.node, view))
      if (first == nil) != (second == nil) { return first != nil }
      if one.utilization != other.utilization { return one.utilization < other.utilization }
      return one.node < other.node
    }
  }

  private func reasonToKeep(
    _ node: Fields, _ state: NodeGroupState?, _ candidate: Candidate
  ) -> CapacityDecision.NodeVerdict? {
    guard let state else { return candidate.stays("NotAutoscaled") }
    if node.hasTaint(AutoscalerTaint.toBeDeleted) {
      return candidate.stays("CurrentlyBeingDeleted")
    }
    if node.annotation(Self.scaleDownDisabled) == "true" {
      return candidate.stays("ScaleDownDisabledAnnotation")
    }
    guard state.group.spec.scaleDown else {
      return candidate.stays("NotAutoscaled", "group \(state.name) does not scale down")
    }
    if candidate.isReady, candidate.utilization >= options.scaleDownUtilizationThreshold {
      return candidate.stays(
        "NotUnderutilized",
        "\(candidate.utilization) of \(options.scaleDownUtilizationThreshold)")
    }
    return nil
  }

  /// Since when a node is not needed, as its taint says after this has begun anew.
  private func unneeded(_ node: String, _ view: CapacityView) -> Timestamp? {
    if let since = unneededSince[node] { return since }
    guard let text = view.nodes[node]?.taint(AutoscalerTaint.deletionCandidate)?.value else {
      return nil
    }
    return Int64(text).map { Timestamp(seconds: $0) }
  }

  /// Marks the nodes that are not needed, and no others.
  private func mark(_ names: [String], _ view: CapacityView) throws(APIStatus) {
    var since: [String: Timestamp] = [:]
    for name in names { since[name] = unneeded(name, view) ?? now.wholeSecond }
    unneededSince = since
    for name in view.nodes.keys.sorted() {
      guard let node = view.nodes[name] else { continue }
      let isMarked = node.hasTaint(AutoscalerTaint.deletionCandidate)
      guard isMarked != (since[name] != nil) else { continue }
      try environment.client.change(.nodes, ObjectKey(name: name), uid: node.uid) { object in
        guard let moment = since[name] else {
          return object.removeTaint(AutoscalerTaint.deletionCandidate)
        }
        var taint = Taint()
        taint.key = AutoscalerTaint.deletionCandidate
        taint.value = "\(moment.microseconds / 1_000_000)"
        taint.effect = "PreferNoSchedule"
        object.setTaint(taint)
        return true
      }
    }
  }

  /// The nodes that go now: empty ones at once, others few at a time.
  ///
  /// - Returns: The nodes; `nil` where none goes.
  private func due(
    _ removable: [ScaleDownSimulation.Removable], _ groups: [NodeGroupState],
    _ view: CapacityView, leaving: Int, _ candidates: [Candidate],
    _ verdicts: inout [CapacityDecision.NodeVerdict]
  ) -> [ScaleDownSimulation.Removable]? {
    let byName = Dictionary(candidates.map { ($0.node, $0) }) { first, _ in first }
    var ready: [ScaleDownSimulation.Removable] = []
    for found in removable {
      guard let candidate = byName[found.node], let since = unneededSince[found.node] else {
        continue
      }
      let time =
        candidate.isReady ? options.scaleDownUnneededTime : options.scaleDownUnreadyTime
      let end = since.advanced(by: time)
      if end <= now {
        ready.append(found)
      } else {
        isDue(at: end)
        verdicts.append(
          candidate.stays(candidate.isReady ? "NotUnneededLongEnough" : "NotUnreadyLongEnough"))
      }
    }
    guard !ready.isEmpty else { return nil }
    if let end = coolDown(groups) {
      isDue(at: end)
      return nil
    }
    let empty = ready.filter(\.pods.isEmpty)
    let free = max(0, options.maxScaleDownParallelism - leaving)
    var chosen = Array(empty.prefix(min(free, options.maxEmptyBulkDelete)))
    let drains = max(0, min(free - chosen.count, options.maxDrainParallelism - leaving))
    chosen += ready.filter { !$0.pods.isEmpty }.prefix(drains)
    let names = Set(chosen.map(\.node))
    for found in ready where !names.contains(found.node) {
      isDue(at: now.advanced(by: options.scanInterval))
      if let candidate = byName[found.node] {
        verdicts.append(candidate.stays("NodeGroupMaxDeletionCountReached"))
      }
    }
    return chosen.isEmpty ? nil : chosen
  }

  /// Until when no node goes because of what happened before; `nil` where nothing did.
  private func coolDown(_ groups: [NodeGroupState]) -> Timestamp? {
    let added = [lastScaleUp, groups.compactMap(\.lastOrder).max()].compactMap(\.self).max()
    let ends = [
      added?.advanced(by: options.scaleDownDelayAfterAdd),
      lastDeletion?.advanced(by: options.scaleDownDelayAfterDelete),
      lastFailure?.advanced(by: options.scaleDownDelayAfterFailure),
    ]
    return ends.compactMap(\.self).filter { $0 > now }.max()
  }

  private func beginRemoving(
    _ chosen: [ScaleDownSimulation.Removable], _ candidates: [Candidate], _ view: CapacityView,
    _ verdicts: [CapacityDecision.NodeVerdict]
  ) throws(APIStatus) {
    let byName = Dictionary(candidates.map { ($0.node, $0) }) { first, _ in first }
    var decision = CapacityDecision(.scaleDown, at: now, by: name)
    for found in chosen {
      guard let candidate = byName[found.node], let node = view.nodes[found.node] else { continue }
      let pods = found.pods.map { view.name($0) }
      decision.pods += pods
      decision.nodes.append(
        .init(
          node: found.node, group: candidate.group, goes: true,
          reason: pods.isEmpty ? "Empty" : "Unneeded",
          detail: found.pods.map { pod in
            "\(view.name(pod)) to \(found.destinations[pod] ?? "")"
          }.joined(separator: ", "), utilization: candidate.utilization))
      if pods.isEmpty {
        tellStatus(
          .normal, "ScaleDownEmpty", "Scale-down: removing empty node \"\(found.node)\"")
      } else {
        tellStatus(
          .normal, "ScaleDown",
          "Scale-down: removing node \(found.node), utilization: \(candidate.utilization), "
            + "pods to reschedule: \(pods.joined(separator: ","))")
      }
      try markForDeletion(node)
    }
    decision.nodes += verdicts.sorted { $0.node < $1.node }
    try environment.client.keep(decision)
    for found in chosen { try drain(found.node) }
  }
}
