// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a pod may use at most, as `PodLimits` of Kubernetes has it (`component-helpers/resource`).
///
/// A container without a limit adds nothing, so the sum says what is limited, not what is possible.
struct PodLimits {
  /// The limits by resource.
  var amounts = ResourceAmounts()

  /// Reads the limits of a pod's specification.
  ///
  /// - Throws: A fault for amounts that are negative or too large.
  init(_ pod: Pod, _ table: inout ResourceTable) throws(ClusterFault) {
    let spec = pod.spec
    let context = FaultContext(
      "pod \(pod.metadata.namespace ?? "default")/\(pod.metadata.name ?? "")", "spec")
    for (index, container) in spec.containers.enumerated() {
      amounts.add(try Self.limits(of: container, context["containers"][index], &table))
    }
    var sidecars = ResourceAmounts()
    var peak = ResourceAmounts()
    for (index, container) in spec.initContainers.enumerated() {
      var own = try Self.limits(of: container, context["initContainers"][index], &table)
      if container.restartPolicy == "Always" {
        amounts.add(own)
        sidecars.add(own)
        own = sidecars
      } else {
        own.add(sidecars)
      }
      peak.formMaximum(own)
    }
    amounts.formMaximum(peak)
    if let whole = spec.resources {
      let written = try PodRequests.read(whole.limits, &table, context["resources.limits"])
      for name in whole.limits.keys
      where name == "cpu" || name == "memory" || name.hasPrefix("hugepages-") {
        let resource = table.intern(name)
        amounts[resource] = written[resource]
      }
    }
    // The overhead counts only where there is a limit that it adds to.
    let overhead = try PodRequests.read(spec.overhead, &table, context["overhead"])
    for (resource, amount) in zip(overhead.resources, overhead.amounts)
    where amounts[resource] > 0 {
      amounts[resource] = min(amounts[resource] + amount, 1 << 62)
    }
  }

  private static func limits(
    of container: Container, _ context: FaultContext, _ table: inout ResourceTable
  ) throws(ClusterFault) -> ResourceAmounts {
    try PodRequests.read(container.resources.limits, &table, context["resources.limits"])
  }
}
