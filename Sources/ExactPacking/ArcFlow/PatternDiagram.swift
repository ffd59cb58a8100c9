// SPDX-License-Identifier: Apache-2.0

/// All patterns of some bin types as ways from a root per type to one end.
///
/// A node asks whether one more item of its shape goes in, and what follows either way. Nodes with
/// the same answers are one node, whichever type they come from, so that what follows a node is
/// always the same set of patterns: a decision diagram (Bryant, "Graph-based algorithms for
/// boolean function manipulation", 1986).
struct PatternDiagram: Sendable {
  /// A question.
  struct Node: Sendable, Hashable {
    /// The row of the shape.
    var row: Int32
    /// What follows if an item goes in.
    var take: Int32
    /// What follows if none does, or -1 where an item may as well go in: what follows is then the
    /// same, and items may be covered more often than needed.
    var skip: Int32
  }

  /// The node at which patterns end; it asks nothing.
  static let end: Int32 = 0

  /// The nodes; each comes behind those that follow it.
  private(set) var nodes = [Node(row: -1, take: -1, skip: -1)]
  /// Where the patterns of each bin type start.
  private(set) var roots: [(type: Int, node: Int32)] = []

  private let isReduced: Bool
  private var known: [Node: Int32] = [:]

  /// - Parameter isReduced: Whether nodes with the same answers are one node.
  init(isReduced: Bool) {
    self.isReduced = isReduced
  }

  /// A node with these answers.
  mutating func node(row: Int, take: Int32, skip: Int32) -> Int32 {
    guard isReduced else {
      nodes.append(Node(row: Int32(row), take: take, skip: skip))
      return Int32(nodes.count - 1)
    }
    let node = Node(row: Int32(row), take: take, skip: take == skip ? -1 : skip)
    if let position = known[node] { return position }
    nodes.append(node)
    known[node] = Int32(nodes.count - 1)
    return Int32(nodes.count - 1)
  }

  /// Says where the patterns of a bin type start.
  mutating func addRoot(_ node: Int32, of type: Int) { roots.append((type, node)) }
}
