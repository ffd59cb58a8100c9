// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ScaledPod {
  /// What a pod requests of a resource, in thousandths: from `calculateRequests` of
  /// `replica_calculator.go`.
  ///
  /// - Parameters:
  ///   - pod: The pod.
  ///   - resource: Which resource.
  ///   - container: Of which container; of all together where empty.
  /// - Returns: The amount.
  /// - Throws: What is missing.
  static func request(
    of pod: Fields, _ resource: String, container: String
  ) throws(ScalingFault) -> Int64 {
    let name = pod.metadata["name"]?.string ?? ""
    let spec = PodSpec(fields: pod.wanted)
    if container.isEmpty, let whole = spec.resources, !whole.requests.isEmpty {
      guard let amount = whole.requests[resource].flatMap({ try? $0.value(in: .milli) }) else {
        throw ScalingFault(message: "missing pod-level request for \(resource) in Pod \(name)")
      }
      return amount
    }
    let sidecars = spec.initContainers.filter { $0.restartPolicy == "Always" }
    var sum: Int64 = 0
    for one in spec.containers + sidecars where container.isEmpty || one.name == container {
      guard let request = one.resources.requests[resource],
        let amount = try? request.value(in: .milli)
      else {
        throw ScalingFault(
          message: "missing request for \(resource) in container \(one.name ?? "") of Pod \(name)")
      }
      sum += amount
      if one.name == container { return sum }
    }
    if !container.isEmpty {
      throw ScalingFault(message: "container \(container) not found in Pod \(name)")
    }
    return sum
  }
}
