// SPDX-License-Identifier: Apache-2.0

/// The graph of the arc-flow model: every way from the source to the sink is a pattern.
///
/// Bin types share one graph, and the arcs out of the source say which type a way is of. It has no
/// cycles. Valério de Carvalho, "Exact solution of bin-packing problems using column generation and
/// branch-and-bound", 1999; for several resources and bin types Brandão and Pedroso, "Bin packing
/// and related problems: general arc-flow formulation with graph compression", 2016.
struct FlowGraph: Sendable {
  /// A step on the way.
  struct Arc: Sendable, Equatable {
    var tail: Int32
    var head: Int32
    /// The bin type of an arc out of the source, or -1.
    var type: Int32
    /// The rows of the items that go in, ascending, once for each copy.
    var rows: [Int32]
  }

  static let source: Int32 = 0
  static let sink: Int32 = 1

  /// How many nodes there are, numbered from 0, with source and sink.
  private(set) var nodeCount: Int
  /// The arcs, in the order of their fields.
  private(set) var arcs: [Arc]

  /// Takes the arcs as they are, each of them once, and only nodes that have any.
  init(_ given: [Arc]) {
    var isUsed = Array(repeating: false, count: 2)
    for arc in given {
      let last = Int(max(arc.tail, arc.head))
      if last >= isUsed.count {
        isUsed += Array(repeating: false, count: last + 1 + given.count)
      }
      isUsed[Int(arc.tail)] = true
      isUsed[Int(arc.head)] = true
    }
    var numbers = Array(repeating: Int32(0), count: isUsed.count)
    var count: Int32 = 0
    for node in isUsed.indices where node < 2 || isUsed[node] {
      numbers[node] = count
      count += 1
    }
    nodeCount = Int(count)
    arcs = []
    arcs.reserveCapacity(given.count)
    for arc in given.sorted(by: Self.precedes) {
      let arc = Arc(
        tail: numbers[Int(arc.tail)], head: numbers[Int(arc.head)], type: arc.type,
        rows: arc.rows)
      if arcs.last != arc { arcs.append(arc) }
    }
  }

  /// The graph of all patterns of a diagram.
  init(_ diagram: PatternDiagram) {
    // The end is the sink, every other node the one behind its number.
    var isReached = Array(repeating: false, count: diagram.nodes.count)
    var arcs: [Arc] = []
    for root in diagram.roots where root.node != PatternDiagram.end {
      isReached[Int(root.node)] = true
      arcs.append(
        Arc(tail: Self.source, head: root.node + 1, type: Int32(root.type), rows: []))
    }
    for node in diagram.nodes.indices.dropFirst().reversed() where isReached[node] {
      let question = diagram.nodes[node]
      let tail = Int32(node + 1)
      isReached[Int(question.take)] = true
      arcs.append(Arc(tail: tail, head: question.take + 1, type: -1, rows: [question.row]))
      guard question.skip >= 0 else { continue }
      isReached[Int(question.skip)] = true
      arcs.append(Arc(tail: tail, head: question.skip + 1, type: -1, rows: []))
    }
    self.init(arcs)
  }

  private static func precedes(_ a: Arc, _ b: Arc) -> Bool {
    if a.tail != b.tail { return a.tail < b.tail }
    if a.head != b.head { return a.head < b.head }
    if a.type != b.type { return a.type < b.type }
    return a.rows.lexicographicallyPrecedes(b.rows)
  }

  /// The arcs out of each node.
  var arcsOut: [[Int]] {
    var out = Array(repeating: [Int](), count: nodeCount)
    for (index, arc) in arcs.enumerated() { out[Int(arc.tail)].append(index) }
    return out
  }

  /// The nodes, each before those that its arcs lead to.
  var order: [Int32] {
    let out = arcsOut
    var missing = Array(repeating: 0, count: nodeCount)
    for arc in arcs { missing[Int(arc.head)] += 1 }
    var order = (0..<Int32(nodeCount)).filter { missing[Int($0)] == 0 }
    var next = 0
    while next < order.count {
      for arc in out[Int(order[next])] {
        let head = arcs[arc].head
        missing[Int(head)] -= 1
        if missing[Int(head)] == 0 { order.append(head) }
      }
      next += 1
    }
    return order
  }

  /// For each arc out of the source, the most that a way along it adds up to.
  ///
  /// - Parameters:
  ///   - worth: What an item of each row adds, no less than 0.
  ///   - types: How many bin types the problem has.
  ///   - most: Sums above this end the search.
  /// - Returns: The most by bin type, 0 for types without patterns; `nil` above the limit.
  /// - Complexity: O(items on arcs).
  func longestWays(worth: [Int64], types: Int, most: Int64 = 1 << 60) -> [Int64]? {
    let out = arcsOut
    var longest = Array(repeating: Int64(0), count: nodeCount)
    var ofType = Array(repeating: Int64(0), count: types)
    for node in order.reversed() {
      for arc in out[Int(node)] {
        var sum = longest[Int(arcs[arc].head)]
        for row in arcs[arc].rows {
          let (next, overflow) = sum.addingReportingOverflow(worth[Int(row)])
          guard !overflow, next <= most else { return nil }
          sum = next
        }
        longest[Int(node)] = max(longest[Int(node)], sum)
        if arcs[arc].type >= 0 {
          ofType[Int(arcs[arc].type)] = max(ofType[Int(arcs[arc].type)], sum)
        }
      }
    }
    return ofType
  }
}
