// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The conditions of a deployment.
struct DeploymentConditions: Equatable {
  /// The conditions, in order.
  private(set) var values: [Value]

  /// Reads the conditions of a deployment.
  init(_ deployment: Fields) {
    values = deployment["status"]?.object?["conditions"]?.array ?? []
  }

  /// The condition of a type.
  subscript(type: String) -> Condition? {
    values.lazy.compactMap { Condition($0) }.first { $0.type == type }
  }

  /// Takes a condition out.
  mutating func remove(_ type: String) {
    values.removeAll { $0.object?["type"]?.string == type }
  }

  /// Sets a condition; one of the same status and reason stays as it is.
  mutating func set(
    _ type: String, _ status: String, _ reason: String, _ message: String, _ now: Value
  ) {
    set([
      "type": .string(type), "status": .string(status), "lastUpdateTime": now,
      "lastTransitionTime": now, "reason": .string(reason), "message": .string(message),
    ])
  }

  /// Sets a condition; one of the same status and reason stays as it is.
  mutating func set(_ condition: Fields) {
    var condition = condition
    let known = values.first { $0.object?["type"] == condition["type"] }?.object
    if let known, known["status"] == condition["status"] {
      if known["reason"] == condition["reason"] { return }
      condition["lastTransitionTime"] = known["lastTransitionTime"]
    }
    values.removeAll { $0.object?["type"] == condition["type"] }
    values.append(.object(condition))
  }
}

/// The numbers in the status of a deployment.
struct DeploymentCounts: Equatable {
  /// The generation of the deployment that they are of.
  var observedGeneration: Int
  /// How many pods there are.
  var replicas: Int
  /// How many of them are of the deployment's template.
  var updated: Int
  /// How many of them are ready.
  var ready: Int
  /// How many of them are available.
  var available: Int
  /// How many are missing.
  var unavailable: Int
  /// How many are ending.
  var terminating: Int?

  /// Creates numbers.
  init(
    observedGeneration: Int, replicas: Int, updated: Int, ready: Int, available: Int,
    unavailable: Int, terminating: Int?
  ) {
    self.observedGeneration = observedGeneration
    (self.replicas, self.updated, self.ready) = (replicas, updated, ready)
    (self.available, self.unavailable) = (available, unavailable)
    self.terminating = terminating
  }

  /// Reads the numbers of a deployment.
  init(_ deployment: Fields) {
    let status = deployment["status"]?.object ?? Fields()
    self.init(
      observedGeneration: status.wholeNumber("observedGeneration") ?? 0,
      replicas: status.wholeNumber("replicas") ?? 0,
      updated: status.wholeNumber("updatedReplicas") ?? 0,
      ready: status.wholeNumber("readyReplicas") ?? 0,
      available: status.wholeNumber("availableReplicas") ?? 0,
      unavailable: status.wholeNumber("unavailableReplicas") ?? 0,
      terminating: status.wholeNumber("terminatingReplicas"))
  }

  /// Writes the numbers into a status.
  func write(to status: inout Fields) {
    let counts: [(String, Int?)] = [
      ("observedGeneration", observedGeneration.unlessZero), ("replicas", replicas.unlessZero),
      ("updatedReplicas", updated.unlessZero), ("readyReplicas", ready.unlessZero),
      ("availableReplicas", available.unlessZero), ("unavailableReplicas", unavailable.unlessZero),
      ("terminatingReplicas", terminating),
    ]
    for (name, count) in counts { status[name] = count.map { .integer(Int64($0)) } }
  }
}
