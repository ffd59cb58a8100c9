// SPDX-License-Identifier: Apache-2.0

import VectorPacking

extension LoweredCluster {
  /// The same problem with another cost for each node; nodes of different costs are bin types of
  /// their own.
  ///
  /// - Parameter cost: What a node costs once it receives a pod; what is out of range is brought
  ///   into it, from 0 to `PackingProblem.largestCost`.
  /// - Returns: The problem and the way back.
  /// - Complexity: Linear in nodes, and in bin types times compatibility rows.
  public func priced(_ cost: (_ node: Int) -> Int64) -> LoweredCluster {
    var types: [BinType] = []
    var nodes: [[Int]] = []
    var before: [Int] = []
    for (index, type) in problem.binTypes.enumerated() {
      var order: [Int64] = []
      var byCost: [Int64: [Int]] = [:]
      for node in nodesOfType[index] {
        let cost = min(max(0, cost(node)), PackingProblem.largestCost)
        if byCost[cost] == nil { order.append(cost) }
        byCost[cost, default: []].append(node)
      }
      for cost in order {
        let alike = byCost[cost] ?? []
        types.append(
          BinType(
            name: order.count == 1 ? type.name : snapshot.nodeName(alike[0]),
            capacity: type.capacity, load: type.load, cost: cost, available: alike.count))
        nodes.append(alike)
        before.append(index)
      }
    }
    let priced = PackingProblem(
      resources: problem.resources, binTypes: types, arrivals: problem.arrivals,
      itemCount: problem.itemCount, demands: problem.demands, counts: problem.counts,
      perBinLimits: problem.perBinLimits, compatibilityOfShape: problem.compatibilityOfShape,
      compatibilityRows: problem.compatibilityRows.map { row in before.map { row[$0] } },
      conflictLists: problem.conflictLists, shapeNames: problem.shapeNames,
      spreadRules: problem.spreadRules.map { rule in
        SpreadRule(
          shapes: rule.shapes, domainOfBinType: before.map { rule.domainOfBinType[$0] },
          maxSkew: rule.maxSkew)
      })
    return LoweredCluster(
      problem: priced, snapshot: snapshot, podsOfShape: podsOfShape, arrivals: arrivals,
      nodesOfType: nodes, resources: resources, notLowered: notLowered)
  }
}
