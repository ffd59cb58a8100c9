// SPDX-License-Identifier: Apache-2.0

/// Something that, if it were different, would take away one reason why a pod may not be on a node.
public enum Change: Sendable, Hashable {
  /// The pod requests less of a resource.
  case requestLess(resource: String, from: Int64, to: Int64)
  /// The node has more of a resource, which is what there is to do where the pod requests little.
  case moreAllocatable(resource: String, from: Int64, to: Int64)
  /// The node takes one more pod.
  case allowMorePods(from: Int64, to: Int64)
  /// The pod bears a taint.
  case tolerate(key: String, value: String, effect: String)
  /// The node takes new pods again.
  case uncordon
  /// The node has a label that keeps a condition of the pod.
  case label(key: String, comparison: String, values: [String])
  /// The pod's node affinity allows the node, none of whose terms is near to.
  case relaxNodeAffinity
  /// A port of the node is free.
  case freePort(Int)
  /// A spread constraint allows more skew.
  case raiseMaxSkew(topologyKey: String, from: Int, to: Int)
  /// The node has the label of a spread constraint.
  case addTopologyLabel(String)
  /// A node may have more pods of the owner.
  case raiseMaxPerNode(from: Int, to: Int)
  /// A required affinity term of the pod is dropped.
  case dropAffinity(topologyKey: String)
  /// Pods near that the pod's anti-affinity forbids, or that forbid it, are gone.
  case dropAntiAffinity(topologyKey: String, isExisting: Bool)
}

/// The changes after all of which a pod would fit on a node.
public struct ChangeSet: Sendable, Hashable {
  /// The node.
  public var node: Int
  /// The changes.
  public var changes: [Change]
  /// How much is changed: the number of changes, and of requests by which share they fall.
  public var size: Double
}
