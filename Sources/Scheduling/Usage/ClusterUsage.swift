// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// How much of each node the requests and the limits of its pods take.
///
/// Requests are what the scheduler counts: init containers and sidecars as they run, the overhead
/// of the runtime, and what a node has promised to a container that was resized. Pods that have
/// ended count nowhere.
public struct ClusterUsage: Sendable {
  /// Which pods and nodes count.
  public struct Filter: Sendable, Hashable {
    /// The namespaces of pods; none for all.
    public var namespaces: Set<String> = []
    /// The labels of pods.
    public var pods = LabelSelector()
    /// The labels of nodes.
    public var nodes = LabelSelector()

    /// Creates a filter that lets everything through.
    public init() {}
  }

  /// Amounts of what one node or pod, or all together, request and may use.
  public struct Amounts: Sendable, Hashable {
    /// What may be requested; nothing for pods.
    public var allocatable = ResourceAmounts()
    /// What is requested.
    public var requests = ResourceAmounts()
    /// What is the limit.
    public var limits = ResourceAmounts()
    /// How many pods there are.
    public var pods: Int64 = 0

    mutating func add(_ pod: Pod) {
      requests.add(pod.requests)
      limits.add(pod.limits)
      pods += 1
    }
  }

  /// One pod.
  public struct Pod: Sendable, Hashable {
    /// Its namespace.
    public var namespace: String
    /// Its name.
    public var name: String
    /// The index of its node in `nodes`; `nil` where it waits for one.
    public var node: Int?
    /// What it requests.
    public var requests: ResourceAmounts
    /// What it may use at most.
    public var limits: ResourceAmounts
  }

  /// One node.
  public struct Node: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// What it has and its pods take.
    public var amounts: Amounts
    /// Its pods by index in `pods`.
    public var pods: [Int] = []
  }

  /// The resources by number, those of limits included.
  public internal(set) var resources: ResourceTable
  /// The nodes, in the order of the snapshot.
  public internal(set) var nodes: [Node] = []
  /// The pods, in the order of the snapshot: those on the nodes, and those without a node.
  public internal(set) var pods: [Pod] = []
  /// All nodes together.
  public internal(set) var total = Amounts()
  /// All pods together that have no node; `allocatable` is empty.
  public internal(set) var pending = Amounts()

  /// Adds up what the pods of a snapshot take.
  ///
  /// - Parameters:
  ///   - snapshot: Where the pods are.
  ///   - objects: The objects that the snapshot was made of, for labels and limits.
  ///   - filter: Which pods and nodes count.
  /// - Throws: What is wrong with a limit.
  /// - Complexity: Linear in the number of nodes and of pods.
  public init(
    _ snapshot: ClusterSnapshot, _ objects: ClusterObjects, filter: Filter = Filter()
  ) throws(ClusterFault) {
    resources = snapshot.resources
    var places = [Int?](repeating: nil, count: snapshot.nodeCount)
    for node in objects.nodes where filter.nodes.matches(node.metadata.labels) {
      guard let index = snapshot.node(named: node.metadata.name ?? "") else { continue }
      places[index] = nodes.count
      var amounts = Amounts()
      for resource in 0..<resources.count {
        amounts.allocatable[resource] = snapshot.allocatable(resource, onNode: index)
      }
      total.allocatable.add(amounts.allocatable)
      nodes.append(Node(name: snapshot.nodeName(index), amounts: amounts))
    }
    for pod in objects.pods {
      let (name, namespace) = (pod.metadata.name ?? "", pod.metadata.namespace ?? "default")
      guard pod.status.phase != "Succeeded", pod.status.phase != "Failed",
        let index = snapshot.pod(name, in: namespace), !snapshot.isOnUnknownNode(index),
        filter.namespaces.isEmpty || filter.namespaces.contains(namespace),
        filter.pods.matches(pod.metadata.labels)
      else { continue }
      let node = snapshot.node(ofPod: index)
      let place = node.flatMap { places[$0] }
      // The node is there but does not count, so neither does the pod.
      if node != nil, place == nil { continue }
      let limits = try PodLimits(pod, &resources).amounts
      let made = Pod(
        namespace: namespace, name: name, node: place, requests: snapshot.requests(index),
        limits: limits)
      if let place {
        nodes[place].amounts.add(made)
        nodes[place].pods.append(pods.count)
        total.add(made)
      } else {
        pending.add(made)
      }
      pods.append(made)
    }
  }
}

extension ClusterSnapshot {
  /// Whether a pod is on a node that was not added.
  func isOnUnknownNode(_ pod: Int) -> Bool { pods.named[pod] == PodTable.unknownNode }
}
