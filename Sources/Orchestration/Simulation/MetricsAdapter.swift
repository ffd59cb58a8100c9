// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Tells the measurements that a scenario makes up, as an adapter does that reads them from a
/// monitoring system: every 15 seconds.
final class MetricsAdapter: Component {
  let name = "metrics-adapter"
  private(set) var isRunning = false
  private let environment: ComponentEnvironment
  private let metrics: [Scenario.MetricCurve]
  private let catalogue: () -> ResourceCatalogue
  private let beginning: Timestamp
  private var appointment: Appointment?
  private static let period: Int64 = 15_000_000

  init(
    _ environment: ComponentEnvironment, _ metrics: [Scenario.MetricCurve], beginning: Timestamp,
    catalogue: @escaping () -> ResourceCatalogue
  ) {
    (self.environment, self.metrics, self.beginning) = (environment, metrics, beginning)
    self.catalogue = catalogue
  }

  func start() {
    guard !isRunning else { return }
    isRunning = true
    tell()
  }

  func stop() {
    isRunning = false
    appointment?.cancel()
    appointment = nil
  }

  private func tell() {
    guard isRunning else { return }
    let now = environment.clock.now
    for (number, metric) in metrics.enumerated() {
      let type: ResourceType =
        metric.object == nil ? .externalMetricValues : .customMetricValues
      // What nobody takes is told again.
      _ = try? environment.client.update(type, value(metric, number, now))
    }
    appointment = environment.clock.schedule(after: Self.period) { [weak self] in self?.tell() }
  }

  private func value(_ metric: Scenario.MetricCurve, _ number: Int, _ now: Timestamp) -> Fields {
    let labels = Fields(
      metric.labels.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) })
    let amount = Quantity(metric.amount(at: now, beginning: beginning)).scaled(powerOfTen: -3)
    var object: Fields = [
      "metadata": [
        "name": .string("\(metric.name).\(number)"), "namespace": .string(metric.namespace),
        "labels": .object(labels),
      ],
      "timestamp": now.wholeSecond.value, "value": .string(amount.description),
    ]
    guard let target = metric.object else {
      object["metricName"] = .string(metric.name)
      object["metricLabels"] = .object(labels)
      return object
    }
    let type = catalogue().type(named: target.kind)
    object["describedObject"] = [
      "kind": .string(type?.kind ?? target.kind), "name": .string(target.name),
      "namespace": .string(target.namespace), "apiVersion": .string(type?.apiVersion ?? ""),
    ]
    object["metric"] = ["name": .string(metric.name), "selector": nil]
    return object
  }
}
