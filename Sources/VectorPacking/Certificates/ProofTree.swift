// SPDX-License-Identifier: Apache-2.0

/// The case distinctions of a proof, found to be a tree, and what holds in each case.
struct ProofTree: Sendable {
  /// Bins are at most items, so no case distinction needs larger numbers.
  static let mostBins: Int64 = 1 << 32

  private let nodes: [BoundProof.Node]
  /// For each node, where it is distinguished; -1 for the root.
  private let parents: [Int]
  /// For each node, how many distinctions lead to it.
  private(set) var depths: [Int]

  /// What is wrong with the tree.
  let objections: [ProofObjection]

  /// Looks at every node once.
  init(_ proof: BoundProof) {
    nodes = proof.nodes
    var parents = Array(repeating: -1, count: nodes.count)
    var objections: [ProofObjection] = nodes.isEmpty ? [.noNodes] : []
    for (position, node) in nodes.enumerated() {
      guard case .split(_, let most, let fewer, let more) = node else { continue }
      if most < -1 || most >= Self.mostBins {
        objections.append(.splitOutOfRange(node: position, most: most))
      }
      for child in [fewer, more] {
        guard child > position, child < nodes.count else {
          objections.append(.caseOutOfOrder(node: position, child: child))
          continue
        }
        if parents[child] >= 0 { objections.append(.sharedNode(node: child)) }
        parents[child] = position
      }
    }
    for position in nodes.indices.dropFirst() where parents[position] < 0 {
      objections.append(.unreachableNode(node: position))
    }
    self.parents = parents
    self.objections = objections
    depths = Array(repeating: 0, count: nodes.count)
    for position in nodes.indices where parents[position] >= 0 {
      depths[position] = depths[parents[position]] + 1
    }
  }

  /// What the case distinctions on the way to a node say of each count of bins.
  ///
  /// - Complexity: O(depth).
  func bounds(at node: Int) -> [BoundProof.BinCount: (atLeast: Int64, atMost: Int64)] {
    var bounds: [BoundProof.BinCount: (atLeast: Int64, atMost: Int64)] = [:]
    var child = node
    while parents[child] >= 0 {
      let parent = parents[child]
      if case .split(let count, let most, let fewer, _) = nodes[parent] {
        var known = bounds[count] ?? (atLeast: 0, atMost: .max)
        if child == fewer {
          known.atMost = min(known.atMost, most)
        } else {
          known.atLeast = max(known.atLeast, most + 1)
        }
        bounds[count] = known
      }
      child = parent
    }
    return bounds
  }
}
