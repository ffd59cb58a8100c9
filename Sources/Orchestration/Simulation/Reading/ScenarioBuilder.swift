// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Makes a scenario of the fields of a document.
enum ScenarioBuilder {
  static func scenario(
    _ document: DocumentField, _ context: inout ScenarioContext
  ) throws(FieldFault) -> Scenario {
    try document.allowOnly(["apiVersion", "kind", "metadata", "spec"])
    let version = try document.required("apiVersion", "stevedore.dev/v1")
    guard try version.text() == "stevedore.dev/v1" else {
      throw version.error(expected: "stevedore.dev/v1")
    }
    let metadata = try document.required("metadata", "an object with a name")
    let name = try metadata.required("name", "a name").text()
    let spec = try document.required("spec", "an object")
    try spec.allowOnly([
      "summary", "seed", "start", "horizon", "nodes", "nodeGroups", "objects", "stacks",
      "behaviors", "settings", "timeline", "arrivals", "failures", "traffic", "storage", "metrics",
      "expect",
    ])
    var scenario = Scenario(
      name: name, horizon: try spec.required("horizon", "a duration such as 30m").microseconds())
    if let summary = try spec.child("summary") { scenario.summary = try summary.text() }
    if let seed = try spec.child("seed") {
      scenario.seed = UInt64(try seed.integer(in: 0...Int64.max))
    }
    if let start = try spec.child("start") {
      guard let moment = Timestamp(start.value) else {
        throw start.error(expected: "a moment such as 2026-01-01T00:00:00Z")
      }
      scenario.start = moment
    }
    for pool in try spec.child("nodes")?.elements() ?? [] {
      scenario.nodes.append(try nodePool(pool))
    }
    for group in try spec.child("nodeGroups")?.elements() ?? [] {
      scenario.nodeGroups.append(try nodeGroup(group))
    }
    if let objects = try spec.child("objects") { scenario.objects = try context.objects(objects) }
    for stack in try spec.child("stacks")?.elements() ?? [] {
      scenario.stacks.append(try self.stack(stack, &context))
    }
    for behavior in try spec.child("behaviors")?.elements() ?? [] {
      if case .string = behavior.value {
        for fields in try context.objects(behavior) {
          scenario.behaviors.append(try self.behavior(fields, at: behavior.path))
        }
      } else {
        scenario.behaviors.append(try self.behavior(behavior.object(), at: behavior.path))
      }
    }
    for metric in try spec.child("metrics")?.elements() ?? [] {
      scenario.metrics.append(try self.metric(metric))
    }
    if let settings = try spec.child("settings") {
      scenario.settings = try self.settings(settings)
    }
    if let storage = try spec.child("storage") { scenario.storage = try drivers(storage) }
    for entry in try spec.child("timeline")?.elements() ?? [] {
      scenario.timeline.append(try timelineEntry(entry, &context))
    }
    for arrivals in try spec.child("arrivals")?.elements() ?? [] {
      scenario.arrivals.append(try self.arrivals(arrivals, &context))
    }
    if let failures = try spec.child("failures") {
      try failures.allowOnly(["meanTimeBetween", "repair"])
      scenario.failures = Scenario.NodeFailures(
        meanTimeBetween: max(
          1, try failures.required("meanTimeBetween", "a duration").microseconds()),
        repair: try failures.required("repair", "a span of time").span())
    }
    if let traffic = try spec.child("traffic") { scenario.traffic = try self.traffic(traffic) }
    for expectation in try spec.child("expect")?.elements() ?? [] {
      scenario.expectations.append(try self.expectation(expectation))
    }
    try checkQueries(scenario, spec)
    return scenario
  }

  /// A behavior, which needs no kind where it stands among others.
  static func behavior(_ fields: Fields, at path: String) throws(FieldFault) -> Behavior {
    let name = fields.metadata["name"]?.string ?? ""
    let spec = BehaviorField(value: fields["spec"], path: path.isEmpty ? "spec" : "\(path).spec")
    do throws(ReadingError) {
      return try Behavior(name: name, reading: spec)
    } catch {
      throw FieldFault(field: error.field ?? path, found: error.found, expected: error.expected)
    }
  }

  /// The state machine of a document.
  static func stages(_ fields: Fields) throws(FieldFault) -> StageMachine {
    do throws(ReadingError) {
      return try StageMachine(
        name: fields.metadata["name"]?.string ?? "",
        reading: BehaviorField(value: fields["spec"], path: "spec"))
    } catch {
      throw FieldFault(field: error.field ?? "spec", found: error.found, expected: error.expected)
    }
  }

  static func nodePool(_ field: DocumentField) throws(FieldFault) -> Scenario.NodePool {
    try field.allowOnly([
      "name", "count", "capacity", "allocatable", "labels", "taints", "zones", "price",
    ])
    var pool = Scenario.NodePool(
      name: try field.child("name")?.text() ?? "node",
      count: try field.child("count")?.count(upTo: 1_000_000) ?? 1,
      capacity: try amounts(field.required("capacity", "amounts such as cpu: 4, memory: 16Gi")))
    if pool.capacity["pods"] == nil { pool.capacity["pods"] = try? Quantity("110") }
    if let allocatable = try field.child("allocatable") {
      pool.allocatable = try amounts(allocatable)
    }
    if let labels = try field.child("labels") {
      for (name, label) in try labels.children() { pool.labels[name] = try label.text() }
    }
    for taint in try field.child("taints")?.elements() ?? [] {
      guard let view = Taint(taint.value) else { throw taint.error(expected: "a taint") }
      pool.taints.append(view)
    }
    if let zones = try field.child("zones") { pool.zones = try zones.texts() }
    if let price = try field.child("price") { pool.price = try price.number(in: 0...(.infinity)) }
    return pool
  }

  private static func amounts(_ field: DocumentField) throws(FieldFault) -> [String: Quantity] {
    var amounts: [String: Quantity] = [:]
    for (name, amount) in try field.children() {
      let quantity = try amount.quantity()
      if quantity.isNegative { throw amount.error(expected: "an amount that is not negative") }
      amounts[name] = quantity
    }
    return amounts
  }

  private static func settings(_ field: DocumentField) throws(FieldFault) -> Scenario.Settings {
    try field.allowOnly([
      "scheduler", "schedulingTime", "latency", "events", "heartbeats", "sampleInterval",
      "controllers", "batchPeriod", "network", "metrics", "clusterAutoscaler", "descheduler",
      "swarm", "serviceAccounts",
    ])
    var settings = Scenario.Settings()
    settings.capacity = try capacity(field)
    if let name = try field.child("scheduler") { settings.scheduler = try name.text() }
    if let name = try field.child("swarm") { settings.swarm = try name.text() }
    if let time = try field.child("schedulingTime") {
      settings.schedulingTime = try time.microseconds()
    }
    if let latency = try field.child("latency") { settings.latency = try latency.microseconds() }
    if let period = try field.child("batchPeriod") {
      settings.batchPeriod = try period.microseconds()
    }
    if let accounts = try field.child("serviceAccounts") {
      settings.serviceAccounts = try accounts.truth()
    }
    if let events = try field.child("events") { settings.events = try events.choice() }
    if let heartbeats = try field.child("heartbeats") {
      switch try heartbeats.text() {
      case "written": settings.writesHeartbeats = true
      case "compressed": settings.writesHeartbeats = false
      default: throw heartbeats.error(expected: "compressed or written")
      }
    }
    if let interval = try field.child("sampleInterval") {
      settings.sampleInterval = max(1_000, try interval.microseconds())
    }
    if let network = try field.child("network") { settings.network = try networkSettings(network) }
    if let metrics = try field.child("metrics") { settings.tellsUsage = try metrics.truth() }
    if let controllers = try field.child("controllers") {
      settings.controllers = try controllers.texts()
    }
    return settings
  }

  private static func arrivals(
    _ field: DocumentField, _ context: inout ScenarioContext
  ) throws(FieldFault) -> Arrivals {
    if let table = try field.child("trace") { return try traced(field, table, &context) }
    try field.allowOnly(["name", "from", "until", "interval", "count", "templates"])
    var templates: [Arrivals.Template] = []
    for template in try field.required("templates", "a list").elements() {
      try template.allowOnly(["object", "weight", "lifetime"])
      let objects = try context.objects(template.required("object", "an object"))
      guard objects.count == 1, let object = objects.first else {
        throw template.error(expected: "one object")
      }
      templates.append(
        Arrivals.Template(
          object: object,
          weight: try template.child("weight")?.number(in: 0...1e9) ?? 1,
          lifetime: try template.child("lifetime")?.span()))
    }
    guard templates.contains(where: { $0.weight > 0 }) else {
      throw field.error(expected: "a template with a weight above 0")
    }
    var arrivals = Arrivals(
      name: try field.child("name")?.text() ?? "arrival",
      from: try field.child("from")?.microseconds() ?? 0,
      interval: try field.required("interval", "a span of time").span(), templates: templates)
    if let until = try field.child("until") { arrivals.until = try until.microseconds() }
    if let count = try field.child("count") { arrivals.count = try count.count() }
    return arrivals
  }
}

extension DocumentField {
  /// A duration in microseconds, as Go has it or in days.
  func microseconds() throws(FieldFault) -> Int64 {
    guard let text = scalarText, let span = DurationText.parse(text) else {
      throw error(expected: "a duration such as 30s, 1h30m or 7d")
    }
    return span
  }

  /// A span of time: a duration, or an object that says how it is distributed.
  func span() throws(FieldFault) -> RandomDuration {
    do throws(ReadingError) {
      if let span = try BehaviorField(value: value, path: path).randomTime() { return span }
    } catch {
      throw FieldFault(field: error.field ?? path, found: error.found, expected: error.expected)
    }
    throw error(expected: "a duration, or how it is distributed")
  }
}
