// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ScenarioBuilder {
  /// Reads the part `traffic` of a scenario.
  static func traffic(_ field: DocumentField) throws(FieldFault) -> [TrafficFlow] {
    var flows: [TrafficFlow] = []
    for element in try field.elements() {
      let flow = try self.flow(element)
      guard !flows.contains(where: { $0.name == flow.name }) else {
        throw try element.required("name", "a name").error(expected: "a name of its own")
      }
      flows.append(flow)
    }
    return flows
  }

  private static func flow(_ field: DocumentField) throws(FieldFault) -> TrafficFlow {
    try field.allowOnly([
      "name", "from", "to", "rate", "spacing", "start", "until", "retries", "timeout",
      "keepAlive", "connections", "clientAddresses", "step",
    ])
    let target = try field.required(
      "to", "a URL or the name of a service, such as http://web.shop/")
    guard let url = RequestURL(try target.text()) else {
      throw target.error(expected: "a URL or the name of a service, such as http://web.shop/")
    }
    var flow = TrafficFlow(
      name: try field.required("name", "a name").text(),
      from: try field.child("from").map { field throws(FieldFault) in try source(field) }
        ?? .outside,
      to: url, rate: try rate(field.required("rate", "requests per second")))
    if let spacing = try field.child("spacing") { flow.spacing = try spacing.choice() }
    if let start = try field.child("start") { flow.from = try start.microseconds() }
    if let until = try field.child("until") { flow.until = try until.microseconds() }
    if let retries = try field.child("retries") { flow.retries = try retries.count(upTo: 100) }
    if let timeout = try field.child("timeout") {
      flow.timeout = try timeout.microseconds()
      if flow.timeout <= 0 { throw timeout.error(expected: "a duration above 0") }
    }
    if let step = try field.child("step") {
      flow.step = try step.microseconds()
      if flow.step < 1_000 { throw step.error(expected: "a duration of 1ms or more") }
    }
    if let addresses = try field.child("clientAddresses") {
      flow.clientAddresses = Int(try addresses.integer(in: 1...100_000))
    }
    if let keepAlive = try field.child("keepAlive"), try keepAlive.truth() {
      flow.keptConnections = 10
    }
    if let connections = try field.child("connections") {
      guard flow.keptConnections > 0 else {
        throw connections.error(expected: "keepAlive: true beside it")
      }
      flow.keptConnections = Int(try connections.integer(in: 1...10_000))
    }
    return flow
  }

  private static func source(_ field: DocumentField) throws(FieldFault) -> TrafficFlow.Source {
    if case .object = field.value {
      try field.allowOnly(["namespace", "pods"])
      var selector = LabelSelector()
      if let pods = try field.child("pods") { selector = try labels(pods) }
      return .pods(namespace: try field.child("namespace")?.text() ?? "default", selector)
    }
    guard try field.text() == "outside" else {
      throw field.error(expected: "outside, or an object with namespace and pods")
    }
    return .outside
  }

  /// A selector of labels in one line.
  private static func labels(_ field: DocumentField) throws(FieldFault) -> LabelSelector {
    let text = try field.text()
    do throws(SelectorError) {
      return try LabelSelector(text)
    } catch {
      throw FieldFault(
        field: field.path, found: "\(error)", expected: "a selector such as app=web")
    }
  }

  private static func rate(_ field: DocumentField) throws(FieldFault) -> RequestRate {
    let range = 0...1e9
    switch field.value {
    case .array:
      var points: [RequestRate.Point] = []
      for element in try field.elements() {
        try element.allowOnly(["at", "rate"])
        points.append(
          RequestRate.Point(
            at: try element.child("at")?.microseconds() ?? 0,
            try element.required("rate", "requests per second").number(in: range)))
      }
      guard !points.isEmpty else { throw field.error(expected: "one point or more") }
      for (left, right) in zip(points, points.dropFirst()) where left.time > right.time {
        throw field.error(expected: "points in the order of their times")
      }
      return .curve(points)
    case .object:
      try field.allowOnly(["mean", "amplitude", "period", "peak"])
      let mean = try field.required("mean", "requests per second").number(in: range)
      let period = try field.child("period")?.microseconds() ?? 86_400_000_000
      guard period > 0 else { throw field.error(expected: "a period above 0") }
      return .wave(
        mean: mean, amplitude: try field.child("amplitude")?.number(in: range) ?? mean / 2,
        period: period, peak: try field.child("peak")?.microseconds() ?? period / 2)
    default: return .constant(try field.number(in: range))
    }
  }

  /// What an expectation asks of requests; `nil` where it asks of something else.
  static func trafficQuery(_ field: DocumentField) throws(FieldFault) -> TrafficQuery? {
    let subject: TrafficQuery.Subject
    if let flow = try field.child("flow") {
      subject = .flow(try flow.text())
    } else if let service = try field.child("service") {
      subject = .service(
        ObjectKey(
          namespace: try field.child("namespace")?.text() ?? "default", name: try service.text()))
    } else {
      return nil
    }
    var query = TrafficQuery(
      subject, try field.required("metric", "a figure of requests such as failed").choice(),
      from: try field.child("from")?.microseconds() ?? 0,
      until: try field.child("until")?.microseconds() ?? .max)
    if let reason = try field.child("reason") {
      query.reason = try reason.choice()
      guard query.metric == .failed else {
        throw reason.error(expected: "nothing unless the metric is failed")
      }
    }
    if let pod = try field.child("pod") {
      query.pod = GlobPattern(try pod.text())
      guard [.sent, .served, .failed, .pods].contains(query.metric), query.reason == nil else {
        throw pod.error(expected: "nothing unless the metric is sent, served, failed or pods")
      }
    }
    return query
  }

  /// A request that an expectation asks about, and who makes it.
  static func request(
    _ field: DocumentField, by client: DocumentField?
  ) throws(FieldFault) -> (RequestURL, RequestExplainer.Origin) {
    guard let url = RequestURL(try field.text()) else {
      throw field.error(expected: "a URL or the name of a service, such as http://web.shop/")
    }
    guard let client else { return (url, .namespace("default")) }
    let text = try client.text()
    if text == "outside" { return (url, .outside) }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
      throw client.error(
        expected: "outside, a namespace, or a namespace and a pod such as shop/web-1")
    }
    let origin: RequestExplainer.Origin =
      parts.count == 1
      ? .namespace(parts[0]) : .pod(ObjectKey(namespace: parts[0], name: parts[1]))
    return (url, origin)
  }

  /// Every flow that an expectation names is there.
  static func checkQueries(_ scenario: Scenario, _ field: DocumentField) throws(FieldFault) {
    for (index, expectation) in scenario.expectations.enumerated() {
      guard case .traffic(let query, _) = expectation.condition,
        case .flow(let name) = query.subject,
        !scenario.traffic.contains(where: { $0.name == name })
      else { continue }
      throw FieldFault(
        field: "\(field.path).expect[\(index)].flow", found: "'\(name)'",
        expected: scenario.traffic.isEmpty
          ? "a flow of the part traffic, which there is not"
          : "one of " + scenario.traffic.map(\.name).joined(separator: ", "))
    }
  }
}
