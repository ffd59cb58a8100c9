// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

extension NodeMap {
  /// Draws a packing: nodes with the same contents together, each with what is stranded on it.
  ///
  /// - Complexity: O(entries + patterns × resources); stranding looks at a fixed number of shapes.
  public init(strategy: String, packing: Packing, of problem: PackingProblem) {
    let filler = NodeFiller(problem)
    self.init(
      strategy: strategy,
      groups: packing.merged(for: problem).patterns.map { pattern in
        let bin = problem.binTypes[pattern.binType]
        let used = Packing.used(by: pattern, in: problem)
        return NodeGroup(
          nodeType: bin.name, count: pattern.count,
          items: pattern.contents.reduce(0) { $0 + $1.count }, used: used,
          capacity: bin.capacity,
          stranded: filler.stranded(zip(bin.capacity, used).map { $0 - $1 }, pattern: pattern))
      })
  }
}
