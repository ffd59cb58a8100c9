// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Searches among given patterns again and again, each time by other decisions and with more
/// nodes: how long one search takes varies so much that short ones together are far shorter
/// (Gomes, Selman, Crato and Kautz, "Heavy-tailed phenomena in satisfiability and constraint
/// satisfaction problems", 2000).
///
/// Two searches run at once where there are two threads. What is found does not depend on that:
/// of a pair of them the result of the first counts, if it has one.
struct RestrictedRestarts: Sendable {
  let model: CoverModel
  let root: PatternItems
  let patterns: [Pattern]
  /// What the packing may cost, in units.
  let target: Int64
  /// The memory of the solver, in MiB.
  let memory: Int

  /// How many searches share one linear program, which takes a while to build.
  private static let searches = 4
  private static let firstNodes = 60

  /// What the searches of one linear program end with.
  private enum End: Sendable {
    case found([(pattern: Pattern, count: Int)], nodes: Int)
    case exhausted
    case cut(nodes: Int)
    case failed
  }

  /// Searches until there is a packing, there can be none, or the budget is used up.
  ///
  /// - Parameters:
  ///   - context: Limits of the searches.
  ///   - budget: Says stop between them.
  /// - Returns: The patterns used and how often, if a packing was found.
  func run(in context: SolveContext, budget: WorkBudget) -> [(pattern: Pattern, count: Int)]? {
    var nodes = Self.firstNodes
    var pair = 0
    while budget.stop == nil, context.stopRequest == nil {
      let limit = nodes
      let ends = WorkerThreads.map([2 * pair, 2 * pair + 1], threads: budget.threads) { number in
        SolverThread.run { search(number, nodes: limit, in: context) } ?? .failed
      }
      for end in ends {
        switch end {
        case .found(let found, let used):
          budget.countNodes(used)
          return found
        case .exhausted, .failed: return nil
        case .cut(let used): budget.countNodes(used)
        }
      }
      pair += 1
      nodes += nodes / 2
    }
    return nil
  }

  private func search(_ number: Int, nodes: Int, in context: SolveContext) -> End {
    let budget = WorkBudget(context)
    do {
      let master = try MasterProblem(model, in: GLPKEnvironment(memory: memory))
      for pattern in patterns { try master.add(pattern) }
      let search = RestrictedSearch(master, root: root, target: target, budget: budget)
      for index in 0..<Self.searches where budget.stop == nil {
        let aim = Self.aim(of: Self.searches * number + index)
        switch try search.run(aim: aim, nodes: nodes) {
        case .found(let found): return .found(found, nodes: budget.nodes)
        case .exhausted: return .exhausted
        case .cut: break
        }
      }
      return .cut(nodes: budget.nodes)
    } catch {
      return .failed
    }
  }

  /// Which fraction a search splits first: spread evenly over those above one half.
  private static func aim(of search: Int) -> Double {
    let turn = 0.5556 + Double(search) * 0.618_033_988_75
    return 0.5 + 0.45 * (turn - turn.rounded(.down))
  }
}
