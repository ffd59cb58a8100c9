// SPDX-License-Identifier: Apache-2.0

extension FlowGraph {
  /// The graph without nodes that have a single arc in or out, whose arcs are joined instead.
  ///
  /// Each such node is a row and a column of the linear program that go without others becoming
  /// denser, but for the items of the single arc, which are repeated; where they would be repeated
  /// too often the node stays. The ways are the same.
  ///
  /// - Parameter shouldStop: Asked now and then; true leaves the rest as it is.
  /// - Returns: The smaller graph.
  func contracted(shouldStop: () -> Bool = { false }) -> FlowGraph {
    var contraction = Contraction(self)
    contraction.run(shouldStop: shouldStop)
    return FlowGraph(contraction.arcs)
  }

  /// The work in hand.
  private struct Contraction {
    private var all: [Arc?]
    private var into: [[Int]]
    private var out: [[Int]]
    /// How many arcs each node has that are not gone.
    private var arcsInto: [Int]
    private var arcsOut: [Int]
    private let order: [Int32]

    /// How many items may be repeated for a node.
    private static let mostRepeated = 6

    init(_ graph: FlowGraph) {
      all = graph.arcs
      out = graph.arcsOut
      order = graph.order
      into = Array(repeating: [], count: graph.nodeCount)
      for (index, arc) in graph.arcs.enumerated() { into[Int(arc.head)].append(index) }
      arcsInto = into.map { $0.count }
      arcsOut = out.map { $0.count }
    }

    var arcs: [Arc] { all.compactMap { $0 } }

    mutating func run(shouldStop: () -> Bool) {
      // From the sink to the source, and then again where something has changed.
      var pending = Array(order.reversed())
      var isPending = Array(repeating: true, count: into.count)
      var next = 0
      while next < pending.count {
        let node = Int(pending[next])
        next += 1
        isPending[node] = false
        if next % 256 == 0, shouldStop() { return }
        guard node > FlowGraph.sink else { continue }
        for neighbour in contract(node) where !isPending[Int(neighbour)] {
          isPending[Int(neighbour)] = true
          pending.append(neighbour)
        }
      }
    }

    /// Takes a node out where that makes the model smaller.
    ///
    /// - Returns: The nodes that were next to it.
    private mutating func contract(_ node: Int) -> [Int32] {
      guard arcsInto[node] == 1 || arcsOut[node] == 1 else { return [] }
      into[node].removeAll { all[$0] == nil }
      out[node].removeAll { all[$0] == nil }
      guard let single = out[node].count == 1 ? out[node].first : into[node].first else {
        return []
      }
      let copies = into[node].count * out[node].count
      guard copies > 0, (copies - 1) * (all[single]?.rows.count ?? 0) <= Self.mostRepeated else {
        return []
      }
      for first in into[node] {
        for second in out[node] {
          guard let before = all[first], let after = all[second] else { continue }
          all.append(
            Arc(
              tail: before.tail, head: after.head, type: before.type,
              rows: (before.rows + after.rows).sorted()))
          out[Int(before.tail)].append(all.count - 1)
          into[Int(after.head)].append(all.count - 1)
          arcsOut[Int(before.tail)] += 1
          arcsInto[Int(after.head)] += 1
        }
      }
      var neighbours: [Int32] = []
      for arc in into[node] + out[node] {
        guard let gone = all[arc] else { continue }
        neighbours.append(gone.tail == Int32(node) ? gone.head : gone.tail)
        arcsOut[Int(gone.tail)] -= 1
        arcsInto[Int(gone.head)] -= 1
        all[arc] = nil
      }
      (into[node], out[node]) = ([], [])
      return neighbours
    }
  }
}
