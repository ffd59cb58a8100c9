// SPDX-License-Identifier: Apache-2.0

extension ClusterUsage {
  /// The resources of which a node's pods request more than a share.
  ///
  /// - Parameters:
  ///   - node: A node's index in `nodes`.
  ///   - percent: The share of what is allocatable, in hundredths.
  /// - Returns: The names, in the order of `resources`; where a node has none of a resource, any
  ///   request is more than its share.
  public func resources(of node: Int, above percent: Int64) -> [String] {
    let amounts = nodes[node].amounts
    return resources.names.indices.filter { resource in
      let part = resource == ResourceTable.pods ? amounts.pods : amounts.requests[resource]
      guard part > 0 else { return false }
      let share = Share(part: part, whole: amounts.allocatable[resource])
      return share.compared(to: Share(part: percent, whole: 100)) > 0
    }.map { resources.names[$0] }
  }
}
