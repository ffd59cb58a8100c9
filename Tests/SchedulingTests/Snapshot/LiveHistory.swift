// SPDX-License-Identifier: Apache-2.0

import ClusterModel

@testable import Scheduling
@testable import SchedulingTestSupport

/// A cluster to which things happen at random, and the snapshot that follows it.
struct LiveHistory {
  var random: SplitMix
  private var generator: ClusterGenerator
  let configuration: SchedulerConfiguration
  /// The cluster as it is: nodes as they came, pods with the node that they are on.
  private(set) var objects: ClusterObjects
  private(set) var live: ClusterSnapshot
  /// Nodes and pods from which changes are made.
  private var spareNodes: [Node] = []
  private var sparePods: [Pod] = []
  private var serial = 0

  init(seed: UInt64, _ recipe: ClusterRecipe) throws {
    random = SplitMix(seed: seed)
    generator = ClusterGenerator(seed: seed, recipe: recipe)
    let cluster = generator.cluster()
    configuration = SchedulerConfiguration(profiles: [SchedulerProfile(generator.profile())])
    objects = cluster.objects
    objects.pods = []
    live = ClusterSnapshot(empty: configuration)
    for namespace in objects.namespaces {
      live.setNamespace(namespace.metadata.name ?? "", labels: namespace.metadata.labels)
    }
    for namespace in ["default", "other", "third"] {
      let services = objects.services.filter { $0.metadata.namespace == namespace }
      live.setServices(services.map(\.spec.selector), namespace: namespace)
    }
    for set in objects.replicaSets {
      _ = try live.setWorkload("ReplicaSet", set.fields, isGone: false)
    }
    for set in objects.statefulSets {
      _ = try live.setWorkload("StatefulSet", set.fields, isGone: false)
    }
    for controller in objects.replicationControllers {
      _ = try live.setWorkload("ReplicationController", controller.fields, isGone: false)
    }
    live.changeNodes(adding: objects.nodes, removing: [])
    for pod in cluster.pods { try add(pod) }
  }

  /// A snapshot of the cluster built anew.
  func fresh() throws -> ClusterSnapshot {
    try ClusterSnapshot(objects, configuration: configuration)
  }

  private func place(of name: String) -> Int? {
    objects.nodes.firstIndex { $0.metadata.name == name }
  }

  private mutating func refill() {
    let cluster = generator.cluster()
    spareNodes += cluster.nodes
    sparePods += cluster.pods.filter { $0.status.phase == nil || $0.status.phase == "Pending" }
  }

  private mutating func nextPod() -> Pod {
    while sparePods.isEmpty { refill() }
    return sparePods.removeFirst()
  }

  private mutating func nextNode() -> Node {
    while spareNodes.isEmpty { refill() }
    return spareNodes.removeFirst()
  }

  private func row(_ pod: Pod) -> Int? {
    live.pod(pod.metadata.name ?? "", in: pod.metadata.namespace ?? "default")
  }

  private mutating func add(_ written: Pod) throws {
    if written.status.phase == "Succeeded" || written.status.phase == "Failed" { return }
    serial += 1
    var pod = written
    pod.metadata.name = "pod-\(serial)"
    let row = try live.add(pod)
    if let name = pod.spec.nodeName {
      if let node = live.node(named: name) { live.place(row, on: node) }
    }
    objects.pods.append(pod)
  }

  /// Lets something happen.
  mutating func step() throws {
    let pods = objects.pods.indices
    switch random.below(20) {
    case 0..<6: try add(nextPod())
    case 6..<9 where !pods.isEmpty:
      let index = random.below(pods.count)
      if let row = row(objects.pods[index]) { live.remove(row) }
      objects.pods.remove(at: index)
    case 9..<11 where !pods.isEmpty:
      let index = random.below(pods.count)
      var other = nextPod()
      other.metadata.name = objects.pods[index].metadata.name
      other.metadata.namespace = objects.pods[index].metadata.namespace
      other.spec.nodeName = objects.pods[index].spec.nodeName
      other.status.nominatedNodeName = objects.pods[index].status.nominatedNodeName
      if let row = row(other) { try live.change(row, to: other) }
      objects.pods[index] = other
    case 11..<14: placeOne()
    case 14 where !pods.isEmpty:
      let index = random.below(pods.count)
      guard let row = row(objects.pods[index]), live.node(ofPod: row) != nil else { return }
      live.evict(row)
      objects.pods[index].spec.nodeName = nil
    case 15..<18 where !objects.nodes.isEmpty: try changeNode()
    case 18: addNode()
    case 19 where objects.nodes.count > 1:
      let name = objects.nodes.remove(at: random.below(objects.nodes.count)).metadata.name ?? ""
      live.changeNodes(adding: [], removing: [name])
    default: break
    }
  }

  private mutating func placeOne() {
    let waiting = objects.pods.indices.filter { objects.pods[$0].spec.nodeName == nil }
    guard !waiting.isEmpty else { return }
    let index = random.pick(waiting)
    guard let row = row(objects.pods[index]) else { return }
    var start = 0
    guard let node = live.decide(row, from: &start).node else { return }
    live.place(row, on: node)
    objects.pods[index].spec.nodeName = live.nodeName(node)
  }

  private mutating func changeNode() throws {
    let index = random.below(objects.nodes.count)
    let (before, other) = (objects.nodes[index], nextNode())
    var after = before
    // One thing at a time, and sometimes all.
    let kind = random.below(6)
    if kind == 0 || kind == 5 { after.spec.taints = other.spec.taints }
    if kind == 1 || kind == 5 { after.spec.unschedulable = other.spec.unschedulable }
    if kind == 2 || kind == 5 { after.status = other.status }
    if kind == 3 || kind == 5 {
      after.metadata.labels = other.metadata.labels
      if after.metadata.labels["kubernetes.io/hostname"] != nil {
        after.metadata.labels["kubernetes.io/hostname"] = before.metadata.name
      }
    }
    if kind == 4 { after.metadata.labels["disk"] = other.metadata.labels["disk"] }
    objects.nodes[index] = after
    try live.change(after)
  }

  private mutating func addNode() {
    serial += 1
    var node = nextNode()
    node.metadata.name = "node-\(serial)"
    if node.metadata.labels["kubernetes.io/hostname"] != nil {
      node.metadata.labels["kubernetes.io/hostname"] = "node-\(serial)"
    }
    objects.nodes.append(node)
    live.changeNodes(adding: [node], removing: [])
  }
}
