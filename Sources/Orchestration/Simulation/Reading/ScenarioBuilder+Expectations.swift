// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ScenarioBuilder {
  static func expectation(_ field: DocumentField) throws(FieldFault) -> Expectation {
    try field.allowOnly(
      containerFields + [
        "that", "at", "object", "namespace", "fields", "absent", "count", "labels",
        "fieldSelector", "metric", "min", "max", "from", "is", "log", "before", "times",
        "claim", "flow", "service", "until", "reason", "pod", "request", "client", "endpoints",
        "state", "name",
      ])
    let time = try field.child("at")?.microseconds()
    let condition = try self.condition(field)
    let that = try field.required("that", "a sentence that says what it means").text()
    return Expectation(that: that, time: time, condition)
  }

  private static func condition(
    _ field: DocumentField
  ) throws(FieldFault) -> Expectation.Condition {
    let namespace = try field.child("namespace")
    if let object = try field.child("object") {
      var fields: [(path: String, range: Expectation.ValueRange)] = []
      for (path, value) in try field.required("fields", "paths and values").children() {
        fields.append((path, try range(value)))
      }
      return .fields(try reference(object, namespace: namespace), fields)
    }
    if let pods = try field.child("containers") {
      let question = try containerQuestion(pods, of: field)
      return .inside(question, try range(field.required("is", "what they see")))
    }
    if let object = try field.child("absent") {
      return .absent(try reference(object, namespace: namespace))
    }
    if let kind = try field.child("count") {
      var options = ListOptions(namespace: try namespace?.text() ?? "")
      if let labels = try field.child("labels") {
        let text = try labels.text()
        do throws(SelectorError) {
          options.labels = try LabelSelector(text)
        } catch {
          throw FieldFault(
            field: labels.path, found: "\(error)", expected: "a selector such as app=web")
        }
      }
      if let selector = try field.child("fieldSelector") {
        let text = try selector.text()
        do throws(SelectorError) {
          options.fields = try FieldSelector(text)
        } catch {
          throw FieldFault(
            field: selector.path, found: "\(error)",
            expected: "a selector such as status.phase=Running")
        }
      }
      return .count(kind: try kind.text(), options, try range(field.required("is", "a number")))
    }
    if let request = try field.child("request") {
      let (url, origin) = try self.request(request, by: field.child("client"))
      return .request(url, from: origin, try range(field.required("is", "served, or why not")))
    }
    if let query = try trafficQuery(field) {
      return .traffic(query, try range(field.required("is", "a number")))
    }
    if let condition = try networkCondition(field, namespace?.text() ?? "default") {
      return condition
    }
    if let metric = try field.child("metric") {
      let name = try metric.text()
      guard MetricSample.names.contains(name) else {
        throw metric.error(expected: "one of " + MetricSample.names.joined(separator: ", "))
      }
      let from = try field.child("from")?.microseconds() ?? 0
      if let most = try field.child("max") {
        return .extreme(name, .max, from: from, try range(most))
      }
      if let least = try field.child("min") {
        return .extreme(name, .min, from: from, try range(least))
      }
      return .metric(name, try range(field.required("is", "a number")))
    }
    if let log = try field.child("log") {
      let pattern = try self.pattern(log)
      if let other = try field.child("before") {
        return .order(pattern, before: try self.pattern(other))
      }
      let times = try field.child("times").map { field throws(FieldFault) in try range(field) }
      return .log(pattern, times ?? .between(1, .infinity))
    }
    if let file = try field.child("file") {
      let claim = try field.required("claim", "the name of a claim").text()
      return .file(
        claim: TargetReference(
          kind: "pvc", name: claim, namespace: try namespace?.text() ?? "default"),
        path: try file.text(), try range(field.required("is", "what it says")))
    }
    throw field.error(
      expected: "one of object, absent, count, containers, endpoints, name, metric, flow, "
        + "service, request, log, file")
  }

  private static func pattern(_ field: DocumentField) throws(FieldFault) -> Expectation.LogPattern {
    try field.allowOnly(["object", "what", "reason", "message", "from", "until"])
    var pattern = Expectation.LogPattern(
      object: try field.child("object")?.text(), what: try field.child("what")?.text(),
      message: try field.child("message")?.text())
    if let reason = try field.child("reason") { pattern.reason = try reason.text() }
    if let from = try field.child("from") { pattern.from = try from.microseconds() }
    if let until = try field.child("until") { pattern.until = try until.microseconds() }
    return pattern
  }

  /// What a value may be: the value, `">= 3"`, `"<= 3"`, `"2..4"`, or an object `contains`.
  static func range(_ field: DocumentField) throws(FieldFault) -> Expectation.ValueRange {
    if case .object = field.value {
      try field.allowOnly(["contains"])
      return .contains(try field.required("contains", "text").text())
    }
    guard case .string(let text) = field.value else { return .equal(field.value) }
    func number(_ text: some StringProtocol) -> Double? {
      Double(text.split(separator: " ").joined())
    }
    if text.hasPrefix(">="), let least = number(text.dropFirst(2)) {
      return .between(least, .infinity)
    }
    if text.hasPrefix("<="), let most = number(text.dropFirst(2)) {
      return .between(-.infinity, most)
    }
    if let dots = text.firstRange(of: ".."), let least = number(text[..<dots.lowerBound]),
      let most = number(text[dots.upperBound...])
    {
      return .between(least, most)
    }
    return .equal(field.value)
  }
}
