// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

extension Pod {
  /// What is set aside for the pod on its node: millicores and bytes; nothing where its requests
  /// make no sense.
  ///
  /// - Complexity: Linear in its containers.
  package var requestedRoom: (cpu: Int64, memory: Int64) {
    var table = ResourceTable()
    let context = FaultContext("pod")
    guard let requests = try? PodRequests(self, &table, context) else { return (0, 0) }
    return (requests.amounts[ResourceTable.cpu], requests.amounts[ResourceTable.memory])
  }
}
