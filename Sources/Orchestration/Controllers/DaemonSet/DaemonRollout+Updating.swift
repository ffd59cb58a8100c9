// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The strategy `RollingUpdate` (`pkg/controller/daemon/update.go`).
extension DaemonRollout {
  /// How many nodes may be without an available pod, or have two, while pods are updated.
  func limits() -> (maxSurge: Int, maxUnavailable: Int) {
    let rolling = spec["updateStrategy"]?.object?["rollingUpdate"]?.object ?? Fields()
    let wanted = nodes.names.count { verdict($0).isWanted }
    func amount(_ name: String, _ standard: IntOrString) -> Int {
      let written = rolling[name].flatMap { IntOrString($0) } ?? standard
      return max(0, written.scaled(of: wanted, rounding: .up) ?? 0)
    }
    let surge = amount("maxSurge", 0)
    let unavailable = amount("maxUnavailable", 1)
    return (surge, surge == 0 && unavailable == 0 ? 1 : unavailable)
  }

  /// Which pods are replaced now.
  func replacement() -> Plan {
    let limits = limits()
    return limits.maxSurge == 0
      ? replacement(maxUnavailable: limits.maxUnavailable)
      : replacement(maxSurge: limits.maxSurge)
  }

  /// The nodes that have pods or are to have one, in order.
  private var places: [String] {
    nodes.names.filter { pods[$0] != nil || verdict($0).isWanted }
  }

  /// The pod of the set's template and the other one on a node; `nil` where there are more.
  private func pair(_ node: String) -> (new: DaemonPod?, old: DaemonPod?)? {
    var (new, old): (DaemonPod?, DaemonPod?)
    for pod in pods[node] ?? [] where !pod.state.isToEnd {
      if pod.isUpdated {
        if new != nil { return nil }
        new = pod
      } else {
        if old != nil { return nil }
        old = pod
      }
    }
    return (new, old)
  }

  /// Deletes old pods as far as enough nodes keep an available one.
  private func replacement(maxUnavailable: Int) -> Plan {
    var plan = Plan()
    var candidates: [DaemonPod] = []
    var unavailable = 0
    for node in places {
      switch pair(node) {
      case (let new?, nil)?: if !isAvailable(new) { unavailable += 1 }
      case (nil, let old?)?:
        // One that is not available is no loss.
        if isAvailable(old) { candidates.append(old) } else { plan.surplus.append(old) }
      default: unavailable += 1
      }
    }
    plan.surplus += candidates.prefix(max(0, maxUnavailable - unavailable))
    return plan
  }

  /// Creates new pods beside old ones, and deletes the old ones once the new ones are available.
  private func replacement(maxSurge: Int) -> Plan {
    var plan = Plan()
    var candidates: [String] = []
    var surge = 0
    for node in places {
      switch pair(node) {
      case nil: surge += 1
      case (_, nil)?: break
      case (nil, let old?)?:
        guard verdict(node).isWanted else { continue }
        if isAvailable(old) { candidates.append(node) } else { plan.needed.append(node) }
      case (let new?, let old?)?:
        if isAvailable(new) { plan.surplus.append(old) } else { surge += 1 }
      }
    }
    plan.needed += candidates.prefix(max(0, maxSurge - surge))
    return plan
  }
}
