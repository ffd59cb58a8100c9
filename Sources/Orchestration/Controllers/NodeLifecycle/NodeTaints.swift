// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The taints that a node has because of its state.
///
/// From `pkg/controller/nodelifecycle/node_lifecycle_controller.go`.
enum NodeTaints {
  static let notReady = "node.kubernetes.io/not-ready"
  static let unreachable = "node.kubernetes.io/unreachable"
  static let unschedulable = "node.kubernetes.io/unschedulable"
  static let outOfService = "node.kubernetes.io/out-of-service"

  /// Which taint a condition means in which state.
  private static let ofCondition: [(condition: String, status: String, key: String)] = [
    ("Ready", "False", notReady),
    ("Ready", "Unknown", unreachable),
    ("MemoryPressure", "True", "node.kubernetes.io/memory-pressure"),
    ("DiskPressure", "True", "node.kubernetes.io/disk-pressure"),
    ("NetworkUnavailable", "True", "node.kubernetes.io/network-unavailable"),
    ("PIDPressure", "True", "node.kubernetes.io/pid-pressure"),
  ]

  /// The keys of the taints `NoSchedule` that the state of a node asks for.
  static func wanted(_ node: Fields) -> [String] {
    var keys: [String] = []
    for condition in node.observed["conditions"]?.array ?? [] {
      guard let fields = condition.object, let type = fields["type"]?.string,
        let status = fields["status"]?.string
      else { continue }
      for rule in ofCondition where rule.condition == type && rule.status == status {
        keys.append(rule.key)
      }
    }
    if node.wanted.isTrue("unschedulable") { keys.append(unschedulable) }
    return keys
  }

  /// Whether the taint is one that the state of the node decides about.
  private static func isManaged(_ key: String) -> Bool {
    key == unschedulable || ofCondition.contains { $0.key == key }
  }

  /// Sets the taints `NoSchedule` that the state of the node asks for, and takes out those that it
  /// does not.
  ///
  /// - Returns: Whether anything has changed.
  static func setNoSchedule(_ node: inout Fields, at now: Value) -> Bool {
    let wanted = wanted(node)
    let taints = node.wanted["taints"]?.array ?? []
    var kept: [Value] = []
    var known: Set<String> = []
    for taint in taints {
      let fields = taint.object ?? Fields()
      let key = fields["key"]?.string ?? ""
      if fields["effect"]?.string == "NoSchedule", isManaged(key) {
        guard wanted.contains(key) else { continue }
        known.insert(key)
      }
      kept.append(taint)
    }
    let missing = wanted.filter { !known.contains($0) }
    guard kept.count < taints.count || !missing.isEmpty else { return false }
    kept += missing.map { taint($0, "NoSchedule", at: now) }
    node.modify("spec") { $0["taints"] = kept.isEmpty ? nil : .array(kept) }
    return true
  }

  /// Whether a node has a taint `NoExecute` of a key.
  static func hasNoExecute(_ node: Fields, _ key: String) -> Bool {
    node.wanted["taints"]?.array?.contains { $0.isTaint(key, "NoExecute") } ?? false
  }

  /// Gives a node one of the taints `NoExecute`, not-ready or unreachable, and takes the other away;
  /// both where `nil`.
  ///
  /// - Returns: Whether anything has changed.
  static func setNoExecute(_ node: inout Fields, _ key: String?, at now: Value) -> Bool {
    let taints = node.wanted["taints"]?.array ?? []
    var kept = taints.filter { taint in
      ![notReady, unreachable].contains { $0 != key && taint.isTaint($0, "NoExecute") }
    }
    var hasChanged = kept.count < taints.count
    if let key, !kept.contains(where: { $0.isTaint(key, "NoExecute") }) {
      kept.append(taint(key, "NoExecute", at: now))
      hasChanged = true
    }
    guard hasChanged else { return false }
    node.modify("spec") { $0["taints"] = kept.isEmpty ? nil : .array(kept) }
    return true
  }

  private static func taint(_ key: String, _ effect: String, at now: Value) -> Value {
    ["key": .string(key), "effect": .string(effect), "timeAdded": now]
  }
}

extension Value {
  fileprivate func isTaint(_ key: String, _ effect: String) -> Bool {
    guard let fields = object else { return false }
    return fields["key"]?.string == key && fields["effect"]?.string == effect
  }
}
