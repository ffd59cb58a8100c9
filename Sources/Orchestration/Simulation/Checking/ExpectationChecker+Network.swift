// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ExpectationChecker {
  /// How many endpoints of a service are in a state, in all of its slices.
  func endpointCount(
    _ service: ObjectKey, _ state: Expectation.EndpointState
  ) throws(APIStatus) -> Int {
    let options = ListOptions(namespace: service.namespace)
    var count = 0
    for slice in try client.list(.endpointSlices, options).items
    where slice.label(SliceLabels.serviceName) == service.name {
      for endpoint in slice["endpoints"]?.array ?? [] {
        let conditions = endpoint.object?["conditions"]?.object
        switch state {
        case .ready: if conditions?["ready"] != false { count += 1 }
        case .serving: if conditions?["serving"] != false { count += 1 }
        case .terminating: if conditions?["terminating"] == true { count += 1 }
        case .any: count += 1
        }
      }
    }
    return count
  }
}
