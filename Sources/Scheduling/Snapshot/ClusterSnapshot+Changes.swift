// SPDX-License-Identifier: Apache-2.0

import VectorPacking

extension ClusterSnapshot {
  /// Puts a pod on a node, whether it fits there or not.
  ///
  /// - Parameters:
  ///   - pod: A pod that is on no node.
  ///   - node: The node.
  /// - Complexity: Linear in the pod's resources and in the terms of other pods that mean it.
  public mutating func place(_ pod: Int, on node: Int) {
    precondition(pods.nodes[pod] < 0, "the pod is on a node already")
    pods.nodes[pod] = Int32(node)
    pods.named[pod] = -1
    podsOnNode[node].append(Int32(pod))
    apply(classIndex(pod), node: node, sign: 1)
  }

  /// Takes a pod off its node.
  ///
  /// - Parameter pod: A pod that is on a node.
  /// - Complexity: As for `place(_:on:)`, and linear in the pods of the node.
  public mutating func evict(_ pod: Int) {
    let node = Int(pods.nodes[pod])
    precondition(node >= 0, "the pod is on no node")
    pods.nodes[pod] = -1
    if let position = podsOnNode[node].lastIndex(of: Int32(pod)) {
      podsOnNode[node].remove(at: position)
    }
    apply(classIndex(pod), node: node, sign: -1)
  }

  /// Takes all pods off their nodes that could be elsewhere: all but those of DaemonSets and those
  /// that a node runs by itself.
  public mutating func evictMovablePods() {
    for pod in pods.nodes.indices where pods.nodes[pod] >= 0 && !pods.isDaemon[pod] { evict(pod) }
  }

  /// Names the node that room was made on for a pod, or none.
  public mutating func nominate(_ pod: Int, to node: Int?) {
    nominationCount += 1
    let before = Int(pods.nominated[pod])
    if before >= 0 {
      nominations[before].removeAll { $0 == Int32(pod) }
      promisedCount -= 1
    }
    pods.nominated[pod] = Int32(node ?? -1)
    if let node {
      nominations[node].append(Int32(pod))
      promisedCount += 1
    }
  }

  /// How many changes have been made: equal numbers in one snapshot mean that nothing changed.
  var changeCount: Int { Int(lastStamp) &+ nominationCount }

  mutating func apply(_ index: Int, node: Int, sign: Int64) {
    live.place(index, sign)
    lastStamp &+= 1
    stamps[node] = lastStamp
    podCounts[node] += Int32(sign)
    let base = node * stride
    for position in classes[index].amounts.resources.indices {
      requested[base + classes[index].amounts.resources[position]] +=
        sign * classes[index].amounts.amounts[position]
    }
    scored[node * 2] += sign * classes[index].scored[ResourceTable.cpu]
    scored[node * 2 + 1] += sign * classes[index].scored[ResourceTable.memory]
    for counter in links[index].counted {
      let counter = Int(counter)
      let domain = topologies[counters[counter].key.topology].domainOfNode[node]
      guard domain >= 0 else { continue }
      if let eligible = counters[counter].key.eligible, !eligible[node] { continue }
      counters[counter].add(Int32(sign), domain: Int(domain))
    }
    for (owner, weight) in links[index].owned {
      let owner = Int(owner)
      let domain = topologies[owners[owner].key.topology].domainOfNode[node]
      if domain >= 0 { owners[owner].sums[Int(domain)] += sign * weight }
    }
    if !classes[index].hostPorts.isEmpty {
      var taken = portsOnNode[node] ?? []
      for port in classes[index].hostPorts {
        if sign > 0 {
          taken.append(port)
        } else if let position = taken.firstIndex(of: port) {
          taken.remove(at: position)
        }
      }
      portsOnNode[node] = taken.isEmpty ? nil : taken
    }
    if !classes[index].claims.isEmpty {
      volumes.apply(
        classes[index], node: node, sign: Int(sign), name: nodes.names[node],
        labels: nodes.labels[node])
    }
  }
}
