// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a recommendation looks like in the status.
extension VerticalRecommender {
  /// Writes the status, where it is another than before.
  func write(
    _ key: ObjectKey, _ object: Fields, _ history: History, _ policy: VerticalPolicy,
    matched: Bool?, fault: String? = nil
  ) throws(APIStatus) {
    let recommendations = Self.recommendations(history, policy)
    let now = environment.timestamp
    func change(_ object: inout Fields) {
      if !recommendations.isEmpty {
        object.modify("status") { status in
          status["recommendation"] = [
            "containerRecommendations": .array(recommendations)
          ]
        }
      }
      let isProvided = object.observed["recommendation"] != nil
      func set(_ type: String, _ holds: Bool, _ reason: String?, _ message: String?) {
        object.setCondition(
          ObjectCondition(
            type: type, status: holds ? "True" : "False", reason: reason, message: message),
          at: now)
      }
      if let fault {
        set("ConfigUnsupported", true, nil, fault)
      } else {
        Self.removeCondition("ConfigUnsupported", from: &object)
      }
      let noPods = (reason: "NoPodsMatched", message: "No pods match this VPA object")
      if matched == false {
        set("NoPodsMatched", true, noPods.reason, noPods.message)
      } else {
        Self.removeCondition("NoPodsMatched", from: &object)
      }
      set(
        "RecommendationProvided", isProvided,
        isProvided || matched != false ? nil : noPods.reason,
        isProvided || matched != false ? nil : noPods.message)
    }
    var expected = object
    change(&expected)
    guard expected["status"] != object["status"] else { return }
    try environment.client.change(
      .verticalPodAutoscalers, key, uid: object.uid, subresource: .status
    ) {
      change(&$0)
      return true
    }
  }

  private static func removeCondition(_ type: String, from object: inout Fields) {
    guard object.condition(type) != nil else { return }
    object.modify("status") { status in
      let left = status["conditions"]?.array?.filter { $0.object?["type"]?.string != type }
      status["conditions"] = left.map { .array($0) }
    }
  }

  /// What the containers should request, by their names.
  private static func recommendations(_ history: History, _ policy: VerticalPolicy) -> [Value] {
    let containers = history.containers.filter { !policy.isOff($0.key) && $0.value.count > 0 }
      .sorted { $0.key < $1.key }
    return containers.map { name, container in
      let estimate = ResourceEstimate(container, containers: containers.count)
      func amounts(_ amounts: ResourceEstimate.Amounts, isCapped: Bool = true) -> Value {
        var fields = Fields()
        for resource in policy.resources(name) {
          var amount = resource == "cpu" ? amounts.cpu : amounts.memory
          if isCapped { amount = policy.capped(amount, resource, name) }
          fields[resource] = .string(
            resource == "cpu" ? QuantityUnit.milli.format(amount) : String(amount))
        }
        return .object(fields)
      }
      return [
        "containerName": .string(name), "target": amounts(estimate.target),
        "lowerBound": amounts(estimate.lower), "upperBound": amounts(estimate.upper),
        "uncappedTarget": amounts(estimate.target, isCapped: false),
      ]
    }
  }
}
