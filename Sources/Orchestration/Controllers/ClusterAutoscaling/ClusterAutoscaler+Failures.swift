// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Nodes that did not come.
extension ClusterAutoscaler {
  /// Gives back machines that failed or did not register in time, and leaves their groups alone for
  /// a while.
  ///
  /// - Returns: Whether anything was written.
  func removeFailures(_ groups: [NodeGroupState]) throws(APIStatus) -> Bool {
    var hasWritten = false
    for state in groups {
      let registered = Set(informers[.nodes].keys.map(\.name))
      let going = Set(state.group.spec.nodesToDelete)
      var failed: [NodeGroupInstance] = []
      var late: [NodeGroupInstance] = []
      for instance in state.group.status.instances where !going.contains(instance.name) {
        if instance.state == .failed {
          failed.append(instance)
        } else if !registered.contains(instance.name), let ordered = instance.orderedAt {
          let end = ordered.advanced(by: options.maxNodeProvisionTime)
          if end <= now { late.append(instance) } else { isDue(at: end) }
        }
      }
      guard !failed.isEmpty || !late.isEmpty else { continue }
      let gone = (failed + late).map(\.name)
      let from = state.target
      let to = max(0, from - gone.count)
      try request(state.name, replicas: to, removing: gone)
      hasWritten = true
      backoffs[state.name] = NodeGroupBackoff.next(backoffs[state.name], at: now, options)
      let message: String
      if let first = failed.first {
        message =
          "Failed adding \(failed.count) nodes to group \(state.name) due to "
          + "\(first.errorClass ?? "OtherErrorClass"); source errors: "
          + (first.errorMessage ?? "none were told")
        tellStatus(.warning, "ScaleUpFailed", message)
      } else {
        message =
          "Nodes added to group \(state.name) failed to register within "
          + DurationText.text(options.maxNodeProvisionTime)
        tellStatus(.warning, "ScaleUpTimedOut", message)
      }
      var decision = CapacityDecision(.failedScaleUp, at: now, by: name)
      decision.changes = [
        .init(group: state.name, from: from, to: to, most: state.group.spec.maxReplicas)
      ]
      decision.message = message
      try environment.client.keep(decision)
    }
    return hasWritten
  }

  /// Writes how many nodes a group is to have, and which are to go.
  ///
  /// - Parameters:
  ///   - group: The group.
  ///   - replicas: How many nodes.
  ///   - removing: Nodes that are to go; those that are gone are not named any longer.
  /// - Throws: What the API refuses.
  func request(
    _ group: String, replicas: Int, removing: [String] = []
  ) throws(APIStatus) {
    try environment.client.change(.nodeGroups, ObjectKey(name: group), uid: nil) { object in
      var view = NodeGroup(fields: object)
      let there = Set(view.status.instances.map(\.name))
      var names = view.spec.nodesToDelete.filter { there.contains($0) }
      for name in removing where !names.contains(name) { names.append(name) }
      view.spec.replicas = replicas
      view.spec.nodesToDelete = names
      object = view.fields
      return true
    }
  }

  /// Until when a group is left alone; `nil` where it is not.
  func backoff(of group: String) -> Timestamp? {
    guard let until = backoffs[group]?.until, now < until else { return nil }
    isDue(at: until)
    return until
  }
}
