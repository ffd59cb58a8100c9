// SPDX-License-Identifier: Apache-2.0

extension ClusterSnapshot {
  /// What every filter that is on has against a pod on a node, in the order of the filters.
  ///
  /// `refusal(of:on:)` is the first of them. Promises to other pods do not count here.
  ///
  /// - Parameters:
  ///   - pod: The pod.
  ///   - node: The node.
  /// - Returns: The refusals; none where the pod may be there.
  /// - Complexity: That of all filters.
  public func allRefusals(of pod: Int, on node: Int) -> [Refusal] {
    let index = classIndex(pod)
    let made = classes[index]
    let filters = filterMasks[made.profile]
    var found: [Refusal] = []
    if let refusal = refusalOfPod(made, filters) { found.append(refusal) }
    if filters.contains(.nodeName), pods.named[pod] != -1, pods.named[pod] != Int32(node) {
      found.append(Refusal(.nodeName, [.otherNode], .never))
    }
    if filters.contains(.nodeAffinity), let refusal = nameRefusal(made, node) {
      found.append(refusal)
    }
    for filter in FilterName.allCases where filters.contains(filter) {
      if let refusal = refusal(filter, ofClass: index, made, on: node) { found.append(refusal) }
    }
    return found
  }
}
