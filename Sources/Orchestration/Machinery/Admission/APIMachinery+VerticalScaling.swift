// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// New pods get the requests that a VerticalPodAutoscaler recommends.
///
/// From `vertical-pod-autoscaler/pkg/admission-controller`, which is a webhook there.
extension APIMachinery {
  /// Sets what is recommended for a new pod, unless the autoscaler only tells.
  func scaleVertically(_ pod: inout Fields) throws(APIStatus) {
    let key = ObjectKey(pod)
    let names = try tables.verticalAutoscalers(in: key.namespace, every)
    guard !names.isEmpty, let autoscaler = try controlling(pod, names) else { return }
    let policy = VerticalPolicy(autoscaler)
    let recommendation = VerticalRecommendation(autoscaler)
    guard policy.mode != .off, !recommendation.containers.isEmpty else { return }
    var containers = pod.wanted["containers"]?.array ?? []
    var updates: [String] = []
    for index in containers.indices {
      guard case .object(var container) = containers[index] else { continue }
      let name = container["name"]?.string ?? ""
      if policy.isOff(name) { continue }
      let changes = Self.set(recommendation, policy, name, in: &container)
      if changes.isEmpty { continue }
      updates.append("container \(index): \(changes.joined(separator: ", "))")
      containers[index] = .object(container)
    }
    guard !updates.isEmpty else { return }
    let observed = containers.compactMap { $0.object?["name"]?.string }
    pod.modify("spec") { $0["containers"] = .array(containers) }
    let text =
      "Pod resources updated by \(ObjectKey(autoscaler).name): "
      + updates.joined(separator: "; ")
    pod.modify("metadata") { metadata in
      metadata.modify("annotations") { annotations in
        annotations[VerticalPolicy.updateAnnotation] = .string(text)
        annotations["vpaObservedContainers"] = .string(observed.joined(separator: ", "))
      }
    }
  }

  /// The autoscaler that a pod belongs to: of several the oldest, then the first by name.
  private func controlling(
    _ pod: Fields, _ names: [ObjectKey]
  ) throws(APIStatus) -> Fields? {
    let labels = pod.metadata["labels"]?.object ?? Fields()
    var best: (created: String, object: Fields)?
    for name in names {
      guard let object = try find(.verticalPodAutoscalers, name) else { continue }
      let target = VerticalPolicy(object).target
      guard let type = VerticalTarget.type(of: target),
        let workload = try find(
          type, ObjectKey(namespace: name.namespace, name: target.name ?? "")),
        let selector = VerticalTarget.selector(of: workload), selector.selects(labels)
      else { continue }
      let created = object.metadata["creationTimestamp"]?.string ?? ""
      if best == nil || created < best?.created ?? "" { best = (created, object) }
    }
    return best?.object
  }

  /// Sets the requests of a container, and its limits in proportion.
  private static func set(
    _ recommendation: VerticalRecommendation, _ policy: VerticalPolicy, _ name: String,
    in container: inout Fields
  ) -> [String] {
    var (requests, limits) = ([String](), [String]())
    for resource in ["cpu", "memory"] {
      guard let target = recommendation.amount("target", resource, name) else { continue }
      let unit = QuantityUnit(forResource: resource)
      func text(_ amount: Int64) -> Value {
        .string(resource == "cpu" ? unit.format(amount) : String(amount))
      }
      container.modify("resources") { resources in
        func amount(_ field: String) -> Int64? {
          resources[field]?.object?[resource].flatMap { Quantity($0) }
            .flatMap { try? $0.value(in: unit) }
        }
        let limit = amount("limits")
        let request = amount("requests") ?? limit
        if policy.scalesLimits(name), let limit, let request, request > 0 {
          let scaled = Int64(Double(limit) * Double(target) / Double(request))
          resources.modify("limits") { $0[resource] = text(scaled) }
          limits.append("\(resource) limit")
        }
        resources.modify("requests") { $0[resource] = text(target) }
        requests.append("\(resource) request")
      }
    }
    return requests + limits
  }
}
