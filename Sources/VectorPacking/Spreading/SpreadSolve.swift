// SPDX-License-Identifier: Apache-2.0

/// Packs a problem with spread rules by a one-pass rule that knows nothing of them.
///
/// The rule packs several times, and the best packing counts. The first pass is without the spread
/// rules: where they hold all the same, that is the answer. Its preferences, then an even deal,
/// become quotas, and the items are packed as if each could only go where a quota lets it. A pass
/// that finds a domain full lowers the quotas there and tries again. In the end, items that a rule
/// forbids are taken out, and what still fits is put in, so the packing keeps every rule.
struct SpreadSolve {
  /// A one-pass rule for problems without linking rules.
  ///
  /// The shapes marked go first where the rule has an order that can be changed; no marks means the
  /// rule's own order.
  typealias Pass = (PackingProblem, _ first: [Bool], SolveContext) -> SolveOutcome

  private let problem: PackingProblem
  private let context: SolveContext
  private let classes: SpreadClasses
  private let pass: Pass
  private let hasOrder: Bool
  private var best: Packing?
  private var stop: StopReason = .completed

  /// How often quotas are lowered to what full domains took.
  private static let mostAttempts = 5

  /// Packs a problem with linking rules.
  ///
  /// - Parameters:
  ///   - problem: The problem.
  ///   - hasOrder: Whether the pass can take the marked shapes first.
  ///   - context: Ends the solve early.
  ///   - pass: The one-pass rule.
  /// - Returns: The best packing, and why the last pass stopped.
  static func run(
    _ problem: PackingProblem, hasOrder: Bool, in context: SolveContext, _ pass: Pass
  ) -> SolveOutcome {
    withoutActuallyEscaping(pass) { pass in
      var solve = SpreadSolve(
        problem: problem, context: context, classes: SpreadClasses(problem), pass: pass,
        hasOrder: hasOrder)
      solve.run()
      return SolveOutcome(packing: solve.best, stop: solve.stop)
    }
  }

  private init(
    problem: PackingProblem, context: SolveContext, classes: SpreadClasses, pass: @escaping Pass,
    hasOrder: Bool
  ) {
    self.problem = problem
    self.context = context
    self.classes = classes
    self.pass = pass
    self.hasOrder = hasOrder
  }

  private mutating func run() {
    let free = pass(problem.withoutLinkingRules, [], context)
    stop = free.stop
    let wish = free.packing.map { classes.counts(in: $0) } ?? []
    if let packing = free.packing {
      let kept = SpreadTrimming.trimmed(packing, classes)
      keep(kept)
      if kept == packing { return }
    }
    guard stop == .completed, !wish.isEmpty else { return }
    let plans: [([[Int]]) -> [[Int]]] = [
      { [classes] caps in SpreadDeal.following(wish, classes, caps: caps) },
      { [classes] caps in SpreadDeal.even(classes, caps: caps) },
    ]
    var tried: Set<[[Int]]> = []
    for plan in plans where stop == .completed { attempt(plan, takingRuledFirst: false, &tried) }
    if hasOrder, stop == .completed, leavesRuledItems {
      tried = []
      for plan in plans where stop == .completed { attempt(plan, takingRuledFirst: true, &tried) }
    }
    if stop == .completed, let packing = best {
      best = SpreadCompletion.completed(packing, classes, context)
    }
  }

  /// Packs to the quotas of a plan, lowering them where a domain turns out to be full.
  private mutating func attempt(
    _ plan: ([[Int]]) -> [[Int]], takingRuledFirst: Bool, _ tried: inout Set<[[Int]]>
  ) {
    var caps = classes.ofShape.enumerated().map { shape, choices in
      Array(repeating: problem.count(of: shape), count: choices.count)
    }
    for _ in 0..<Self.mostAttempts {
      let quotas = plan(caps)
      guard tried.insert(quotas).inserted else { return }
      let divided = ApportionedProblem(classes, quotas: quotas)
      let outcome = pass(
        divided.problem, takingRuledFirst ? divided.isRuled : [], context)
      stop = outcome.stop
      guard let packing = outcome.packing else { return }
      keep(SpreadTrimming.trimmed(divided.restored(packing), classes))
      let lowered = divided.lowered(caps, by: packing)
      guard stop == .completed, lowered != caps else { return }
      caps = lowered
    }
  }

  private mutating func keep(_ packing: Packing) {
    if let known = best, !packing.isBetter(than: known) { return }
    best = packing
  }

  /// Whether the best packing leaves out items of a rule that some bin takes.
  private var leavesRuledItems: Bool {
    best?.unplaced.contains {
      classes.isRuled($0.shape) && !classes.ofShape[$0.shape].isEmpty
    } ?? false
  }
}
