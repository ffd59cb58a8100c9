// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Fields {
  /// A condition in the status of an object.
  func condition(_ type: String) -> Fields? {
    guard let conditions = self["status"]?.object?["conditions"]?.array else { return nil }
    for condition in conditions {
      if let fields = condition.object, fields["type"]?.string == type { return fields }
    }
    return nil
  }

  /// Whether a condition holds: `True`, `False` or `Unknown`; `nil` where nothing says so.
  func conditionStatus(_ type: String) -> String? { condition(type)?["status"]?.string }

  /// Sets a condition in the status of an object.
  ///
  /// The moment of the transition stays where the status of the condition does, as
  /// `pkg/api/v1/pod.UpdatePodCondition` and `meta.SetStatusCondition` have it.
  ///
  /// - Parameters:
  ///   - condition: The condition; what it does not say is taken out.
  ///   - now: The time.
  /// - Returns: Whether anything has changed.
  @discardableResult
  mutating func setCondition(_ condition: ObjectCondition, at now: Value) -> Bool {
    modify("status") { status in
      var conditions = status["conditions"]?.array ?? []
      let index = conditions.firstIndex { $0.object?["type"]?.string == condition.type }
      let old = index.flatMap { conditions[$0].object }
      var fields = old ?? ["type": .string(condition.type)]
      fields["status"] = .string(condition.status)
      fields["reason"] = condition.reason.map { .string($0) }
      fields["message"] = condition.message.map { .string($0) }
      if let generation = condition.observedGeneration {
        fields["observedGeneration"] = .integer(generation)
      }
      if old?["status"] != fields["status"] { fields["lastTransitionTime"] = now }
      if let old, old == fields { return false }
      if let index {
        conditions[index] = .object(fields)
      } else {
        conditions.append(.object(fields))
      }
      status["conditions"] = .array(conditions)
      return true
    }
  }
}

/// A condition that is to be set.
struct ObjectCondition {
  var type: String
  var status: String
  var reason: String?
  var message: String?
  var observedGeneration: Int64?
}
