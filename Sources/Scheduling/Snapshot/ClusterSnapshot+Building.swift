// SPDX-License-Identifier: Apache-2.0

public import ClusterModel
import VectorPacking

extension ClusterSnapshot {
  /// Creates a snapshot of the objects of a cluster.
  ///
  /// Pods that have ended (`Succeeded`, `Failed`) are left out, as the scheduler does.
  ///
  /// - Parameters:
  ///   - objects: Nodes, pods, and what their constraints speak of.
  ///   - configuration: The profiles that decide.
  /// - Throws: What makes no sense in an object: a `ClusterFault` that names it and the field.
  /// - Complexity: Linear in nodes and pods, and in classes of pods times the selectors that mean
  ///   them.
  public init(
    _ objects: ClusterObjects, configuration: SchedulerConfiguration = SchedulerConfiguration()
  ) throws(ClusterFault) {
    self.init(configuration: configuration, owners: try SpreadOwners(objects))
    for node in objects.nodes { try nodes.add(node, &compiler.resources) }
    nodes.arrange()
    var namespaces: [String: [String: String]] = [:]
    for namespace in objects.namespaces {
      namespaces[namespace.metadata.name ?? ""] = namespace.metadata.labels
    }
    matchers = MatcherTable(namespaceLabels: namespaces)
    volumes = try VolumeTable(objects, nodes: nodes)
    caches = ClassCaches(nodeCount: nodes.count)
    podCounts = Array(repeating: 0, count: nodes.count)
    podsOnNode = Array(repeating: [], count: nodes.count)
    nominations = Array(repeating: [], count: nodes.count)
    scored = Array(repeating: 0, count: nodes.count * 2)
    stamps = Array(repeating: 1, count: nodes.count)
    lastStamp = 1
    for resource in ["cpu", "memory"] {
      _ = compiler.resources.intern(resource)
    }
    layOutColumns()
    var bound: [(pod: Int, node: Int)] = []
    for pod in objects.pods {
      let phase = pod.status.phase
      if phase == "Succeeded" || phase == "Failed" { continue }
      let index = try add(pod)
      guard let name = pod.spec.nodeName, !name.isEmpty else { continue }
      guard let node = nodes.index(of: name) else { continue }
      bound.append((index, node))
    }
    for (pod, node) in bound {
      place(pod, on: node)
      try checkSums(pod, node)
    }
    volumes.bindsClaims = true
    for budget in objects.podDisruptionBudgets {
      if let made = try DisruptionBudget(budget, in: self) { budgets.append(made) }
    }
  }

  init(configuration: SchedulerConfiguration, owners: SpreadOwners) {
    self.configuration = configuration
    filterMasks = configuration.profiles.map { FilterMask($0.filters) }
    compiler = PodCompiler(configuration: configuration, owners: owners)
    nodes = NodeTable()
    matchers = MatcherTable(namespaceLabels: [:])
    volumes = VolumeTable()
    caches = ClassCaches(nodeCount: 0)
  }

  /// Faults where the pods of a node request so much together that it can no longer be added up.
  private func checkSums(_ pod: Int, _ node: Int) throws(ClusterFault) {
    for resource in classes[classIndex(pod)].scored.resources + requests(pod).resources
    where requested(resource, onNode: node) > 1 << 61 || scored[node * 2] > 1 << 61
      || scored[node * 2 + 1] > 1 << 61
    {
      throw ClusterFault(
        object: "pod \(namespace(pod))/\(podName(pod))", field: "spec.containers",
        message: "found more requests for \(resources.names[resource]) on \(nodeName(node)) than "
          + "can be added up, expected less than 2^61 in all")
    }
  }

  /// Adds a pod that is on no node yet.
  ///
  /// - Parameter pod: The pod; where it names a node, it may go to that one alone.
  /// - Returns: Its index.
  /// - Throws: What makes no sense in it.
  @discardableResult
  public mutating func add(_ pod: Pod) throws(ClusterFault) -> Int {
    let name = pod.metadata.name ?? ""
    let namespace = pod.metadata.namespace ?? "default"
    guard podIndices[namespace]?[name] == nil else {
      throw ClusterFault(
        object: "pod \(namespace)/\(name)", field: "metadata.name",
        message: "found a second pod of this name in the namespace")
    }
    let classIndex = try classIndex(of: pod)
    var named: Int32 = -1
    if let name = pod.spec.nodeName, !name.isEmpty {
      named = nodes.index(of: name).map { Int32($0) } ?? PodTable.unknownNode
    }
    let index: Int
    if let row = live.vacantRows.popLast() {
      index = Int(row)
      pods.set(index, pod, classIndex: classIndex, named: named)
    } else {
      pods.append(pod, classIndex: classIndex, named: named)
      index = pods.count - 1
    }
    podIndices[namespace, default: [:]][name] = index
    live.use(classIndex, 1)
    if let nominated = pod.status.nominatedNodeName.flatMap({ nodes.index(of: $0) }) {
      nominate(index, to: nominated)
    }
    return index
  }

  mutating func classIndex(of pod: Pod) throws(ClusterFault) -> Int {
    let signature = PodSignature(pod)
    // Pods of one owner share what they were made from, which is soon seen to be equal.
    let owner = pod.metadata.fields["ownerReferences"]?.array?.first?[path: "uid"]?.string
    if let signature, let owner, let known = live.recentClass(owner, signature) { return known }
    let index = try classIndex(of: pod, signature)
    if let owner { live.note(owner: owner) }
    if let signature, let owner { live.remember(owner, signature, index) }
    return index
  }

  private mutating func classIndex(
    of pod: Pod, _ signature: PodSignature?
  ) throws(ClusterFault) -> Int {
    if let signature, let known = signatures[signature] { return known }
    let made = try compiler.compile(pod)
    let index: Int
    if let known = classIndices[made] {
      index = known
    } else {
      index = classes.count
      classIndices[made] = index
      register(made)
    }
    if let signature { signatures[signature] = index }
    return index
  }

  /// Lays the columns out anew when a resource came in.
  mutating func layOutColumns() {
    let count = compiler.resources.count
    guard count > stride else { return }
    let wider = (count + 3) / 4 * 4
    var allocatable = Array(repeating: Int64(0), count: nodes.count * wider)
    var requested = allocatable
    for node in 0..<nodes.count {
      let amounts = nodes.allocatable[node]
      for (resource, amount) in zip(amounts.resources, amounts.amounts) {
        allocatable[node * wider + resource] = amount
      }
      for resource in 0..<stride {
        requested[node * wider + resource] = self.requested[node * stride + resource]
      }
    }
    (self.allocatable, self.requested, stride) = (allocatable, requested, wider)
  }
}
