// SPDX-License-Identifier: Apache-2.0

import VectorPacking

extension PlacementReport {
  /// Says where every item of an input goes in a packing.
  ///
  /// Identical items are dealt in the order of their arrival onto the bins in their order, so
  /// the same packing always gives the same placement.
  ///
  /// - Parameters:
  ///   - version: The version of the program.
  ///   - command: The command line that makes the report again.
  ///   - input: What was packed.
  ///   - run: The run whose packing it is.
  ///   - result: What a comparison with one strategy found.
  /// - Complexity: O(items log items + patterns).
  public init(
    version: String, command: String? = nil, input: ComparisonInput, run: StrategyRun,
    result: InputResult
  ) {
    var nodes: [PlacedNode] = []
    var unplaced = result.comparison.unplaceable
    if let packing = result.packing {
      let directory = ItemDirectory(input)
      nodes = PlacedNode.dealing(packing, input: input, directory: directory)
      unplaced = UnplacedItems.leftOvers(
        of: packing, stop: StopReason(rawValue: run.stop) ?? .completed, input: input,
        directory: directory)
    }
    self.init(
      version: version, command: command, input: input.description, run: run,
      lowerBound: result.comparison.lowerBound, nodes: nodes, unplaced: unplaced)
  }
}

extension PlacedNode {
  /// Lays a packing out node by node and item by item.
  static func dealing(
    _ packing: Packing, input: ComparisonInput, directory: ItemDirectory
  ) -> [PlacedNode] {
    let problem = input.problem
    var dealt = Array(repeating: 0, count: problem.shapeCount)
    var opened = Array(repeating: 0, count: problem.binTypes.count)
    var nodes: [PlacedNode] = []
    nodes.reserveCapacity(packing.binCount)
    for pattern in packing.patterns {
      let bin = problem.binTypes[pattern.binType]
      let used = Packing.used(by: pattern, in: problem)
      for _ in 0..<pattern.count {
        var items: [(item: Int, name: String)] = []
        for entry in pattern.contents {
          for _ in 0..<entry.count {
            let index = dealt[entry.shape]
            items.append(
              (directory.item(index, of: entry.shape), directory.name(index, of: entry.shape)))
            dealt[entry.shape] += 1
          }
        }
        items.sort { $0.item < $1.item }
        nodes.append(
          PlacedNode(
            name: input.nodeName(opened[pattern.binType], of: pattern.binType),
            nodeType: bin.name, items: items.map { $0.name }, used: used,
            capacity: bin.capacity))
        opened[pattern.binType] += 1
      }
    }
    return nodes
  }
}

extension ComparisonInput {
  /// The name of a node: the input's, or its type's with a running number.
  func nodeName(_ index: Int, of binType: Int) -> String {
    if binType < nodeNames.count, index < nodeNames[binType].count {
      return nodeNames[binType][index]
    }
    let type = problem.binTypes[binType]
    return type.available == 1 ? type.name : "\(type.name)-\(index + 1)"
  }
}
