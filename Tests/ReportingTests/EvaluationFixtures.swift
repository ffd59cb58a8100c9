// SPDX-License-Identifier: Apache-2.0

import Evaluation
import Synchronization
import VectorPacking

/// A strategy whose answer a test writes down.
struct ScriptedStrategy: PackingStrategy {
  var name: String
  var family: StrategyFamily = .itemCentric
  var summary: String { "answers what a test tells it to" }
  var answer: @Sendable (PackingProblem, SolveContext) -> SolveOutcome

  init(
    _ name: String, family: StrategyFamily = .itemCentric,
    answer: @escaping @Sendable (PackingProblem, SolveContext) -> SolveOutcome
  ) {
    self.name = name
    self.family = family
    self.answer = answer
  }

  func solve(_ problem: PackingProblem, in context: SolveContext) -> SolveOutcome {
    answer(problem, context)
  }

  /// Puts at most so many items of the only shape on each node.
  static func rows(of width: Int, name: String? = nil) -> ScriptedStrategy {
    ScriptedStrategy(name ?? "rows-of-\(width)") { problem, _ in
      SolveOutcome(packing: packing(problem, width: width))
    }
  }
}

/// A packing of a problem with one shape and one bin type: so many items on each node.
func packing(_ problem: PackingProblem, width: Int) -> Packing {
  var builder = Packing.Builder()
  let (full, rest) = problem.itemCount.quotientAndRemainder(dividingBy: width)
  builder.add(binType: 0, count: full, contents: [ShapeCount(shape: 0, count: width)])
  if rest > 0 { builder.add(binType: 0, contents: [ShapeCount(shape: 0, count: rest)]) }
  return builder.build(for: problem)
}

/// Bounds that claim what a test tells them to.
func bounds(_ bound: LowerBound = .trivial, infeasibility: String? = nil) -> BoundMethods {
  BoundMethods(best: { _, _ in bound }, infeasibility: { _ in infeasibility })
}

/// An input of ten items, four of which fill a node.
func tenItems(available: Int? = nil) throws -> ComparisonInput {
  var builder = PackingProblem.Builder(resources: ["cpu"])
  builder.add(BinType(name: "node", capacity: [4], available: available))
  builder.add(demand: [1], count: 10, name: "web")
  return input(try builder.build())
}

/// A problem with a description made from it.
func input(
  _ problem: PackingProblem, name: String = "tiny", units: [ResourceUnit]? = nil,
  itemNames: ItemNames = [], nodeNames: [[String]] = []
) -> ComparisonInput {
  ComparisonInput(
    description: InputDescription(
      name: name, format: "test", sha256: "", resources: problem.resources.map { $0.name },
      units: units ?? problem.resources.map { _ in .count }, items: problem.itemCount,
      shapes: problem.shapeCount, nodeTypes: problem.binTypes.count),
    problem: problem, itemNames: itemNames, nodeNames: nodeNames)
}

/// A clock that moves on by a second whenever someone asks for the time.
final class TickingClock: Clock {
  struct Instant: InstantProtocol {
    var offset: Duration
    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private let ticks = Atomic<Int>(0)

  var now: Instant {
    Instant(offset: .seconds(ticks.wrappingAdd(1, ordering: .relaxed).newValue))
  }
  var minimumResolution: Duration { .seconds(1) }
  func sleep(until deadline: Instant, tolerance: Duration?) async throws {}
}
