// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Amounts in billionths, so that fractions are added before anything is rounded.
typealias OracleAmounts = [String: Int128]

/// What a quantity is in billionths.
func oracleNano(_ quantity: Quantity) -> Int128 {
  if let nano = try? quantity.scaled(powerOfTen: 9).value(in: .count) { return Int128(nano) }
  let whole = try? quantity.value(in: .count)
  return Int128(whole ?? Int64.max) * 1_000_000_000
}

/// Billionths in the unit the scheduler counts a resource in, rounded up: thousandths of CPU,
/// whole units of everything else.
func oracleRounded(_ nano: Int128, _ resource: String) -> Int64 {
  let unit: Int128 = resource == "cpu" ? 1_000_000 : 1_000_000_000
  return Int64(clamping: nano <= 0 ? nano / unit : (nano + unit - 1) / unit)
}

/// What containers without a request count as where resources are scored.
let oracleNonZeroDefaults: OracleAmounts = [
  "cpu": 100_000_000, "memory": 209_715_200 * 1_000_000_000,
]

/// What a pod requests, in the scheduler's units (section 3.3).
///
/// - Parameters:
///   - pod: The pod.
///   - isBound: Whether it is on a node, so that what its status says counts as well.
///   - defaults: What a container without a request counts as.
/// - Returns: The amount of each resource that is requested.
func oracleRequests(
  _ pod: Pod, isBound: Bool, defaults: OracleAmounts = [:]
) -> [String: Int64] {
  // 1. The sum of all app containers.
  var sum: OracleAmounts = [:]
  for container in pod.spec.containers {
    let requests = containerRequests(container, of: pod, isBound: isBound, defaults: defaults)
    for (resource, amount) in requests { sum[resource, default: 0] += amount }
  }

  // 2. The init containers in order; those that restart always are sidecars.
  var sidecars: OracleAmounts = [:]
  var peak: OracleAmounts = [:]
  for container in pod.spec.initContainers {
    let requests = containerRequests(container, of: pod, isBound: isBound, defaults: defaults)
    var own = requests
    if container.restartPolicy == "Always" {
      for (resource, amount) in requests {
        sum[resource, default: 0] += amount
        sidecars[resource, default: 0] += amount
      }
      own = sidecars
    } else {
      for (resource, amount) in sidecars { own[resource, default: 0] += amount }
    }
    for (resource, amount) in own { peak[resource] = max(peak[resource] ?? 0, amount) }
  }

  // 3. The larger of the two.
  var result = sum
  for (resource, amount) in peak { result[resource] = max(result[resource] ?? 0, amount) }

  // 4. What the pod as a whole requests.
  for (resource, amount) in podLevelRequests(pod, isBound: isBound) { result[resource] = amount }

  // 5. The overhead.
  for (resource, amount) in pod.spec.overhead {
    result[resource, default: 0] += oracleNano(amount)
  }

  var rounded: [String: Int64] = [:]
  for (resource, amount) in result { rounded[resource] = oracleRounded(amount, resource) }
  return rounded
}

/// What a container requests; a limit without a request is a request.
private func defaultedRequests(_ resources: ResourceRequirements) -> OracleAmounts {
  var amounts: OracleAmounts = [:]
  for (resource, limit) in resources.limits { amounts[resource] = oracleNano(limit) }
  for (resource, request) in resources.requests { amounts[resource] = oracleNano(request) }
  return amounts
}

private func containerRequests(
  _ container: Container, of pod: Pod, isBound: Bool, defaults: OracleAmounts
) -> OracleAmounts {
  var amounts = defaultedRequests(container.resources)
  if isBound {
    // The larger of what is asked for, granted and in force; where the change that is asked for
    // can never be granted, what is asked for does not count.
    var seen: OracleAmounts?
    for status in pod.status.containerStatuses + pod.status.initContainerStatuses
    where status.name == container.name {
      var amounts: OracleAmounts = [:]
      for (resource, amount) in status.resources?.requests ?? [:] {
        amounts[resource] = oracleNano(amount)
      }
      for (resource, amount) in status.allocatedResources {
        amounts[resource] = max(amounts[resource] ?? 0, oracleNano(amount))
      }
      if !amounts.isEmpty { seen = amounts }
    }
    if let seen {
      if oracleResizeIsInfeasible(pod) {
        amounts = seen
      } else {
        for (resource, amount) in seen {
          amounts[resource] = max(amounts[resource] ?? 0, amount)
        }
      }
    }
  }
  for (resource, amount) in defaults where amounts[resource] == nil { amounts[resource] = amount }
  return amounts
}

/// Whether a resize was refused for good.
private func oracleResizeIsInfeasible(_ pod: Pod) -> Bool {
  if pod.status.resize == "Infeasible" { return true }
  for condition in pod.status.conditions
  where condition.type == "PodResizePending" && condition.reason == "Infeasible" {
    return true
  }
  return false
}

/// What the pod as a whole requests of CPU, memory and huge pages.
///
/// A limit of the pod without a request stands for one only where no container requests the
/// resource, as the API's defaulting has it.
private func podLevelRequests(_ pod: Pod, isBound: Bool) -> OracleAmounts {
  guard let resources = pod.spec.resources else { return [:] }
  var amounts: OracleAmounts = [:]
  for (resource, limit) in resources.limits {
    var isRequested = false
    for container in pod.spec.containers + pod.spec.initContainers
    where defaultedRequests(container.resources)[resource] != nil {
      isRequested = true
    }
    if !isRequested { amounts[resource] = oracleNano(limit) }
  }
  for (resource, request) in resources.requests { amounts[resource] = oracleNano(request) }
  return amounts.filter {
    $0.key == "cpu" || $0.key == "memory" || $0.key.hasPrefix("hugepages-")
  }
}

/// Whether a resource is one that nodes and pods name themselves: extended, huge pages, volumes.
func oracleIsScalar(_ resource: String) -> Bool {
  resource.contains("/") || resource.hasPrefix("hugepages-")
    || resource.hasPrefix("attachable-volumes-")
}

/// Whether a resource is extended: it has a domain, which is not one of Kubernetes.
func oracleIsExtended(_ resource: String) -> Bool {
  resource.contains("/") && !resource.contains("kubernetes.io/")
    && !resource.hasPrefix("requests.")
}

/// How much of a resource a node has to give; 0 where it does not say.
func oracleAllocatable(_ node: Node, _ resource: String) -> Int64 {
  guard let quantity = node.status.allocatable[resource] else { return 0 }
  return oracleRounded(oracleNano(quantity), resource)
}
