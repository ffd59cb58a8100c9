// SPDX-License-Identifier: Apache-2.0

import VectorPacking

extension PatternSolve {
  /// Solves until packing and bound meet, or something says stop.
  ///
  /// - Parameter environment: Where the linear programs live.
  /// - Returns: Why it ended.
  /// - Throws: What the solver says where it cannot go on; the best packing and the best bound
  ///   stand.
  func run(in environment: GLPKEnvironment) throws(SessionError) -> StopReason {
    report()
    if isProven { return .completed }
    let isSmall = problem.itemCount <= Self.mostSearchedFirst
    if isSmall { search(rounds: min(2_000, 10 * problem.itemCount)) }
    if isProven { return .completed }
    if let stop = budget.stop { return stop }
    let master = try MasterProblem(model, in: environment)
    try seed(master)
    let items = PatternItems(problem, shapes: model.shapes)
    let pricing = try Pricing(items, of: model, in: environment, budget: budget)
    try generate(master, pricing)
    if isProven { return .completed }
    if let stop = budget.stop { return stop }
    try dive(master, pricing, attempts: 0..<1)
    if isProven { return .completed }
    if isSmall {
      search(rounds: min(5_000, 25 * problem.itemCount))
      try combine(master)
    }
    if isProven { return .completed }
    try dive(master, pricing, attempts: 1..<(isSmall ? 5 : 13))
    if isProven { return .completed }
    if isSmall {
      try complete(master, pricing, items)
    } else {
      search(rounds: 1_000, within: 0.5)
    }
    if isProven { return .completed }
    phase = "branch-and-price"
    return try BranchAndPrice(self, master: master, root: items).run()
  }

  /// Up to how many items local search comes before column generation: of more, most are alike,
  /// which patterns make use of and single items do not.
  private static let mostSearchedFirst = 1_000

  /// Solves the linear program over all patterns, or as much of it as half the time allows.
  private func generate(_ master: MasterProblem, _ pricing: Pricing)
    throws(SessionError)
  {
    phase = "column-generation"
    var generation = ColumnGeneration(
      master, pricing: pricing, known: bound, efforts: [.quick, .wider, .broad, .thorough],
      budget: budget)
    let target = incumbent
    if let fluid = try FluidRelaxation.multipliers(of: model, in: master.environment) {
      try generation.begin(with: fluid)
    }
    try budget.withShare(0.5) { () throws(SessionError) in
      _ = try generation.run(target: target) { units in
        self.columns = master.pool.count
        self.raise(units, method: "column-generation", proof: nil)
      }
    }
    raise(generation.bound, method: "column-generation", proof: nil)
    takeProof(generation)
    columns = master.pool.count
  }

  /// Improves the best packing by local search.
  private func search(rounds: Int, within share: Double = 1) {
    guard model.objective != .unplaced, problem.itemCount <= LocalSearchStrategy.mostItems else {
      return
    }
    phase = "local-search"
    let target = LowerBound(
      cost: model.objective == .cost ? bound * model.unit : 0,
      bins: model.objective == .bins ? Int(bound) : 0, method: boundMethod)
    var context = context
    context.deadline = budget.deadline(share: share)
    let better = improvement.improved(
      best, until: target, seed: context.seed,
      rounds: min(rounds, context.roundLimit ?? rounds), context: context,
      adopt: { self.adopt($0) })
    adopt(better)
  }

  /// Dives from the solution of the linear program, each attempt in a way of its own.
  private func dive(
    _ master: MasterProblem, _ pricing: Pricing, attempts: Range<Int>
  ) throws(SessionError) {
    phase = "diving"
    // Where a unit is next to nothing, the first steps need not lose any time over it.
    let tolerance = Int64(Double(bound) * 3e-5)
    for attempt in attempts where !isProven && budget.stop == nil {
      guard try master.solve(milliseconds: budget.slice, dual: false) else { continue }
      var dive = Dive(
        master, pricing: pricing, target: max(bound, master.ceiling + tolerance),
        limit: incumbent == .max ? .max : incumbent - 1, seed: context.seed &+ UInt64(attempt),
        blur: attempt == 0 ? 0 : 0.15 * Double(1 + attempt % 4),
        discrepancies: tolerance > 0 ? 4 : 12,
        budget: budget)
      if problem.itemCount > Self.mostSearchedFirst {
        dive.finish = (most: 500, pack: { self.packing(ofRest: $0, in: master.environment) })
      }
      if let packing = try dive.run(isAllowed: { _ in true }) { adopt(packing) }
      columns = master.pool.count
    }
  }

  /// Chooses in whole numbers among the patterns known so far, those of good packings included.
  ///
  /// Only for small problems with limited bins, the one kind on which the best packing of a whole
  /// problem was seen to become better by it, and that seldom; docs/exact.md has the figures.
  private func combine(_ master: MasterProblem) throws(SessionError) {
    guard !isProven, budget.stop == nil, model.types.contains(where: { model.available($0) != nil })
    else { return }
    phase = "restricted-master"
    while !(try master.solve(milliseconds: budget.slice, dual: false)) {
      if budget.stop != nil { return }
    }
    guard master.ceiling < incumbent else { return }
    let restricted = RestrictedMaster(
      master, known: solutions.patterns,
      gap: incumbent == .max
        ? .infinity : Double(incumbent) - master.objective * Double(model.largestPrice))
    let found = restricted.solve(
      from: bound, to: incumbent == .max ? nil : incumbent - 1,
      limits: SolverLimits(
        deadline: budget.deadline(share: 0.1), memory: master.environment.memory),
      isCancelled: budget.expirySignal)
    guard let found else { return }
    var assembly = PackingAssembly(problem)
    for entry in found { assembly.add(entry.pattern, count: entry.count) }
    adopt(assembly.completed(seed: context.seed))
  }

  /// Where the patterns of a packing that meets the bound are few, looks for it among them.
  private func complete(_ master: MasterProblem, _ pricing: Pricing, _ items: PatternItems)
    throws(SessionError)
  {
    guard model.mostUnplaced == 0, model.objective != .unplaced, model.spread.isEmpty,
      budget.stop == nil, incumbent < .max
    else { return }
    phase = "enumeration"
    var generation = ColumnGeneration(
      master, pricing: pricing, known: 0, efforts: [.quick, .wider, .broad, .complete],
      budget: budget)
    try budget.withShare(0.3) { () throws(SessionError) in
      _ = try generation.run(target: incumbent) { units in
        self.raise(units, method: "column-generation", proof: nil)
      }
    }
    takeProof(generation)
    guard !isProven, budget.stop == nil, let sharpest = generation.sharpest else { return }
    let enumeration = PatternEnumeration(model, items, budget: budget)
    guard let patterns = enumeration.patterns(target: bound, solutions: [sharpest]) else { return }
    var share = context
    share.deadline = budget.deadline(share: 0.5)
    let restarts = RestrictedRestarts(
      model: model, root: items, patterns: patterns, target: bound,
      memory: master.environment.memory)
    guard let found = restarts.run(in: share, budget: budget) else { return }
    var assembly = PackingAssembly(problem)
    for entry in found { assembly.add(entry.pattern, count: entry.count) }
    adopt(assembly.completed(seed: context.seed))
  }

  /// Packs what a dive leaves: a small problem of its own, solved without a search tree.
  private func packing(ofRest rest: PackingProblem, in environment: GLPKEnvironment) -> Packing? {
    let greedy = GreedyPortfolio().solve(rest, in: SolveContext(seed: context.seed))
    guard let packing = greedy.packing else { return nil }
    var share = context
    share.deadline = budget.deadline(share: 0.1)
    share.roundLimit = Self.mostRoundsOfRest
    share.nodeLimit = 0
    share.progress = { _ in }
    let model = CoverModel(rest, objective: model.objective, mostUnplaced: 0)
    let solve = PatternSolve(
      model, from: Start(packing: packing, bound: .trivial), bound: 0, in: share)
    // Whatever ends it, the best packing so far stands.
    _ = try? solve.run(in: environment)
    return solve.best
  }

  private static let mostRoundsOfRest = 500

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
