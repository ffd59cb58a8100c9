// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Reads measurements as an autoscaler needs them: from `pkg/controller/podautoscaler/metrics/client.go`.
struct MetricsReader {
  let client: any APIClient

  /// What the pods of a target use of a resource.
  ///
  /// - Parameters:
  ///   - resource: Which resource.
  ///   - container: Of which container; of all together where empty.
  ///   - namespace: The namespace.
  ///   - selector: Which pods.
  /// - Returns: The use of each pod by its name, in thousandths.
  /// - Throws: What is missing.
  func usage(
    of resource: String, container: String, in namespace: String, _ selector: LabelSelector
  ) throws(ScalingFault) -> [String: PodMeasurement] {
    let items = try list(
      .podMetrics, ListOptions(namespace: namespace, labels: selector),
      "unable to fetch metrics from resource metrics API")
    guard !items.isEmpty else {
      throw ScalingFault(message: "no metrics returned from resource metrics API")
    }
    var found: [String: PodMeasurement] = [:]
    for item in items {
      let name = item.metadata["name"]?.string ?? ""
      let containers = item["containers"]?.array ?? []
      var sum: Int64? = containers.isEmpty ? nil : 0
      var isThere = container.isEmpty
      for case .object(let entry) in containers {
        if !container.isEmpty, entry["name"]?.string != container { continue }
        isThere = true
        let value = entry["usage"]?.object?[resource].flatMap { Self.milli($0) }
        sum = sum.flatMap { sum in value.map { sum + $0 } }
      }
      guard isThere else {
        throw ScalingFault(
          message: "failed to get container metrics: container \(container) not present in metrics "
            + "for pod \(namespace)/\(name)")
      }
      if let sum { found[name] = Self.measurement(item, sum) }
    }
    return found
  }

  /// A measurement of the pods of a target, by their names.
  func values(
    of metric: String, in namespace: String, _ selector: LabelSelector
  ) throws(ScalingFault) -> [String: PodMeasurement] {
    let fields = FieldSelector([
      .init(field: "metric.name", isEqual: true, value: metric),
      .init(field: "describedObject.kind", isEqual: true, value: "Pod"),
    ])
    let items = try list(
      .customMetricValues, ListOptions(namespace: namespace, labels: selector, fields: fields),
      "unable to fetch metrics from custom metrics API")
    guard !items.isEmpty else {
      throw ScalingFault(message: "no metrics returned from custom metrics API")
    }
    var found: [String: PodMeasurement] = [:]
    for item in items {
      guard let name = item["describedObject"]?.object?["name"]?.string,
        let value = item["value"].flatMap({ Self.milli($0) })
      else { continue }
      found[name] = Self.measurement(item, value)
    }
    return found
  }

  /// A measurement of one object.
  func value(
    of metric: String, on object: ObjectReference, in namespace: String, _ selector: LabelSelector
  ) throws(ScalingFault) -> Int64 {
    let fields = FieldSelector([
      .init(field: "metric.name", isEqual: true, value: metric),
      .init(field: "describedObject.kind", isEqual: true, value: object.kind ?? ""),
      .init(field: "describedObject.name", isEqual: true, value: object.name ?? ""),
    ])
    let text = "unable to fetch metrics from custom metrics API"
    let items = try list(
      .customMetricValues, ListOptions(namespace: namespace, labels: selector, fields: fields), text
    )
    guard let value = items.first?["value"].flatMap({ Self.milli($0) }) else {
      throw ScalingFault(
        message: "\(text): the server could not find the metric \(metric) for "
          + "\((object.kind ?? "").lowercased())s \(object.name ?? "")")
    }
    return value
  }

  /// A measurement of something outside the cluster, the sum of all that are selected.
  func external(
    _ metric: String, in namespace: String, _ selector: LabelSelector
  ) throws(ScalingFault) -> Int64 {
    let fields = FieldSelector([.init(field: "metricName", isEqual: true, value: metric)])
    let items = try list(
      .externalMetricValues, ListOptions(namespace: namespace, labels: selector, fields: fields),
      "unable to fetch metrics from external metrics API")
    guard !items.isEmpty else {
      throw ScalingFault(message: "no metrics returned from external metrics API")
    }
    var sum: Int64 = 0
    for item in items {
      let value = item["value"].flatMap { Self.milli($0) } ?? 0
      let (next, overflow) = sum.addingReportingOverflow(value)
      sum = overflow ? .max : next
    }
    return sum
  }

  private func list(
    _ type: ResourceType, _ options: ListOptions, _ text: String
  ) throws(ScalingFault) -> [Fields] {
    do throws(APIStatus) {
      return try client.list(type, options).items
    } catch {
      throw ScalingFault(message: "\(text): \(error.message)")
    }
  }

  private static func milli(_ value: Value) -> Int64? {
    Quantity(value).flatMap { try? $0.value(in: .milli) }
  }

  private static func measurement(_ item: Fields, _ value: Int64) -> PodMeasurement {
    var measurement = PodMeasurement(
      value: value, timestamp: item.moment("timestamp") ?? Timestamp(microseconds: 0))
    if let window = item["window"]?.string.flatMap({ DurationText.parse($0) }) {
      measurement.window = window
    } else if let seconds = item.integer("windowSeconds") {
      measurement.window = seconds * 1_000_000
    }
    return measurement
  }
}
