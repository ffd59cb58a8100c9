// SPDX-License-Identifier: Apache-2.0

/// The values of a label, by number, and which of them each node has.
struct Topology: Sendable {
  let key: String
  /// For each node the number of its value, -1 where it has none.
  let domainOfNode: [Int32]
  /// The values in the order in which nodes have them.
  let values: [String]

  /// Every node a domain of its own.
  init(nodes: [String]) {
    key = "node"
    domainOfNode = nodes.indices.map { Int32($0) }
    values = nodes
  }

  init(key: String, labels: [[String: String]]) {
    self.key = key
    var indices: [String: Int32] = [:]
    var values: [String] = []
    var domains: [Int32] = []
    domains.reserveCapacity(labels.count)
    for labels in labels {
      guard let value = labels[key] else {
        domains.append(-1)
        continue
      }
      if let known = indices[value] {
        domains.append(known)
      } else {
        indices[value] = Int32(values.count)
        domains.append(Int32(values.count))
        values.append(value)
      }
    }
    domainOfNode = domains
    self.values = values
  }
}
