// SPDX-License-Identifier: Apache-2.0

public import Scheduling

/// What `schedbench explain node` says.
public struct NodeReport: Codable, Sendable, Hashable {
  /// The name of the schema.
  public var schema = "schedbench.explain-node/v1"
  /// How the report came to be.
  public var origin: ReportOrigin
  /// The node.
  public var node: String
  /// The answer in a sentence.
  public var answer: String
  /// Whether all its pods that move fit elsewhere together.
  public var canGo: Bool
  /// What it has and what of that is free.
  public var resources: [Resource]
  /// The pods on it.
  public var pods: [Resident]
  /// The pending pods, those alike together.
  public var pending: [Visitor]

  /// A resource of the node: thousandths of CPU, bytes of memory and storage, pieces of all else.
  public struct Resource: Codable, Sendable, Hashable {
    /// The name.
    public var name: String
    /// What pods may request.
    public var allocatable: Int64
    /// What its pods request.
    public var requested: Int64
    /// What is left.
    public var free: Int64
  }

  /// A pod on the node.
  public struct Resident: Codable, Sendable, Hashable {
    /// The pod.
    public var pod: String
    /// What it requests, by resource.
    public var requests: [String: Int64]
    /// Whether it goes with the node.
    public var belongsToNode: Bool
    /// Where it would go if it alone left.
    public var alone: String?
    /// Where it would go if all left.
    public var together: String?
    /// Why no other node takes it if all leave.
    public var message: String?
  }

  /// Pending pods that are alike.
  public struct Visitor: Codable, Sendable, Hashable {
    /// How many.
    public var count: Int
    /// The first of them, at most ten.
    public var examples: [String]
    /// Whether the node takes one of them.
    public var fits: Bool
    /// Why it does not, with figures.
    public var reasons: [String]
  }

  /// Makes the report of an explanation.
  public init(
    _ explanation: NodeExplanation, of snapshot: ClusterSnapshot, origin: ReportOrigin
  ) {
    self.origin = origin
    let index = explanation.node
    node = snapshot.nodeName(index)
    canGo = explanation.canGo
    let table = snapshot.resources
    resources = table.names.indices.compactMap { resource in
      let allocatable = snapshot.allocatable(resource, onNode: index)
      let requested = snapshot.requested(resource, onNode: index)
      guard allocatable != 0 || requested != 0 else { return nil }
      return Resource(
        name: table.names[resource], allocatable: allocatable, requested: requested,
        free: allocatable - requested)
    }
    pods = explanation.pods.map { resident in
      let amounts = snapshot.requests(resident.pod)
      let requests = table.names.indices.compactMap { resource in
        amounts[resource] > 0 ? (table.names[resource], amounts[resource]) : nil
      }
      return Resident(
        pod: snapshot.fullName(resident.pod),
        requests: Dictionary(requests) { first, _ in first },
        belongsToNode: resident.belongsToNode,
        alone: resident.alone.map { snapshot.nodeName($0) },
        together: resident.together.map { snapshot.nodeName($0) },
        message: resident.diagnosis?.message)
    }
    pending = explanation.pending.map { visitor in
      Visitor(
        count: visitor.pods.count,
        examples: visitor.pods.prefix(10).map { snapshot.fullName($0) },
        fits: visitor.refusals.isEmpty,
        reasons: visitor.refusals.flatMap(\.reasons).map(RefusalPhrases.text))
    }
    answer = Self.answer(explanation, of: snapshot)
  }

  private static func answer(
    _ explanation: NodeExplanation, of snapshot: ClusterSnapshot
  ) -> String {
    let name = snapshot.nodeName(explanation.node)
    let movers = explanation.pods.filter { !$0.belongsToNode }
    guard !movers.isEmpty else {
      return explanation.pods.isEmpty
        ? "\(name) can go: nothing is on it."
        : "\(name) can go: only pods that belong to the node are on it."
    }
    let stuck = movers.filter { $0.together == nil }
    guard let first = stuck.first else {
      let pods =
        movers.count == 1 ? "its pod fits" : "its \(movers.count) pods fit"
      return "\(name) can go: \(pods) on other nodes."
    }
    let message = first.diagnosis.map { ": " + $0.message } ?? "."
    let pod = snapshot.fullName(first.pod)
    guard movers.count > 1 else { return "\(name) cannot go: \(pod) fits nowhere else\(message)" }
    return "\(name) cannot go: \(stuck.count) of its \(movers.count) pods "
      + "\(stuck.count == 1 ? "fits" : "fit") nowhere else, such as \(pod)\(message)"
  }
}
