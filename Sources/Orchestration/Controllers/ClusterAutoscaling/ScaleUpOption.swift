// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// New nodes that could be asked for, and the pods that they would help.
struct ScaleUpOption {
  /// How many nodes of each group, by its name.
  var nodes: [String: Int]
  /// The pods that fit on them, by their index in the snapshot.
  var pods: [Int]
  /// What an hour of the nodes costs.
  var costPerHour = 0.0
  /// What the nodes have, and what the pods request: thousandths of CPU and bytes of memory.
  var available = (cpu: 0.0, memory: 0.0)
  var requested = (cpu: 0.0, memory: 0.0)
  /// What expanders said of it.
  var scores: [String: Double] = [:]
  /// The template node that each pod fits on, where that is known.
  var places: [Int: String] = [:]
  /// More, in a sentence.
  var note = ""
  /// What is proven about the best choice.
  var bound: CapacityDecision.Bound?

  /// How many nodes there are in all.
  var nodeCount: Int { nodes.values.reduce(0, +) }
  /// The groups in order.
  var groups: [String] { nodes.keys.sorted() }
}

extension ScaleUpOption {
  /// Creates an option and works out what it has and costs.
  ///
  /// - Parameters:
  ///   - nodes: How many nodes of each group.
  ///   - pods: The pods that fit on them.
  ///   - templates: The groups.
  ///   - snapshot: Where the pods are.
  init(
    nodes: [String: Int], pods: [Int], _ templates: [String: NodeTemplate],
    _ snapshot: ClusterSnapshot
  ) {
    self.init(nodes: nodes, pods: pods)
    for name in groups {
      guard let group = templates[name]?.group, let count = nodes[name] else { continue }
      costPerHour += Double(count) * group.spec.pricePerHour
      let capacity = group.spec.template.status.capacity
      func amount(_ resource: String, _ unit: QuantityUnit) -> Double {
        Double((try? capacity[resource]?.value(in: unit)) ?? 0)
      }
      available.cpu += Double(count) * amount("cpu", .milli)
      available.memory += Double(count) * amount("memory", .bytes)
    }
    for pod in pods {
      let requests = snapshot.requests(pod)
      requested.cpu += Double(requests[ResourceTable.cpu])
      requested.memory += Double(requests[ResourceTable.memory])
    }
  }

  /// The option as a decision has it.
  func decided(isChosen: Bool) -> CapacityDecision.Option {
    CapacityDecision.Option(
      nodes: nodes, pods: pods.count, costPerHour: costPerHour, scores: scores,
      isChosen: isChosen)
  }
}
