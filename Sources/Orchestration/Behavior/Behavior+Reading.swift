// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension BehaviorSelector {
  static let names = ["namespace", "pod", "labels", "container", "image", "node", "nodeLabels"]

  init(reading field: BehaviorField) throws(ReadingError) {
    self.init()
    try field.requireFields(Self.names)
    namespace = try field["namespace"].pattern()
    pod = try field["pod"].pattern()
    labels = try field["labels"].labels()
    container = try field["container"].pattern()
    image = try field["image"].pattern()
    node = try field["node"].pattern()
    nodeLabels = try field["nodeLabels"].labels()
  }
}

extension Behavior {
  /// Reads the specification of a behaviour.
  init(name: String, reading spec: BehaviorField) throws(ReadingError) {
    try spec.requireFields([
      "selector", "when", "identity", "image", "startDelay", "readyDelay", "exits", "termination",
      "hooks",
      "probes", "probeLatency", "memory", "cpu", "usageJitter", "writes",
      "requests",
    ])
    self.init(name: name, selector: try BehaviorSelector(reading: spec["selector"]))
    if spec["when"].isPresent { condition = try BehaviorCondition(reading: spec["when"]) }
    identity = try spec["identity"].word(Identity.self) ?? .name
    image = try Image(reading: spec["image"])
    if condition != nil, spec["image"].isPresent {
      throw spec["image"].error("nothing where 'when' is given: a pull comes before any container")
    }
    startDelay = try spec["startDelay"].randomTime()
    readyDelay = try spec["readyDelay"].randomTime()
    for field in try spec["exits"].elements() {
      try field.requireFields(["after", "code", "weight", "attempts"])
      exits.append(
        Exit(
          after: try field["after"].randomTime(),
          code: try field["code"].integer(in: 0...255) ?? 0,
          weight: try field["weight"].number(in: 0...1e12) ?? 1,
          attempts: try field["attempts"].integer(in: 1...1_000_000)))
    }
    try readTermination(spec["termination"])
    let hooks = spec["hooks"]
    try hooks.requireFields(["postStart", "preStop"])
    postStart = try hooks["postStart"].randomTime()
    preStop = try hooks["preStop"].randomTime()
    for field in try spec["probes"].elements() {
      probeFailures.append(try ProbeFailure(reading: field))
      if condition?.rereads == true, field["every"].isPresent {
        throw field["every"].error("nothing where files are read again")
      }
    }
    probeLatency = try spec["probeLatency"].randomTime()
    memory = try Self.usage(spec["memory"], .bytes)
    try readCPU(spec["cpu"])
    usageJitter = try spec["usageJitter"].number(in: 0...1) ?? 0
    if spec["requests"].isPresent { requests = try RequestBehavior(reading: spec["requests"]) }
    for field in try spec["writes"].elements() {
      try field.requireFields(["after", "path", "text", "append"])
      writes.append(
        ContainerPlan.Write(
          after: try field["after"].time() ?? 0, path: try field["path"].requiredText(),
          text: try field["text"].text() ?? "", isAppended: try field["append"].truth() ?? false))
    }
  }

  private mutating func readTermination(_ field: BehaviorField) throws(ReadingError) {
    try field.requireFields(["delay", "code", "ignored"])
    guard field.isPresent else { return }
    let isIgnored = try field["ignored"].truth() ?? false
    if isIgnored, field["delay"].isPresent {
      throw field["delay"].error("nothing where the signal is ignored")
    }
    termination = Termination(
      delay: isIgnored ? nil : try field["delay"].randomTime() ?? .constant(0),
      code: try field["code"].integer(in: 0...255) ?? 0)
  }

  /// A curve, or an object that says more of it.
  private mutating func readCPU(_ field: BehaviorField) throws(ReadingError) {
    guard case .object? = field.value else {
      cpu = try Self.usage(field, .milli)
      return
    }
    try field.requireFields(["curve", "over", "shared"])
    cpu = try Self.usage(field["curve"], .milli)
    cpuBase = try field["over"].word(UsageCurve.Base.self) ?? .start
    isCPUShared = try field["shared"].truth() ?? false
  }

  private static func usage(
    _ field: BehaviorField, _ unit: QuantityUnit
  ) throws(ReadingError) -> [UsageCurve.Point] {
    guard field.isPresent else { return [] }
    guard case .array? = field.value else {
      return [UsageCurve.Point(at: 0, try field.amount(unit) ?? 0)]
    }
    var points: [UsageCurve.Point] = []
    for element in try field.elements() {
      try element.requireFields(["at", "use"])
      guard let amount = try element["use"].amount(unit) else {
        throw element["use"].error("an amount such as '150Mi'")
      }
      points.append(UsageCurve.Point(at: try element["at"].time() ?? 0, amount))
    }
    return points
  }
}

extension Behavior.Image {
  init(reading field: BehaviorField) throws(ReadingError) {
    self.init()
    try field.requireFields([
      "size", "pullTime", "failure", "failureProbability", "requiresCredentials", "credentials",
    ])
    size = try field["size"].amount(.bytes)
    pullTime = try field["pullTime"].randomTime()
    failure = try field["failure"].text()
    failureProbability = try field["failureProbability"].number(in: 0...1) ?? 1
    accepted = try field["credentials"].text()
    requiresCredentials = try field["requiresCredentials"].truth() ?? (accepted != nil)
  }
}

extension Behavior.ProbeFailure {
  init(reading field: BehaviorField) throws(ReadingError) {
    try field.requireFields(["probe", "failsAfter", "for", "every", "message"])
    guard let probe = try field["probe"].word(ProbeKind.self) else {
      throw field["probe"].error("one of 'startup', 'readiness', 'liveness'")
    }
    self.init(
      probe, after: try field["failsAfter"].randomTime() ?? .constant(0),
      duration: try field["for"].randomTime(), every: try field["every"].time(),
      message: try field["message"].text())
    if every != nil, duration == nil {
      throw field["for"].error("how long it fails each time")
    }
  }
}
