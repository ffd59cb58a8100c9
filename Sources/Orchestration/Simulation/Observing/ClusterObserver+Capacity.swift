// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Nodes that are ordered, and what was decided about them.
extension ClusterObserver {
  /// Machines cost from the moment when they are ordered.
  func noteNodeGroup(_ change: Informer.Change) {
    func billed(_ object: Fields?) -> Set<String> {
      guard let object else { return [] }
      return Set(
        NodeGroup(fields: object).status.instances.filter { $0.state != .failed }.map(\.name))
    }
    let group = NodeGroup(fields: change.object)
    var after = billed(change.object)
    if case .removed = change { after = [] }
    var before = billed(change.previous)
    if case .removed = change { before = billed(change.object) }
    for name in before.subtracting(after).sorted() {
      nodes.setOrdered(name, false, price: 0, at: elapsed)
    }
    for name in after.subtracting(before).sorted() {
      nodes.setOrdered(name, true, price: group.spec.pricePerHour, at: elapsed)
    }
  }

  /// Keeps a decision.
  func noteCapacityDecision(_ change: Informer.Change) {
    guard case .added(_, let object) = change, let decision = CapacityDecision(object) else {
      return
    }
    capacityDecisions.append(decision)
    log(
      .event, "cluster \(decision.component)", "\(decision.kind.rawValue)Decision",
      [("decision", object["spec"] ?? .object(Fields()))])
  }
}
