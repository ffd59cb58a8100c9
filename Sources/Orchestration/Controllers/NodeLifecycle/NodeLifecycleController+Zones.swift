// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Which nodes are cleared of their pods, and how fast.
extension NodeLifecycleController {
  // MARK: Counting

  /// Counts a node in its zone.
  func count(_ name: String, _ node: Fields, isReady: Bool) {
    guard var record = records[name] else { return }
    uncount(record)
    let isExcluded =
      node.metadata["labels"]?.object?["node.kubernetes.io/exclude-disruption"] != nil
    let zone = NodeZone.name(of: node)
    if record.zone != zone {
      if let old = record.zone { zones[old]?.dequeue(name) }
      if zones[zone] == nil { zones[zone] = NodeZone(rate: settings.evictionRate) }
    }
    record.zone = isExcluded ? nil : zone
    record.isCountedReady = isReady
    records[name] = record
    guard !isExcluded else { return }
    if isReady { zones[zone]?.ready += 1 } else { zones[zone]?.notReady += 1 }
  }

  /// Takes a node out of the count of its zone.
  func uncount(_ record: Record) {
    guard let zone = record.zone else { return }
    if record.isCountedReady { zones[zone]?.ready -= 1 } else { zones[zone]?.notReady -= 1 }
  }

  // MARK: Taints that evict

  /// Lets a node that is not ready wait for its taint `NoExecute`, and takes the taints away from
  /// one that is ready.
  func setNoExecute(_ node: Fields, _ name: String, _ observed: String) throws(APIStatus) {
    let zone = NodeZone.name(of: node)
    switch observed {
    case "True":
      zones[zone]?.dequeue(name)
      try setTaint(node, nil)
    case "False", "Unknown":
      let isFalse = observed == "False"
      let (taint, other) =
        isFalse
        ? (NodeTaints.notReady, NodeTaints.unreachable)
        : (NodeTaints.unreachable, NodeTaints.notReady)
      if NodeTaints.hasNoExecute(node, other) {
        try setTaint(node, taint)
      } else if !NodeTaints.hasNoExecute(node, taint) {
        if zones[zone] == nil { zones[zone] = NodeZone(rate: settings.evictionRate) }
        zones[zone]?.enqueue(name)
      }
    default: break
    }
  }

  private func setTaint(_ node: Fields, _ key: String?) throws(APIStatus) {
    var tried = node
    let now = environment.timestamp
    guard NodeTaints.setNoExecute(&tried, key, at: now) else { return }
    try environment.client.change(.nodes, ObjectKey(node), uid: node.uid) {
      NodeTaints.setNoExecute(&$0, key, at: now)
    }
  }

  /// Taints the nodes whose turn it is, and waits for the next turn.
  func grantTurns() {
    let now = environment.clock.now
    var next: Timestamp?
    for zone in zones.keys.sorted() {
      while let name = zones[zone]?.takeTurn(at: now) {
        zones[zone]?.useTurn(at: now)
        taint(name)
      }
      if let moment = zones[zone]?.nextTurn(at: now) { next = min(next ?? moment, moment) }
    }
    turn?.cancel()
    turn = next.map { moment in
      environment.clock.schedule(at: moment) { [weak self] in self?.grantTurns() }
    }
  }

  private func taint(_ name: String) {
    let key = ObjectKey(name: name)
    guard let node = nodes[key] else { return }
    do throws(APIStatus) {
      try environment.client.change(.nodes, key, uid: node.uid) { node in
        let now = environment.timestamp
        switch node.conditionStatus("Ready") {
        case "False"?: return NodeTaints.setNoExecute(&node, NodeTaints.notReady, at: now)
        case "Unknown"?: return NodeTaints.setNoExecute(&node, NodeTaints.unreachable, at: now)
        default: return false
        }
      }
    } catch {
      scheduleNextPass(name)
    }
  }

  // MARK: Disrupted zones

  /// Slows down where many nodes of a zone are not ready, and stops where no node of the cluster is:
  /// then it is rather the connection to them that is lost.
  func handleDisruption() {
    for zone in zones.keys.sorted() {
      if zones[zone].map({ $0.ready + $0.notReady == 0 && $0.waiting.isEmpty }) == true {
        zones[zone] = nil
      }
    }
    let counted = zones.keys.sorted().filter { name in
      zones[name].map { $0.ready + $0.notReady > 0 } ?? false
    }
    guard !counted.isEmpty else { return }
    let now = environment.clock.now
    var states: [NodeZone.State] = []
    for name in counted { states.append(zones[name]?.currentState(settings) ?? .normal) }
    let areAllDisrupted = states.allSatisfy { $0 == .fullDisruption }
    let wereAllDisrupted = counted.allSatisfy { zones[$0]?.state == .fullDisruption }
    if areAllDisrupted, wereAllDisrupted { return }
    if areAllDisrupted {
      for name in counted {
        zones[name]?.setRate(0, at: now)
        zones[name]?.state = .fullDisruption
      }
      for name in records.keys.sorted() {
        if let zone = records[name]?.zone { zones[zone]?.dequeue(name) }
        if let node = nodes[ObjectKey(name: name)] {
          do throws(APIStatus) { try setTaint(node, nil) } catch { scheduleNextPass(name) }
        }
        scheduleNextPass(name)
      }
      return
    }
    if wereAllDisrupted { probeFloor = now }
    for (name, state) in zip(counted, states) where zones[name]?.state != state {
      zones[name]?.setRate(for: state, settings, at: now)
      zones[name]?.state = state
    }
  }
}
