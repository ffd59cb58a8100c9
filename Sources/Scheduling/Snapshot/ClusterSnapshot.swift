// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// A cluster as the scheduler sees it: nodes, pods, and which pod is on which node.
///
/// A snapshot is a value. A copy is a fork: what is placed or evicted there does not show here, and
/// what both have in common is stored once. No clock and no network is inside.
///
/// Nodes and pods are named by their index, in the order in which they were added. Pods that are
/// alike in all that filters and scores look at form a class, for which most is computed once.
public struct ClusterSnapshot: Sendable {
  /// The profiles that decide.
  public internal(set) var configuration: SchedulerConfiguration
  /// The filters of each profile.
  var filterMasks: [FilterMask]
  var compiler: PodCompiler
  var nodes: NodeTable
  var pods = PodTable()
  var classes: [PodClass] = []
  var links: [ClassLinks] = []
  var matchers: MatcherTable
  var counters: [DomainCounter] = []
  var owners: [OwnerCounter] = []
  var topologies: [Topology] = []
  var volumes: VolumeTable
  var budgets: [DisruptionBudget] = []
  /// What each node has in all, what its pods have set aside: `stride` numbers a node.
  var allocatable: [Int64] = []
  var requested: [Int64] = []
  var stride = 0
  /// CPU and memory that scores count, two numbers a node.
  var scored: [Int64] = []
  var podCounts: [Int32] = []
  /// The pods on each node, in the order of their arrival.
  var podsOnNode: [[Int32]] = []
  /// The ports taken on each node that has any taken.
  var portsOnNode: [Int: [HostPort]] = [:]
  /// Changes whenever something on the node does.
  var stamps: [UInt32] = []
  var lastStamp: UInt32 = 0
  /// The pods that each node was promised to.
  var nominations: [[Int32]] = []
  /// How many pods a node is promised to.
  var promisedCount = 0
  var nominationCount = 0
  /// What has been found out about classes on nodes.
  var caches: ClassCaches

  var classIndices: [PodClass: Int] = [:]
  var signatures: [PodSignature: Int] = [:]
  var podIndices: [String: [String: Int]] = [:]
  var topologyIndices: [String: Int] = [:]
  var counterIndices: [DomainCounter.Key: Int] = [:]
  var ownerIndices: [OwnerCounter.Key: Int] = [:]
  var countersOfMatcher: [[Int]] = []
  var ownersOfMatcher: [[Int]] = []
  var nodeSets = NodeSets()
  /// What is kept so that a snapshot can follow a cluster that changes.
  var live = LiveState()
}

extension ClusterSnapshot {
  /// How many nodes there are.
  public var nodeCount: Int { nodes.count }
  /// How many pods there are, on nodes and not.
  public var podCount: Int { pods.count - live.vacantRows.count }

  /// The name of a node.
  public func nodeName(_ node: Int) -> String { nodes.names[node] }
  /// The index of a node.
  public func node(named name: String) -> Int? { nodes.index(of: name) }
  /// The labels of a node.
  public func labels(ofNode node: Int) -> [String: String] { nodes.labels[node] }
  /// The name of a pod, without its namespace.
  public func podName(_ pod: Int) -> String { pods.names[pod] }
  /// The namespace of a pod.
  public func namespace(_ pod: Int) -> String { pods.namespaces[pod] }
  /// The index of a pod.
  public func pod(_ name: String, in namespace: String = "default") -> Int? {
    podIndices[namespace]?[name]
  }
  /// The node that a pod is on, or `nil`.
  public func node(ofPod pod: Int) -> Int? {
    let node = pods.nodes[pod]
    return node < 0 ? nil : Int(node)
  }
  /// The pods on a node, in the order in which they came.
  public func pods(onNode node: Int) -> [Int] { podsOnNode[node].map { Int($0) } }
  /// The pods on no node, in the order in which they were added.
  public var pendingPods: [Int] {
    pods.nodes.indices.filter { pods.nodes[$0] < 0 && pods.named[$0] > PodTable.unknownNode }
  }
  /// The pods on nodes that were not added.
  public var podsOnUnknownNodes: [Int] {
    pods.named.indices.filter { pods.named[$0] == PodTable.unknownNode }
  }
  /// The priority of a pod.
  public func priority(_ pod: Int) -> Int64 { classes[Int(pods.classes[pod])].priority }
  /// The resources by number.
  public var resources: ResourceTable { compiler.resources }
  /// What pods may request of a resource on a node.
  public func allocatable(_ resource: Int, onNode node: Int) -> Int64 {
    resource < stride ? allocatable[node * stride + resource] : 0
  }
  /// What the pods on a node request of a resource.
  public func requested(_ resource: Int, onNode node: Int) -> Int64 {
    if resource == ResourceTable.pods { return Int64(podCounts[node]) }
    return resource < stride ? requested[node * stride + resource] : 0
  }
  /// What a pod requests.
  public func requests(_ pod: Int) -> ResourceAmounts { classes[Int(pods.classes[pod])].amounts }

  /// The same cluster, decided about by other profiles, as many as there are, which differ in
  /// weights, in how resources are scored and in which filters are on.
  ///
  /// - Parameter configuration: The profiles; what they add to pods, such as node affinity or spread
  ///   constraints, has to be what it was.
  /// - Returns: The snapshot, with nothing remembered about nodes.
  public func deciding(by configuration: SchedulerConfiguration) -> ClusterSnapshot {
    precondition(configuration.profiles.count == self.configuration.profiles.count)
    var other = self
    other.configuration = configuration
    other.filterMasks = configuration.profiles.map { FilterMask($0.filters) }
    other.caches.forget()
    other.live.refusals = [:]
    return other
  }

  func classIndex(_ pod: Int) -> Int { Int(pods.classes[pod]) }
}
