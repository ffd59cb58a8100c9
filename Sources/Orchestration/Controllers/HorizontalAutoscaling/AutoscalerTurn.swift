// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// One turn of one autoscaler: the object, and what becomes of its status.
struct AutoscalerTurn {
  let key: ObjectKey
  let now: Timestamp
  /// The object as it was.
  let original: Fields
  /// The object with the status that is going to be written.
  var object: Fields
  let spec: HorizontalPodAutoscalerSpec

  init(_ object: Fields, _ key: ObjectKey, now: Timestamp) {
    (self.key, self.now, self.object, original) = (key, now, object, object)
    spec = HorizontalPodAutoscaler(fields: object).spec
  }

  /// The fewest replicas.
  var least: Int { spec.minReplicas ?? 1 }
  /// The most replicas.
  var most: Int { spec.maxReplicas ?? 0 }

  /// What the target is called in errors.
  var reference: String {
    "\(spec.scaleTargetRef.kind ?? "")/\(key.namespace)/\(spec.scaleTargetRef.name ?? "")"
  }

  /// Sets a condition; its message is told even where it holds.
  mutating func set(_ type: String, _ holds: Bool, _ reason: String, _ message: String) {
    object.setCondition(
      ObjectCondition(
        type: type, status: holds ? "True" : "False", reason: reason, message: message),
      at: now.wholeSecond.value)
  }

  /// Sets the counts and the metrics of the status; the conditions stay.
  ///
  /// - Parameters:
  ///   - current: How many replicas there were.
  ///   - desired: How many there are to be; what was said before where `nil`.
  ///   - metrics: What was measured; `nil` where nothing was looked at.
  ///   - isRescaled: Whether that has just been written.
  mutating func setStatus(
    current: Int, desired: Int?, metrics: [Value]?, isRescaled: Bool = false
  ) {
    let now = now.wholeSecond.value
    object.modify("status") { status in
      let before = status
      var fields: Fields = [
        "currentReplicas": .integer(Int64(current)),
        "desiredReplicas": desired.map { .integer(Int64($0)) } ?? before["desiredReplicas"] ?? 0,
      ]
      fields["lastScaleTime"] = isRescaled ? now : before["lastScaleTime"]
      fields["currentMetrics"] = metrics.map { .array($0) } ?? .null
      fields["conditions"] = before["conditions"]
      status = fields
    }
  }
}
