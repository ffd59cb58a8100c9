// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// How the arc-flow method works.
struct ArcFlowSettings: Sendable {
  /// Unlike on the assignment model, rounding cuts pay here: they decide cutting problems of few
  /// shapes in a second that are open after ten without.
  var engine: any MIPEngine = GLPKEngine(
    configuration: SearchConfiguration(mixedIntegerRounding: true))
  var limits = GraphLimits()
  var compression = GraphCompression.all
  /// The most memory of the solver, in MiB.
  var memory = 2_048
}

extension PatternSolve {
  /// Solves by one integer program over the graph of all patterns.
  ///
  /// The relaxation gives a bound that is proven in integers. What the search tree proves beyond
  /// it is lowered by a tolerance and comes without a proof.
  ///
  /// - Returns: Why it ended.
  func runArcFlow(_ settings: ArcFlowSettings) -> StopReason {
    report()
    if isProven { return .completed }
    if let stop = budget.stop { return stop }
    do throws(GraphRefusal) {
      phase = "arc-flow-graph"
      let graph = try FlowGraph(
        model, limits: settings.limits, compression: settings.compression, budget: budget)
      try checkTime(for: graph)
      return solve(graph, settings)
    } catch {
      note(error.message)
      return error.stop
    }
  }

  private func checkTime(for graph: FlowGraph) throws(GraphRefusal) {
    guard let left = context.deadline.remaining, left < .seconds(3_600) else { return }
    let milliseconds = Int(left / .milliseconds(1))
    if graph.arcs.count > milliseconds * GraphLimits.arcsPerMillisecond {
      throw .arcsInTime(graph.arcs.count, milliseconds: milliseconds)
    }
  }

  private func solve(_ graph: FlowGraph, _ settings: ArcFlowSettings) -> StopReason {
    do throws(LinearModelError) {
      phase = "arc-flow-lp"
      report()
      let limits = SolverLimits(
        deadline: context.deadline, nodes: mostNodes, memory: settings.memory)
      let relaxed = try FlowModel(graph, of: model)
      let relaxation = settings.engine.relax(
        relaxed.model, limits: limits, callbacks: callbacks(unit: 0))
      take(relaxation, of: relaxed)
      if isProven { return .completed }
      guard relaxation.status.result == .optimal else {
        note("\(settings.engine.name): \(relaxation.status.message)")
        return relaxation.status.stop.reason
      }
      phase = "arc-flow-mip"
      let range = objectiveRange
      let flow = try FlowModel(graph, of: model, range: range)
      let result = settings.engine.solve(
        flow.model, limits: limits, start: nil, callbacks: callbacks(unit: flow.objectiveUnit))
      note(
        "\(settings.engine.name): \(result.status.message), "
          + "\(graph.nodeCount) nodes and \(graph.arcs.count) arcs")
      if let point = result.solution { take(point, of: flow) }
      take(result, range: range, unit: flow.objectiveUnit)
      return isProven ? .completed : result.status.stop.reason
    } catch {
      note("\(error)")
      return .solverFailure
    }
  }

  /// The most nodes of the search tree.
  private var mostNodes: Int? {
    [context.roundLimit, context.nodeLimit].compactMap { $0 }.min()
  }

  /// What the objective of something better than the best packing can be, in units.
  ///
  /// The upper end is one unit below the best packing, and as much higher as `SafeRounding` takes
  /// away again; so where the solver finds nothing in the range, nothing better is proven to exist.
  private var objectiveRange: ClosedRange<Double>? {
    guard incumbent < .max else { return nil }
    let best = Double(incumbent)
    return Double(bound)...max(Double(bound), min(best, best - 1 + 2e-6 + 1e-6 * best))
  }

  /// Takes over the bound that the duals of the relaxation prove.
  private func take(_ relaxation: LPResult, of flow: FlowModel) {
    guard relaxation.duals.count == flow.model.rows.count,
      relaxation.duals.allSatisfy({ $0.isFinite }), let found = flow.bound(relaxation.duals),
      found.units > bound
    else { return }
    raise(
      found.units, method: "arc-flow",
      proof: BoundProof(
        objective: model.objective,
        value: found.units * (model.objective == .cost ? model.unit : 1),
        mostUnplaced: model.mostUnplaced, nodes: [.leaf(found.proof)]))
  }

  /// Takes over the packing of a point, items left out being packed where there is room.
  private func take(_ point: [Double], of flow: FlowModel) {
    var assembly = PackingAssembly(problem)
    for entry in flow.patterns(at: point) { assembly.add(entry.pattern, count: entry.count) }
    adopt(assembly.completed(seed: context.seed))
  }

  /// Takes over the bound that the search tree proves up to a tolerance.
  private func take(_ result: MIPResult, range: ClosedRange<Double>?, unit: Double) {
    var proven = result.bound * unit
    if result.status.result == .infeasible {
      guard let range else { return }
      proven = range.upperBound
    }
    raise(SafeRounding.up(proven), method: "arc-flow-mip", proof: proof)
  }

  private func callbacks(unit: Double) -> SolverCallbacks {
    let (context, known, best, phase) = (context, bound, self.best, phase)
    let isComplete = model.objective != .unplaced && incumbent < .max
    let isCost = model.objective == .cost && model.mostUnplaced == 0
    let costUnit = model.unit
    return SolverCallbacks(
      isCancelled: { context.cancellation.isCancelled },
      progress: { figures in
        guard isComplete, isCost, unit > 0 else { return }
        let units = max(known, SafeRounding.up(figures.bound * unit))
        context.progress(
          SolveProgress(
            phase: phase, incumbentCost: best.cost, incumbentBins: best.binCount,
            boundCost: min(best.cost, units * costUnit), nodes: figures.nodes))
      })
  }
}
