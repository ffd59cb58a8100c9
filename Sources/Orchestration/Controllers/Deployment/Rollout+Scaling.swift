// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Scaling of a deployment apart from a rollout (`scale` in `pkg/controller/deployment/sync.go`).
extension Rollout {
  /// Gives ReplicaSets the pods that a deployment has won or lost by being scaled: all to the one
  /// that has any, else to each in proportion, so that a rollout gets no faster by it.
  mutating func scale() throws(APIStatus) {
    let active = activeIndices
    if active.count <= 1 {
      if let index = active.first ?? newIndex ?? oldIndices.last {
        _ = try scale(index, to: limits.replicas)
      }
      return
    }
    if let newSet, isSaturated(newSet) {
      for index in active where index != newIndex { _ = try scale(index, to: 0) }
      return
    }
    guard spec["strategy"]?.object?["type"]?.string ?? "RollingUpdate" == "RollingUpdate" else {
      return
    }
    try scaleInProportion(active)
  }

  private func isSaturated(_ set: OwnedReplicaSet) -> Bool {
    set.fields.annotation(RolloutAnnotation.desired).flatMap { Int($0) } == limits.replicas
      && set.replicas == limits.replicas && set.available == limits.replicas
  }

  private mutating func scaleInProportion(_ active: [Int]) throws(APIStatus) {
    let allowed = limits.replicas > 0 ? limits.most : 0
    let missing = allowed - active.reduce(0) { $0 + all[$1].replicas }
    // The largest first; of equal ones the newer first to grow, the older first to shrink.
    let ordered = active.sorted { left, right in
      if all[left].replicas != all[right].replicas {
        return all[left].replicas > all[right].replicas
      }
      return missing > 0 ? left > right : left < right
    }
    var added = 0
    var sizes: [Int] = []
    for index in ordered {
      let share = proportion(of: all[index], missing: missing, added: added)
      sizes.append(all[index].replicas + share)
      added += share
    }
    if missing != 0, !sizes.isEmpty { sizes[0] = max(0, sizes[0] + missing - added) }
    for (index, size) in zip(ordered, sizes) { _ = try scale(index, to: size, always: true) }
  }

  /// How many of the missing pods a ReplicaSet gets; negative where there are too many.
  private func proportion(of set: OwnedReplicaSet, missing: Int, added: Int) -> Int {
    if set.replicas == 0 || missing == 0 || missing == added { return 0 }
    let left = missing - added
    if limits.replicas == 0 { return max(-set.replicas, left) }
    let before =
      set.fields.annotation(RolloutAnnotation.most).flatMap { Int($0) }
      ?? DeploymentCounts(deployment).replicas
    guard before > 0 else { return 0 }
    // Half is rounded up.
    let size = (2 * set.replicas * limits.most + before) / (2 * before)
    let share = size - set.replicas
    return missing > 0 ? min(share, left) : max(share, left)
  }

  /// Sets how many pods a ReplicaSet is to have, and tells so.
  ///
  /// - Parameters:
  ///   - index: Which.
  ///   - size: How many.
  ///   - always: Whether to note what the deployment wants where nothing else changes.
  /// - Returns: Whether that is another number.
  /// - Throws: `Conflict` where what is known of the ReplicaSet is old.
  mutating func scale(_ index: Int, to size: Int, always: Bool = false) throws(APIStatus) -> Bool {
    let set = all[index]
    let isOther = set.replicas != size
    guard isOther || always else { return false }
    var fields = set.fields
    let isNoted = Self.note(limits, in: &fields)
    guard isOther || isNoted else { return false }
    fields.modify("spec") { $0["replicas"] = .integer(Int64(size)) }
    all[index] = OwnedReplicaSet(try environment.client.update(.replicaSets, fields))
    if isOther {
      let direction = set.replicas < size ? "up" : "down"
      environment.events.record(
        deployment, reason: "ScalingReplicaSet",
        "Scaled \(direction) replica set \(set.name) from \(set.replicas) to \(size)")
    }
    return isOther
  }

  /// Notes in a ReplicaSet what the deployment wants.
  ///
  /// - Returns: Whether that is something new.
  static func note(_ limits: RolloutLimits, in set: inout Fields) -> Bool {
    let desired = Value.string(String(limits.replicas))
    let most = Value.string(String(limits.most))
    return set.modify("metadata") { metadata in
      metadata.modify("annotations") { annotations in
        let isKnown =
          annotations[RolloutAnnotation.desired] == desired
          && annotations[RolloutAnnotation.most] == most
        annotations[RolloutAnnotation.desired] = desired
        annotations[RolloutAnnotation.most] = most
        return !isKnown
      }
    }
  }
}
