// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ScenarioBuilder {
  /// A measurement that changes by itself.
  static func metric(_ field: DocumentField) throws(FieldFault) -> Scenario.MetricCurve {
    try field.allowOnly(["name", "namespace", "labels", "object", "values", "over"])
    var points: [UsageCurve.Point] = []
    for value in try field.required("values", "a list of times and values").elements() {
      try value.allowOnly(["at", "value"])
      let amount = try value.required("value", "a number or an amount")
      guard let milli = try? amount.quantity().value(in: .milli) else {
        throw amount.error(expected: "a number or an amount such as 1500m")
      }
      points.append(UsageCurve.Point(at: try value.child("at")?.microseconds() ?? 0, milli))
    }
    guard !points.isEmpty else { throw field.error(expected: "at least one value") }
    var base = UsageCurve.Base.scenario
    if let over = try field.child("over") {
      base = try over.choice()
      if base == .start { throw over.error(expected: "scenario or day") }
    }
    var metric = Scenario.MetricCurve(
      name: try field.required("name", "a name").text(), curve: UsageCurve(points, base: base))
    let namespace = try field.child("namespace")
    if let namespace { metric.namespace = try namespace.text() }
    for (name, label) in try field.child("labels")?.children() ?? [] {
      metric.labels[name] = try label.text()
    }
    if let object = try field.child("object") {
      metric.object = try reference(object, namespace: namespace)
    }
    return metric
  }
}
