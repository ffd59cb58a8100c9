// SPDX-License-Identifier: Apache-2.0

/// A set of fields of an object: named ones, elements of lists and values of sets.
///
/// A field in the set says nothing of those inside it, nor of the one that it is in. The set is a
/// tree whose nodes are in ascending order (structured-merge-diff, `fieldpath.Set`).
package struct FieldSet: Hashable, Sendable {
  /// The way to a field from the outside in.
  package typealias Path = [PathElement]

  /// A field, and those inside it.
  struct Node: Hashable, Sendable {
    var element: PathElement
    /// Whether the field itself is in the set.
    var isMember: Bool
    /// Those inside it that are in the set.
    var children: FieldSet

    /// Whether it says nothing.
    var isEmpty: Bool { !isMember && children.isEmpty }
  }

  /// What is in the set, in ascending order; no node is empty.
  private(set) var nodes: [Node]

  /// Creates an empty set.
  package init() { nodes = [] }

  /// Creates a set of fields.
  package init(_ paths: some Sequence<Path>) {
    self.init()
    for path in paths { insert(path) }
  }

  /// Creates a set of nodes that are in ascending order and not empty.
  init(ascending nodes: [Node]) { self.nodes = nodes }

  /// Creates a set of nodes with different elements that are not empty.
  init(unsorted nodes: [Node]) {
    self.nodes = nodes
    for index in nodes.indices.dropFirst()
    where nodes[index].element.order(to: nodes[index - 1].element) < 0 {
      self.nodes.sort { $0.element < $1.element }
      break
    }
  }

  /// Whether there are no fields.
  package var isEmpty: Bool { nodes.isEmpty }

  /// How many fields there are.
  ///
  /// - Complexity: Linear in the number of fields.
  package var count: Int {
    nodes.reduce(0) { $0 + ($1.isMember ? 1 : 0) + $1.children.count }
  }

  /// Puts a field into the set; the empty path means nothing.
  ///
  /// - Complexity: Logarithmic in the number of fields beside each step, apart from moving them.
  package mutating func insert(_ path: Path) { insert(path[...]) }

  private mutating func insert(_ path: ArraySlice<PathElement>) {
    guard let element = path.first else { return }
    let index = position(of: element)
    if index == nodes.count || nodes[index].element != element {
      nodes.insert(Node(element: element, isMember: false, children: FieldSet()), at: index)
    }
    if path.count == 1 {
      nodes[index].isMember = true
    } else {
      nodes[index].children.insert(path.dropFirst())
    }
  }

  /// Whether a field is in the set.
  ///
  /// - Complexity: Logarithmic in the number of fields beside each step.
  package func contains(_ path: Path) -> Bool {
    guard let last = path.last else { return false }
    var set = self
    for element in path.dropLast() {
      guard let node = set.node(element) else { return false }
      set = node.children
    }
    return set.node(last)?.isMember ?? false
  }

  /// The node of an element, where there is one.
  func node(_ element: PathElement) -> Node? {
    let index = position(of: element)
    guard index < nodes.count, nodes[index].element == element else { return nil }
    return nodes[index]
  }

  private func position(of element: PathElement) -> Int {
    var (low, high) = (0, nodes.count)
    while low < high {
      let middle = (low + high) / 2
      if nodes[middle].element < element { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The fields in ascending order, those beside each other before those inside them.
  package var paths: [Path] {
    var paths: [Path] = []
    collect([], &paths)
    return paths
  }

  private func collect(_ prefix: Path, _ paths: inout [Path]) {
    for node in nodes where node.isMember { paths.append(prefix + [node.element]) }
    for node in nodes where !node.children.isEmpty {
      node.children.collect(prefix + [node.element], &paths)
    }
  }
}

extension FieldSet: CustomStringConvertible {
  /// The fields, one a line.
  package var description: String { paths.map(\.pathText).joined(separator: "\n") }
}
