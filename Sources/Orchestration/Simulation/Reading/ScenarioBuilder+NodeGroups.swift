// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ScenarioBuilder {
  /// A group of nodes that come and go.
  static func nodeGroup(_ field: DocumentField) throws(FieldFault) -> Scenario.NodeGroup {
    let own = ["min", "max", "initial", "startDelay", "failures", "shortages", "scaleDown"]
    var rest = try field.object()
    if rest["count"] != nil {
      throw FieldFault(
        field: DocumentField.path(field.path, "count"), found: "a number of nodes",
        expected: "initial, min and max")
    }
    for name in own { rest[name] = nil }
    var pool = try nodePool(DocumentField(.object(rest), at: field.path))
    let maximum = try field.required("max", "the most nodes").count(upTo: 10_000)
    let minimum = try field.child("min")?.count(upTo: 10_000) ?? 0
    pool.count = try field.child("initial")?.count(upTo: 10_000) ?? minimum
    if minimum > maximum || pool.count > maximum {
      throw field.error(expected: "min and initial that are not above max")
    }
    var group = Scenario.NodeGroup(pool: pool, maximum: maximum)
    group.minimum = minimum
    if let scaleDown = try field.child("scaleDown") { group.scaleDown = try scaleDown.truth() }
    if let delay = try field.child("startDelay") { group.supply.startDelay = try delay.span() }
    if let failures = try field.child("failures") {
      try failures.allowOnly(["rate", "after"])
      group.supply.failureRate = try failures.required("rate", "a share").ratio()
      if let after = try failures.child("after") {
        group.supply.failureDelay = try after.span()
      }
    }
    for shortage in try field.child("shortages")?.elements() ?? [] {
      try shortage.allowOnly(["from", "until", "stock", "silent"])
      group.supply.shortages.append(
        MachineSupply.Shortage(
          from: try shortage.child("from")?.microseconds() ?? 0,
          until: try shortage.child("until")?.microseconds() ?? .max,
          stock: try shortage.child("stock")?.count() ?? 0,
          isSilent: try shortage.child("silent")?.truth() ?? false))
    }
    return group
  }

  /// What decides about nodes.
  static func capacity(_ settings: DocumentField) throws(FieldFault) -> CapacitySettings {
    var capacity = CapacitySettings()
    if let flags = try settings.child("clusterAutoscaler") {
      _ = try ClusterAutoscalerOptions(reading: flags)
      for (name, flag) in try flags.children() {
        capacity.clusterAutoscaler[name] = try flag.text()
      }
    }
    if let descheduler = try settings.child("descheduler") {
      try descheduler.allowOnly(["interval", "policy"])
      if let interval = try descheduler.child("interval") {
        capacity.deschedulingInterval = max(1_000_000, try interval.microseconds())
      }
      let policy = try descheduler.required("policy", "a DeschedulerPolicy")
      _ = try DeschedulerPolicy(reading: policy)
      capacity.descheduler = try policy.object()
    }
    return capacity
  }
}
