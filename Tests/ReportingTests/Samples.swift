// SPDX-License-Identifier: Apache-2.0

import Evaluation
import VectorPacking

/// Reports to write.
enum Samples {
  static let gibibyte: Int64 = 1 << 30

  /// A name that tries everything: markup, formulas, tables, escape sequences, direction marks,
  /// quotes that combine with what follows, and length.
  static let hostile =
    "=cmd()|<script>alert(1)</script>\u{1B}[31m\u{202E}\"\u{301} onload='x'\u{9B}2J\r\n&amp;"
    + "\u{0D4E}<b>`*_[x](javascript:1)" + String(repeating: "long", count: 60)

  /// Two strategies on one input, one item without a node.
  static let small = ComparisonReport(
    version: "0.1.0", command: "schedbench compare pods.csv --node-type cpu=4,memory=8Gi",
    inputs: [
      InputComparison(
        input: InputDescription(
          name: "pods.csv", format: "csv", sha256: "00ff", resources: ["cpu", "memory"],
          units: [.milli, .bytes], items: 1201, shapes: 3, nodeTypes: 1,
          assumptions: ["1 pod without a memory request counts as needing none."]),
        lowerBound: BoundReport(cost: 50, nodes: 50, method: "per-resource", seconds: 0.0005),
        unplaceable: [
          UnplacedItems(
            items: ["big"], count: 1, demand: ["cpu": 6500, "memory": gibibyte],
            reason: "needs 6.5 of cpu, more than the 4 of the largest node type")
        ],
        runs: [
          StrategyRun(
            strategy: "first-fit", seed: 1, status: "feasible", stop: "completed", verified: true,
            nodes: 53, cost: 53, unplaced: 1, gap: 0.06,
            utilization: ["cpu": 0.925, "memory": 0.5], seconds: 0.00035),
          StrategyRun(
            strategy: "dot-product", seed: 1, status: "feasible", stop: "completed",
            verified: true, nodes: 51, cost: 51, unplaced: 1, gap: 0.02,
            bound: BoundReport(cost: 49, nodes: 49, method: "lp", seconds: nil),
            utilization: ["cpu": 0.961, "memory": 0.52], seconds: 0.0012),
          StrategyRun(
            strategy: "ilp", seed: 1, status: "noSolution", stop: "timeLimit", verified: false,
            nodes: nil, cost: nil, unplaced: 1, gap: nil, utilization: [:],
            message: "time ran out in presolve", seconds: 2),
        ],
        best: NodeMap(
          strategy: "dot-product",
          groups: [
            NodeGroup(
              nodeType: "cpu=4,memory=8Gi", count: 50, items: 24, used: [3900, 4 * gibibyte],
              capacity: [4000, 8 * gibibyte], stranded: [100, 4 * gibibyte]),
            NodeGroup(
              nodeType: "cpu=4,memory=8Gi", count: 1, items: 1, used: [1000, gibibyte],
              capacity: [4000, 8 * gibibyte], stranded: [0, 0]),
          ]))
    ])

  /// Three nodes with four items, one item left over.
  static let placement = PlacementReport(
    version: "0.1.0", command: "schedbench place pods.csv", input: small.inputs[0].input,
    run: StrategyRun(
      strategy: "best-fit", seed: 1, status: "feasible", stop: "completed", verified: true,
      nodes: 2, cost: 2, unplaced: 1, gap: 0, utilization: ["cpu": 0.5, "memory": 0.25],
      seconds: 0.000004),
    lowerBound: BoundReport(cost: 2, nodes: 2, method: "clique", seconds: nil),
    nodes: [
      PlacedNode(
        name: "node-1", nodeType: "small", items: ["a", "b", "c"], used: [3500, gibibyte],
        capacity: [4000, 8 * gibibyte]),
      PlacedNode(
        name: "node-2", nodeType: "small", items: ["d"], used: [500, 3 * gibibyte],
        capacity: [4000, 8 * gibibyte]),
    ],
    unplaced: small.inputs[0].unplaceable)

  /// A cluster in which pods stay, pods come, and some find no node, one because it is held back.
  static var cluster: PlacementReport {
    var report = placement
    report.unplaced[0].count = 3
    report.unplaced[0].remedy = "lower the cpu request from 6500m to 3900m, then it fits on node-3"
    report.cluster = ClusterMap(
      resources: ["cpu", "memory", "nvidia.com/gpu", "pods"],
      units: [.milli, .bytes, .count, .count],
      nodes: [
        ClusterNode(
          name: "node-1", zone: "a", stays: ["shop/old-1", "shop/old-2"], placed: ["a", "b", "c"],
          usedBefore: [1000, gibibyte, 0, 2], used: [3500, 2 * gibibyte, 1, 5],
          capacity: [4000, 8 * gibibyte, 2, 110]),
        ClusterNode(
          name: "node-2", zone: "b", stays: [], placed: ["d"], usedBefore: [0, 0, 0, 0],
          used: [500, 3 * gibibyte, 0, 1], capacity: [4000, 8 * gibibyte, 0, 110]),
        ClusterNode(
          name: "node-3", stays: ["shop/old-3"], placed: [], usedBefore: [4500, gibibyte, 0, 1],
          used: [4500, gibibyte, 0, 1], capacity: [4000, 8 * gibibyte, 0, 0]),
      ],
      waiting: ["shop/gated"])
    return report
  }

  /// A cluster with the hostile name wherever an input can bring one in.
  static var poisonedCluster: PlacementReport {
    var report = cluster
    report.input = poisoned.inputs[0].input
    report.nodes = poisonedPlacement.nodes
    report.unplaced = poisoned.inputs[0].unplaceable
    report.unplaced[0].remedy = hostile
    report.cluster?.resources[0] = hostile
    report.cluster?.waiting = [hostile]
    report.cluster?.nodes[0].name = hostile
    report.cluster?.nodes[0].zone = hostile
    report.cluster?.nodes[0].stays = [hostile]
    report.cluster?.nodes[0].placed = [hostile]
    return report
  }

  /// The small report with traces: one run that proves its packing, one that does not, and one
  /// that finds nothing.
  static var traced: ComparisonReport {
    var report = small
    report.inputs[0].lowerBound = BoundReport(
      cost: 51, nodes: 51, method: "column-generation", seconds: 1.9)
    report.inputs[0].runs[1].status = "optimal"
    report.inputs[0].runs[1].strategy = "ilp-column-generation"
    report.inputs[0].runs[1].trace = SolveTrace(
      events: [
        TraceEvent(seconds: 0.002, phase: "start", cost: 58, nodes: 58, bound: 8),
        TraceEvent(seconds: 0.03, phase: "start", cost: 55, nodes: 55, bound: 40),
        TraceEvent(seconds: 0.2, phase: "column-generation", cost: 55, bound: 50, columns: 120),
        TraceEvent(seconds: 0.9, phase: "column-generation", cost: 52, bound: 50, columns: 410),
        TraceEvent(
          seconds: 1.9, phase: "branch-and-price", cost: 51, bound: 51, columns: 560,
          treeNodes: 7),
        TraceEvent(
          seconds: 1.95, phase: "end", cost: 51, nodes: 51, bound: 51, columns: 560, treeNodes: 7),
      ])
    report.inputs[0].runs[0].strategy = "local-search"
    report.inputs[0].runs[0].trace = SolveTrace(
      events: [
        TraceEvent(seconds: 0.001, phase: "first-fit", cost: 57, nodes: 57),
        TraceEvent(seconds: 0.05, phase: "local-search", cost: 54, nodes: 54, bound: 50),
        TraceEvent(seconds: 4, phase: "local-search", cost: 53, nodes: 53, bound: 50),
        TraceEvent(seconds: 10, phase: "end", cost: 53, nodes: 53, bound: 50),
      ])
    report.inputs[0].runs[2].trace = SolveTrace(
      events: [
        TraceEvent(seconds: 0.5, phase: "presolve", bound: 49),
        TraceEvent(seconds: 2, phase: "end", bound: 49),
      ])
    return report
  }

  /// The small placement with a trace.
  static var tracedPlacement: PlacementReport {
    var report = placement
    report.run.trace = SolveTrace(
      events: [
        TraceEvent(seconds: 0.000_2, phase: "start", cost: 3, nodes: 3, bound: 2),
        TraceEvent(seconds: 0.000_4, phase: "end", cost: 2, nodes: 2, bound: 2),
      ])
    return report
  }

  /// The small report with the hostile name wherever an input can bring one in.
  static var poisoned: ComparisonReport {
    var report = traced
    report.command = hostile
    var comparison = report.inputs[0]
    comparison.input.name = hostile
    comparison.input.resources = [hostile, "memory"]
    comparison.input.assumptions = [hostile]
    comparison.unplaceable[0].items = [hostile]
    comparison.unplaceable[0].demand = [hostile: 6500]
    comparison.unplaceable[0].reason = hostile
    comparison.runs[0].strategy = hostile
    comparison.runs[0].utilization = [hostile: 0.5]
    comparison.runs[2].message = hostile
    comparison.runs[1].verified = false
    comparison.runs[1].violations = [hostile]
    comparison.runs[1].trace?.events[0].phase = hostile
    comparison.best?.groups[0].nodeType = hostile
    report.inputs = [comparison]
    return report
  }

  /// The small placement with the hostile name wherever an input can bring one in.
  static var poisonedPlacement: PlacementReport {
    var report = placement
    report.input = poisoned.inputs[0].input
    report.nodes[0].name = hostile
    report.nodes[0].nodeType = hostile
    report.nodes[0].items = [hostile, "b"]
    report.unplaced = poisoned.inputs[0].unplaceable
    return report
  }

  /// A report of any shape and size, with names of any length.
  static func random(seed: UInt64) -> ComparisonReport {
    var generator = SeededGenerator(seed: seed)
    func name() -> String {
      let letters = ["a", "b-", "ü", "界", "👩‍🚀", "e\u{301}", " ", "\u{1B}[1m", "|"]
      return (0...generator.below(30)).map { _ in letters[generator.below(letters.count)] }
        .joined()
    }
    let resources = (0...generator.below(5)).map { "\($0)" + name() }
    let strategies = (0...generator.below(6)).map { "\($0)" + name() }
    let inputs = (0...generator.below(5)).map { index in
      let bound = 1 + generator.below(5000)
      let runs = strategies.map { strategy in
        let nodes = generator.below(5) == 0 ? nil : bound + generator.below(200)
        let cost = nodes.map { Int64($0) * Int64(1 + index % 2) }
        return StrategyRun(
          strategy: strategy, seed: UInt64(1 + generator.below(2)),
          status: nodes == nil ? "noSolution" : "feasible", stop: "completed",
          verified: nodes != nil && generator.below(8) > 0,
          violations: generator.below(8) == 0 ? [name()] : [], nodes: nodes, cost: cost,
          unplaced: generator.below(3), gap: nodes.map { Double($0 - bound) / Double(bound) },
          utilization: Dictionary(
            uniqueKeysWithValues: resources.map { ($0, generator.unit()) }),
          message: generator.below(3) == 0 ? name() : nil,
          seconds: generator.below(2) == 0 ? nil : generator.unit() * 100,
          trace: generator.below(3) > 0 ? nil : trace(from: &generator))
      }
      let groups = (0..<generator.below(40)).map { _ in
        let capacity = resources.map { _ in Int64(generator.below(100_000)) }
        let used = capacity.map { Int64(generator.below(Int($0) + 1)) }
        return NodeGroup(
          nodeType: name(), count: 1 + generator.below(50), items: generator.below(9),
          used: used, capacity: capacity, stranded: zip(capacity, used).map { $0 - $1 })
      }
      return InputComparison(
        input: InputDescription(
          name: name(), format: "csv", sha256: "ab", resources: resources,
          units: resources.map { _ in [.milli, .bytes, .count][generator.below(3)] },
          items: generator.below(1_000_000), shapes: generator.below(1000), nodeTypes: 1,
          assumptions: generator.below(2) == 0 ? [] : [name()]),
        lowerBound: BoundReport(
          cost: Int64(bound), nodes: bound, method: "per-resource", seconds: nil),
        unplaceable: generator.below(2) == 0
          ? []
          : [
            UnplacedItems(
              items: [name(), name()], count: 2, demand: [resources[0]: 12_345], reason: name())
          ],
        runs: runs, best: groups.isEmpty ? nil : NodeMap(strategy: strategies[0], groups: groups))
    }
    return ComparisonReport(version: "0.1.0", command: name(), inputs: inputs)
  }

  /// A trace of any length, with or without packings and bounds.
  static func trace(from generator: inout SeededGenerator) -> SolveTrace {
    let pace = [1e-7, 1e-3, 1, 1e5][generator.below(4)]
    var seconds = 0.0
    var cost = generator.below(4) == 0 ? nil : 1000 + Int64(generator.below(1000))
    var bound = generator.below(4) == 0 ? nil : Int64(generator.below(900))
    let events = (0...generator.below(12)).map { _ in
      seconds += pace * generator.unit()
      cost = cost.map { max(900, $0 - Int64(generator.below(30))) }
      bound = bound.map { min(900, $0 + Int64(generator.below(30))) }
      return TraceEvent(seconds: seconds, phase: "any", cost: cost, bound: bound)
    }
    return SolveTrace(events: events)
  }
}
