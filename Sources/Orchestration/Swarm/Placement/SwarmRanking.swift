// SPDX-License-Identifier: Apache-2.0

import ClusterModel
public import Scheduling

/// What Swarm's scheduler has to know of a task besides what filters look at.
public struct SwarmTaskTerms: Sendable, Hashable {
  /// The namespace and the name of its service.
  public var service: String
  /// What its placement prefers.
  public var preferences: [SwarmPreference]
  /// The platforms that it runs on; any where empty.
  public var platforms: [String]

  /// The labels of nodes that have the plugins that it needs.
  public var plugins: [String]

  /// Creates terms.
  public init(
    service: String, preferences: [SwarmPreference] = [], platforms: [String] = [],
    plugins: [String] = []
  ) {
    (self.service, self.preferences) = (service, preferences)
    (self.platforms, self.plugins) = (platforms, plugins)
  }

  /// Reads a pod.
  init(_ pod: Fields) {
    let name = pod.label(SwarmNames.serviceLabel) ?? ""
    service = "\(ObjectKey(pod).namespace)/\(name)"
    preferences = pod.annotation(SwarmLabels.preferences).map(SwarmPreference.list) ?? []
    platforms =
      pod.annotation(SwarmLabels.platforms)?.split(separator: ",").map(String.init) ?? []
    let selector = pod["spec"]?[path: "nodeSelector"]?.object ?? Fields()
    plugins = selector.keys.filter { $0.hasPrefix(SwarmLabels.pluginPrefix) }
  }
}

/// How Swarm chooses among the nodes that take a task.
public struct SwarmRanking: Sendable, Hashable {
  /// What is a better node.
  public enum Strategy: String, Sendable, Hashable, CaseIterable {
    /// The one with fewest tasks, as Swarm has it.
    case spread
    /// The fullest one that takes the task, which Swarm's users asked for
    /// (`moby/swarmkit#1034`, `#2874`).
    case binpack
  }

  /// What is a better node.
  public var strategy: Strategy

  /// Creates a ranking.
  public init(_ strategy: Strategy = .spread) { self.strategy = strategy }

  /// The node for a task.
  ///
  /// - Parameters:
  ///   - pod: A pod of the snapshot that is on no node.
  ///   - snapshot: The cluster.
  ///   - terms: What the task prefers.
  ///   - counts: What nodes have of tasks, by the number of the node.
  /// - Returns: The node, or `nil` where none takes it.
  /// - Complexity: Linear in the nodes, and n log n for those that take it.
  public func node(
    for pod: Int, in snapshot: ClusterSnapshot, _ terms: SwarmTaskTerms, _ counts: SwarmCounts
  ) -> Int? {
    let candidates = (0..<snapshot.nodeCount).map { node in
      SwarmCandidate(
        node: node, path: Self.path(snapshot.labels(ofNode: node), terms.preferences),
        serviceTasks: counts.service[node] ?? 0, tasks: counts.all[node] ?? 0,
        failures: counts.failures[node] ?? 0,
        fullness: strategy == .binpack ? Self.fullness(snapshot, pod, node) : 0)
    }
    var tree = SwarmPlacementTree(candidates, terms.preferences)
    return tree.place(1) { node in
      snapshot.fits(pod, on: node)
        && Self.runs(on: snapshot.labels(ofNode: node), terms.platforms)
    }.first
  }

  /// Why each node does not take a task, by Swarm's filters in Swarm's order.
  public func refusals(
    of pod: Int, in snapshot: ClusterSnapshot, _ terms: SwarmTaskTerms
  ) -> [SwarmRefusal] {
    (0..<snapshot.nodeCount).compactMap { node in
      let labels = snapshot.labels(ofNode: node)
      let name = snapshot.nodeName(node)
      var found = snapshot.allRefusals(of: pod, on: node).map {
        SwarmRefusal(node: name, filter: SwarmFilter($0.filter), reasons: $0.reasons)
      }
      if !Self.runs(on: labels, terms.platforms) {
        found.append(SwarmRefusal(node: name, filter: .platform, reasons: []))
      }
      if terms.plugins.contains(where: { labels[$0] == nil }) {
        found.append(SwarmRefusal(node: name, filter: .plugins, reasons: []))
      }
      return found.min { $0.filter < $1.filter }
    }
  }

  /// The values of the labels that preferences name.
  static func path(
    _ labels: [String: String], _ preferences: [SwarmPreference]
  ) -> [String] {
    preferences.map { labels[$0.attribute.nodeLabel] ?? "" }
  }

  /// How full a node would be with a pod, in millionths, CPU and memory together.
  private static func fullness(_ snapshot: ClusterSnapshot, _ pod: Int, _ node: Int) -> Int64 {
    let requests = snapshot.requests(pod)
    var sum: Int64 = 0
    for resource in [ResourceTable.cpu, ResourceTable.memory] {
      let all = snapshot.allocatable(resource, onNode: node)
      guard all > 0 else { continue }
      let used = snapshot.requested(resource, onNode: node) + requests[resource]
      let (high, low) = used.multipliedFullWidth(by: 1_000_000)
      if high >= 0, high < all { sum += all.dividingFullWidth((high, low)).quotient }
    }
    return sum
  }

  /// Whether a node is one of some platforms, `OS/ARCHITECTURE` where either may be empty.
  static func runs(on labels: [String: String], _ platforms: [String]) -> Bool {
    if platforms.isEmpty { return true }
    let system = labels["kubernetes.io/os"] ?? ""
    let machine = labels["kubernetes.io/arch"] ?? ""
    return platforms.contains { platform in
      let parts = platform.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2 else { return false }
      return (parts[0].isEmpty || parts[0] == system) && (parts[1].isEmpty || parts[1] == machine)
    }
  }
}

/// How many tasks nodes have, by the number of the node.
public struct SwarmCounts: Sendable, Hashable {
  /// Tasks of the service.
  public var service: [Int: Int] = [:]
  /// Tasks of all services.
  public var all: [Int: Int] = [:]
  /// Tasks of the service that failed in the last five minutes.
  public var failures: [Int: Int] = [:]

  /// Creates counts of nothing.
  public init() {}
}
