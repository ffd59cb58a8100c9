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
    try self.init(
      nodes: objects.nodes, pods: objects.pods, namespaceLabels: objects.namespaceLabels,
      owners: try SpreadOwners(objects), configuration: configuration)
  }

  init(
    nodes nodeObjects: [Node], pods podObjects: [Pod],
    namespaceLabels: [String: [String: String]], owners spreadOwners: SpreadOwners,
    configuration: SchedulerConfiguration
  ) throws(ClusterFault) {
    self.configuration = configuration
    filterMasks = configuration.profiles.map { FilterMask($0.filters) }
    compiler = PodCompiler(configuration: configuration, owners: spreadOwners)
    nodes = NodeTable()
    for node in nodeObjects { try nodes.add(node, &compiler.resources) }
    nodes.arrange()
    matchers = MatcherTable(namespaceLabels: namespaceLabels)
    volumes = VolumeTable()
    caches = ClassCaches(nodeCount: nodes.count)
    podCounts = Array(repeating: 0, count: nodes.count)
    podsOnNode = Array(repeating: [], count: nodes.count)
    scored = Array(repeating: 0, count: nodes.count * 2)
    stamps = Array(repeating: 1, count: nodes.count)
    lastStamp = 1
    for resource in ["cpu", "memory"] {
      _ = compiler.resources.intern(resource)
    }
    layOutColumns()
    var bound: [(pod: Int, node: Int)] = []
    for pod in podObjects {
      let phase = pod.status.phase
      if phase == "Succeeded" || phase == "Failed" { continue }
      let index = try add(pod)
      guard let name = pod.spec.nodeName, !name.isEmpty else { continue }
      guard let node = nodes.index(of: name) else { continue }
      bound.append((index, node))
    }
    for (pod, node) in bound { place(pod, on: node) }
  }

  /// Adds a pod that is on no node yet.
  ///
  /// - Parameter pod: The pod; the node it names does not count.
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
    podIndices[namespace, default: [:]][name] = pods.count
    pods.append(pod, classIndex: classIndex)
    let index = pods.count - 1
    if let nominated = pod.status.nominatedNodeName.flatMap({ nodes.index(of: $0) }) {
      nominate(index, to: nominated)
    }
    return index
  }

  private mutating func classIndex(of pod: Pod) throws(ClusterFault) -> Int {
    let signature = PodSignature(pod)
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

extension SpreadOwners {
  /// Collects the selectors of services and workloads.
  init(_ objects: ClusterObjects) throws(ClusterFault) {
    self.init()
  }
}

extension ClusterObjects {
  /// The labels of each namespace.
  var namespaceLabels: [String: [String: String]] { [:] }
}
