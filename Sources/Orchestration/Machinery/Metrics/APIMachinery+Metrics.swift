// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Measurements, as an aggregated API serves them: read from reports of kubelets, never stored.
extension APIMachinery {
  /// Takes a measurement.
  func measure(_ type: ResourceType, _ object: Fields) throws(APIStatus) -> Fields {
    var object = object
    try setKind(&object, type)
    let key = ObjectKey(object)
    guard !key.name.isEmpty else {
      throw .badRequest("a \(type.kind) without a name")
    }
    switch type {
    case .nodeUsageReports: measured.take(report: object, at: clock.now)
    case .customMetricValues, .externalMetricValues:
      if key.namespace.isEmpty {
        object.modify("metadata") { $0["namespace"] = "default" }
      }
      measured.take(type, value: object)
    default: throw .methodNotAllowed(type, "create")
    }
    return object
  }

  /// A measurement by its name.
  func measurement(_ type: ResourceType, _ key: ObjectKey) throws(APIStatus) -> Fields {
    let found: Fields?
    switch type {
    case .podMetrics: found = try podMetrics(key)
    default:
      found = try measurements(type, ListOptions(namespace: key.namespace)).items.first {
        ObjectKey($0) == key
      }
    }
    guard let found else { throw .notFound(type, key.name) }
    return found
  }

  /// Measurements that are selected: by the labels of the pod they are about, by their own where
  /// they are about something else, and by any of their fields.
  func measurements(
    _ type: ResourceType, _ options: ListOptions
  ) throws(APIStatus) -> ObjectList {
    var items: [Fields] = []
    switch type {
    case .nodeUsageReports: items = measured.reports(at: clock.now).map(\.report)
    case .nodeMetrics: items = try nodeMetrics()
    case .podMetrics:
      for key in measured.podKeys(in: options.namespace) {
        if let found = try podMetrics(key) { items.append(found) }
      }
    case .customMetricValues:
      items = try podValues(options) + measured.values(type, in: options.namespace)
    default: items = measured.values(type, in: options.namespace)
    }
    items.removeAll { object in
      if !options.labels.isEmpty, !options.labels.matches(object.labelMap) { return true }
      return !options.fields.matches { Self.text(object, $0) }
    }
    return ObjectList(items: items, revision: store.revision)
  }

  private static func text(_ object: Fields, _ path: String) -> String? {
    var value = Value.object(object)
    for name in path.split(separator: ".") {
      guard let next = value.object?[String(name)] else { return nil }
      value = next
    }
    return value.string
  }

  // MARK: Pods and nodes

  /// A pod that is there, with what is told of it.
  private func measuredPod(
    _ key: ObjectKey
  ) throws(APIStatus) -> (pod: Fields, entry: LatestMetrics.PodEntry)? {
    guard let entry = measured.pod(key, at: clock.now), let pod = try find(.pods, key),
      pod.uid == entry.uid
    else { return nil }
    return (pod, entry)
  }

  private func podMetrics(_ key: ObjectKey) throws(APIStatus) -> Fields? {
    guard let (pod, entry) = try measuredPod(key),
      entry.usage["containers"]?.array?.isEmpty == false
    else { return nil }
    var metadata: Fields = [
      "name": .string(key.name), "namespace": .string(key.namespace),
      "creationTimestamp": timestamp,
    ]
    metadata["labels"] = pod.metadata["labels"]
    var object: Fields = [
      "kind": "PodMetrics", "apiVersion": .string(ResourceType.podMetrics.apiVersion),
      "metadata": .object(metadata),
    ]
    for (name, value) in entry.usage { object[name] = value }
    return object
  }

  private func nodeMetrics() throws(APIStatus) -> [Fields] {
    var items: [Fields] = []
    for (name, report) in measured.reports(at: clock.now) {
      guard let node = try find(.nodes, ObjectKey(name: name)) else { continue }
      var metadata: Fields = ["name": .string(name), "creationTimestamp": timestamp]
      metadata["labels"] = node.metadata["labels"]
      var object: Fields = [
        "kind": "NodeMetrics", "apiVersion": .string(ResourceType.nodeMetrics.apiVersion),
        "metadata": .object(metadata),
      ]
      for field in ["timestamp", "window", "usage"] { object[field] = report[field] }
      items.append(object)
    }
    return items
  }

  /// The other measurements of pods, one object each.
  private func podValues(_ options: ListOptions) throws(APIStatus) -> [Fields] {
    var items: [Fields] = []
    for key in measured.podKeys(in: options.namespace) {
      guard let (pod, entry) = try measuredPod(key) else { continue }
      for (name, value) in entry.values {
        var metadata: Fields = [
          "name": .string("\(key.name).\(name)"), "namespace": .string(key.namespace),
        ]
        metadata["labels"] = pod.metadata["labels"]
        items.append([
          "kind": "MetricValue",
          "apiVersion": .string(ResourceType.customMetricValues.apiVersion),
          "metadata": .object(metadata),
          "describedObject": [
            "kind": "Pod", "namespace": .string(key.namespace), "name": .string(key.name),
            "apiVersion": "/v1",
          ],
          "metric": ["name": .string(name), "selector": nil],
          "timestamp": entry.usage["timestamp"] ?? timestamp, "value": value,
        ])
      }
    }
    return items
  }
}
