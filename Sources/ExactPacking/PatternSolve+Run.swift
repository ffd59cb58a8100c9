// SPDX-License-Identifier: Apache-2.0

import VectorPacking

extension PatternSolve {
  /// Solves until packing and bound meet, or something says stop.
  ///
  /// - Parameter memory: The most memory the solver may use, in MiB.
  /// - Returns: Why it ended.
  /// - Throws: What the solver says where it cannot go on; the best packing and the best bound
  ///   stand.
  func run(memory: Int) throws(SessionError) -> StopReason {
    report()
    if isProven { return .completed }
    if problem.itemCount <= Self.mostSearchedFirst {
      search(rounds: min(2_000, 10 * problem.itemCount))
    } else if let left = context.deadline.remaining, context.roundLimit == nil,
      context.nodeLimit == nil
    {
      // A share of the time; where rounds or nodes are limited, no clock may decide.
      search(rounds: .max, within: left / 4)
    }
    if isProven { return .completed }
    if let stop = budget.stop { return stop }
    phase = "column-generation"
    let master = try MasterProblem(model, memory: memory)
    try seed(master)
    let items = PatternItems(problem, shapes: model.shapes)
    let pricing = Pricing(items, of: model, budget: budget)
    var generation = ColumnGeneration(master, pricing: pricing, known: bound, budget: budget)
    let end = try generation.run(target: incumbent) { units in
      self.columns = master.pool.count
      self.raise(units, method: "column-generation", proof: nil)
    }
    takeProof(generation)
    columns = master.pool.count
    if isProven { return .completed }
    if case .stopped(let reason) = end { return reason }
    phase = "diving"
    try dive(master, pricing, blur: 0, discrepancies: 4, seed: context.seed)
    if isProven { return .completed }
    search(
      rounds: problem.itemCount <= Self.mostSearchedFirst ? min(5_000, 25 * problem.itemCount) : 100
    )
    phase = "diving"
    for attempt in 1...4 where !isProven && budget.stop == nil {
      _ = try master.solve(milliseconds: budget.slice, dual: false)
      try dive(
        master, pricing, blur: 0.15 * Double(attempt), discrepancies: 3,
        seed: context.seed &+ UInt64(attempt))
    }
    if isProven { return .completed }
    phase = "branch-and-price"
    return try BranchAndPrice(self, master: master, root: items).run()
  }

  /// Up to how many items local search comes before column generation: of more, most are alike,
  /// which patterns make use of and single items do not.
  private static let mostSearchedFirst = 1_000

  /// Improves the best packing by local search.
  private func search(rounds: Int, within share: Duration? = nil) {
    guard model.objective != .unplaced, problem.itemCount <= LocalSearchStrategy.mostItems else {
      return
    }
    phase = "local-search"
    let target = LowerBound(
      cost: model.objective == .cost ? bound * model.unit : 0,
      bins: model.objective == .bins ? Int(bound) : 0, method: boundMethod)
    var context = context
    if let share { context.deadline = context.deadline.limited(to: share) }
    let better = improvement.improved(
      best, until: target, seed: context.seed,
      rounds: min(rounds, context.roundLimit ?? rounds), context: context,
      adopt: { self.adopt($0) })
    adopt(better)
  }

  private func dive(
    _ master: MasterProblem, _ pricing: Pricing, blur: Double, discrepancies: Int, seed: UInt64
  ) throws(SessionError) {
    var dive = Dive(
      master, pricing: pricing, target: incumbent == .max ? .max : incumbent - 1, seed: seed,
      blur: blur, discrepancies: discrepancies, budget: budget)
    if let packing = try dive.run(isAllowed: { _ in true }) { adopt(packing) }
    columns = master.pool.count
  }

  /// The first columns: the patterns of the best packing, and each shape alone.
  private func seed(_ master: MasterProblem) throws(SessionError) {
    for pattern in best.patterns {
      try master.add(Pattern(binType: pattern.binType, contents: Array(pattern.contents)))
    }
    for shape in model.shapes {
      for type in model.types {
        let copies = min(problem.copies(of: shape, inEmpty: type), problem.count(of: shape))
        guard copies > 0 else { continue }
        try master.add(
          Pattern(binType: type, contents: [ShapeCount(shape: shape, count: copies)]))
      }
    }
  }

  private func takeProof(_ generation: ColumnGeneration) {
    guard let solution = generation.proof, generation.bound >= max(1, bound) else { return }
    setProof(
      BoundProof(
        objective: model.objective,
        value: generation.bound * (model.objective == .cost ? model.unit : 1),
        mostUnplaced: model.mostUnplaced, nodes: [.leaf(solution)]))
  }
}
