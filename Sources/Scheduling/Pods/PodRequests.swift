// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a pod requests, as `PodRequests` of Kubernetes has it (`component-helpers/resource`).
struct PodRequests {
  /// What is set aside on the node.
  var amounts = ResourceAmounts()
  /// What scores count: containers without a request count for 100 millicores and 200 MiB.
  var scored = ResourceAmounts()

  static let defaultCPU: Int64 = 100
  static let defaultMemory: Int64 = 200 << 20

  /// Reads the requests of a pod's specification, and of its status where that is more.
  ///
  /// - Throws: A fault for amounts that are negative or too large.
  init(_ pod: Pod, _ table: inout ResourceTable, _ context: FaultContext) throws(ClusterFault) {
    let spec = pod.spec
    let specContext = context["spec"]
    let statuses = pod.status.containerStatuses + pod.status.initContainerStatuses
    let isInfeasible = pod.status.conditions.contains {
      $0.type == "PodResizePending" && $0.reason == "Infeasible" && $0.status != "False"
    }
    func requests(
      of container: Container, _ context: FaultContext, defaulted: Bool
    ) throws(ClusterFault) -> ResourceAmounts {
      let context = context["resources.requests"]
      var amounts = try Self.requests(container.resources, &table, context)
      if let status = statuses.first(where: { $0.name == container.name }) {
        if isInfeasible { amounts = ResourceAmounts() }
        amounts.formMaximum(try Self.read(status.allocatedResources, &table, context))
        if let actual = status.resources {
          amounts.formMaximum(try Self.read(actual.requests, &table, context))
        }
      }
      if defaulted {
        let written = container.resources.requests
        if written["cpu"] == nil, container.resources.limits["cpu"] == nil {
          amounts[ResourceTable.cpu] = Self.defaultCPU
        }
        if written["memory"] == nil, container.resources.limits["memory"] == nil {
          amounts[ResourceTable.memory] = Self.defaultMemory
        }
      }
      return amounts
    }
    func total(defaulted: Bool) throws(ClusterFault) -> ResourceAmounts {
      var sum = ResourceAmounts()
      for (index, container) in spec.containers.enumerated() {
        sum.add(
          try requests(of: container, specContext["containers"][index], defaulted: defaulted))
      }
      var sidecars = ResourceAmounts()
      var peak = ResourceAmounts()
      for (index, container) in spec.initContainers.enumerated() {
        var own = try requests(
          of: container, specContext["initContainers"][index], defaulted: defaulted)
        if container.restartPolicy == "Always" {
          sum.add(own)
          sidecars.add(own)
          own = sidecars
        } else {
          own.add(sidecars)
        }
        peak.formMaximum(own)
      }
      sum.formMaximum(peak)
      if let whole = spec.resources {
        let written = try Self.requests(whole, &table, specContext["resources.requests"])
        for name in Set(whole.requests.keys).union(whole.limits.keys)
        where name == "cpu" || name == "memory" || name.hasPrefix("hugepages-") {
          let resource = table.intern(name)
          sum[resource] = written[resource]
        }
      }
      sum.add(try Self.read(spec.overhead, &table, specContext["overhead"]))
      return sum
    }
    amounts = try total(defaulted: false)
    scored = try total(defaulted: true)
    for sums in [amounts, scored] {
      guard let place = sums.amounts.firstIndex(where: { $0 > ResourceAmounts.largest }) else {
        continue
      }
      throw specContext["containers"].fault(
        "found requests for \(table.names[sums.resources[place]]) of more than 2^53 together, "
          + "expected at most that")
    }
  }

  /// The requests written down, a limit standing in for a request that is missing.
  private static func requests(
    _ resources: ResourceRequirements, _ table: inout ResourceTable, _ context: FaultContext
  ) throws(ClusterFault) -> ResourceAmounts {
    let requests = resources.requests
    return try read(
      requests.merging(resources.limits) { request, _ in request }, &table, context)
  }

  static func read(
    _ quantities: [String: Quantity], _ table: inout ResourceTable, _ context: FaultContext
  ) throws(ClusterFault) -> ResourceAmounts {
    var amounts = ResourceAmounts()
    for name in quantities.keys.sorted() {
      guard let quantity = quantities[name] else { continue }
      let amount = try context.amount(quantity, of: name)
      if amount > 0 { amounts[table.intern(name)] = amount }
    }
    return amounts
  }
}
