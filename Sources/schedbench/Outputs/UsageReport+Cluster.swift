// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Datasets
import Evaluation
import Reporting
import Scheduling

extension UsageReport {
  /// What a list of usage has in it.
  struct Selection {
    var nodes = true
    var pods = false
    var order = UsageOrder.name
    var threshold: Int64?
  }

  /// What the pods of a cluster take, as it is reported.
  init(_ usage: ClusterUsage, of cluster: LoadedCluster, _ selection: Selection) {
    let resources = usage.resources
    // CPU and memory first, then what anything has or asks for; pods are counted beside.
    let shown = resources.names.indices.filter { resource in
      resource == ResourceTable.cpu || resource == ResourceTable.memory
        || (resource != ResourceTable.pods
          && (usage.total.allocatable[resource] > 0 || usage.total.requests[resource] > 0
            || usage.total.limits[resource] > 0 || usage.pending.requests[resource] > 0
            || usage.pending.limits[resource] > 0))
    }
    func amounts(
      _ requests: ResourceAmounts, _ limits: ResourceAmounts, of whole: ResourceAmounts?
    ) -> [Amount] {
      shown.map { resource in
        Amount(
          resource: resources.names[resource],
          unit: ResourceUnit(QuantityUnit(forResource: resources.names[resource])),
          allocatable: whole?[resource], requests: requests[resource], limits: limits[resource])
      }
    }
    func node(
      _ name: String?, _ all: ClusterUsage.Amounts, isPlace: Bool = true, above: [String] = []
    ) -> Node {
      Node(
        name: name, pods: all.pods,
        allowedPods: isPlace ? all.allocatable[ResourceTable.pods] : nil,
        amounts: amounts(all.requests, all.limits, of: isPlace ? all.allocatable : nil),
        above: above)
    }
    let order = usage.nodes(by: selection.order)
    var nodes: [Node] = []
    for index in order {
      let above = selection.threshold.map { usage.resources(of: index, above: $0) } ?? []
      nodes.append(node(usage.nodes[index].name, usage.nodes[index].amounts, above: above))
    }
    var listed: [Int] = []
    if selection.pods {
      listed =
        selection.nodes
        ? order.flatMap { usage.pods(usage.nodes[$0].pods, by: selection.order) }
          + usage.pods(
            usage.pods.indices.filter { usage.pods[$0].node == nil }, by: selection.order)
        : usage.pods(Array(usage.pods.indices), by: selection.order)
    }
    self.init(
      version: Version.current, input: cluster.input.name, total: node(nil, usage.total),
      pending: node(nil, usage.pending, isPlace: false), nodes: selection.nodes ? nodes : [],
      pods: listed.map { index in
        let pod = usage.pods[index]
        return Pod(
          namespace: pod.namespace, name: pod.name, node: pod.node.map { usage.nodes[$0].name },
          amounts: amounts(pod.requests, pod.limits, of: nil))
      },
      threshold: selection.threshold,
      above: nodes.filter { !$0.above.isEmpty }.compactMap(\.name),
      assumptions: cluster.assumptions)
  }
}
