// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// Shares of what a node has, by resource, in hundredths.
struct UsageThresholds: Sendable {
  let shares: [String: Double]

  /// Reads shares.
  ///
  /// - Throws: What is wrong with them.
  init(reading field: DocumentField) throws(FieldFault) {
    var shares: [String: Double] = [:]
    for (name, share) in try field.children() { shares[name] = try share.number(in: 0...100) }
    self.shares = shares
  }

  init(_ shares: [String: Double]) { self.shares = shares }

  /// The resources in order.
  var resources: [String] { shares.keys.sorted() }
}

/// What is requested of nodes.
///
/// From `pkg/framework/plugins/nodeutilization/nodeutilization.go`.
struct NodeUsage {
  let node: String
  let index: Int

  init?(_ node: String, _ run: DeschedulingRun) {
    guard let index = run.snapshot.node(named: node) else { return nil }
    (self.node, self.index) = (node, index)
  }

  /// Which hundredths of a resource are requested.
  func share(_ resource: String, _ run: DeschedulingRun) -> Double {
    guard let number = run.snapshot.resources.index(of: resource) else { return 0 }
    let all = run.snapshot.allocatable(number, onNode: index)
    guard all > 0 else { return 0 }
    return 100 * Double(run.snapshot.requested(number, onNode: index)) / Double(all)
  }

  /// How much may be requested until a share is reached.
  func room(_ resource: String, upTo share: Double, _ run: DeschedulingRun) -> Double {
    guard let number = run.snapshot.resources.index(of: resource) else { return 0 }
    let all = run.snapshot.allocatable(number, onNode: index)
    return share / 100 * Double(all) - Double(run.snapshot.requested(number, onNode: index))
  }

  /// Whether of every resource no more than its share is requested.
  func isBelow(_ thresholds: UsageThresholds, _ run: DeschedulingRun) -> Bool {
    thresholds.resources.allSatisfy { share($0, run) <= thresholds.shares[$0] ?? 100 }
  }

  /// Whether of some resource more than its share is requested.
  func isAbove(_ thresholds: UsageThresholds, _ run: DeschedulingRun) -> Bool {
    !isBelow(thresholds, run)
  }

  /// The sum of the shares.
  func total(_ thresholds: UsageThresholds, _ run: DeschedulingRun) -> Double {
    thresholds.resources.reduce(0) { $0 + share($1, run) }
  }
}

extension DeschedulingRun {
  /// The nodes with what is requested of them.
  var usages: [NodeUsage] { nodes.compactMap { NodeUsage($0, self) } }

  /// Whether a node takes new pods.
  func isSchedulable(_ node: String) -> Bool {
    view.nodes[node]?.wanted.isTrue("unschedulable") != true
  }

  /// What a pod requests of a resource.
  func request(_ resource: String, of row: Int) -> Double {
    if resource == "pods" { return 1 }
    return snapshot.resources.index(of: resource).map { Double(snapshot.requests(row)[$0]) } ?? 0
  }

  /// Evicts pods of nodes, one node after another, as long as something holds and there is room.
  ///
  /// - Parameters:
  ///   - sources: The nodes, in order.
  ///   - room: How much others may take, by resource.
  ///   - plugin: Who wants it.
  ///   - namespaces: The namespaces whose pods may go.
  ///   - goesOn: Whether a node is to have fewer pods still.
  func evict(
    from sources: [NodeUsage], into room: [String: Double], by plugin: String,
    _ namespaces: NamespaceChoice, while goesOn: (NodeUsage) -> Bool
  ) {
    var room = room
    for source in sources {
      for row in inOrderOfEviction(chosen(pods(on: source.node), namespaces)) {
        guard !isAtLimit, goesOn(source), room.values.allSatisfy({ $0 > 0 }) else { break }
        guard evict(row, by: plugin) else { continue }
        for resource in room.keys.sorted() {
          room[resource, default: 0] -= request(resource, of: row)
        }
      }
    }
  }
}
