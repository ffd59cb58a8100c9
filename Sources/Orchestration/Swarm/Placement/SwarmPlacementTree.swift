// SPDX-License-Identifier: Apache-2.0

/// Divides the tasks of a service among nodes as Swarm does: a tree with a level for each
/// preference, its branches made even, and within a leaf the nodes by their ranking.
///
/// From `swarmkit`, `manager/scheduler/scheduler.go` (`scheduleNTasksOnSubtree`,
/// `scheduleNTasksOnNodes`), which walks branches in random order; here they come by their labels,
/// and equal nodes by their number. Levels that pack fill the branch with most tasks first.
public struct SwarmPlacementTree {
  private final class Branch {
    var tasks = 0
    var next: [String: Branch] = [:]
    var candidates: [Int] = []
  }

  private let root = Branch()
  private let kinds: [SwarmPreference.Kind]
  private var candidates: [SwarmCandidate]
  /// Where tasks were put, in order.
  private var placed: [Int] = []

  /// Creates a tree.
  ///
  /// - Parameters:
  ///   - candidates: All nodes, also those that take no task: the tasks on them count.
  ///   - preferences: What is done at each level.
  public init(_ candidates: [SwarmCandidate], _ preferences: [SwarmPreference]) {
    self.candidates = candidates
    kinds = preferences.map(\.kind)
    for (index, candidate) in candidates.enumerated() {
      var branch = root
      branch.tasks += candidate.serviceTasks
      for value in candidate.path.prefix(kinds.count) {
        let next = branch.next[value] ?? Branch()
        branch.next[value] = next
        branch = next
        branch.tasks += candidate.serviceTasks
      }
      branch.candidates.append(index)
    }
  }

  /// Places tasks.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - fits: Whether a node takes one more task now.
  ///   - assign: Told of every node that gets a task, so that `fits` can count it.
  /// - Returns: The node of each task that found one.
  /// - Complexity: Linear in nodes, times tasks where nodes fill up, and n log n for the ranking.
  public mutating func place(
    _ count: Int, fits: (Int) -> Bool, assign: (Int) -> Void = { _ in }
  ) -> [Int] {
    placed = []
    _ = place(count, in: root, level: 0, fits: fits, assign: assign)
    return placed
  }

  private mutating func place(
    _ count: Int, in branch: Branch, level: Int, fits: (Int) -> Bool, assign: (Int) -> Void
  ) -> Int {
    guard !branch.next.isEmpty else {
      return place(count, on: branch.candidates, fits: fits, assign: assign)
    }
    let names = branch.next.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let branches = names.compactMap { branch.next[$0] }
    if kinds[level] == .pack {
      var done = 0
      let order = branches.indices.sorted {
        branches[$0].tasks != branches[$1].tasks
          ? branches[$0].tasks > branches[$1].tasks : $0 < $1
      }
      for index in order where done < count {
        done += place(
          count - done, in: branches[index], level: level + 1, fits: fits, assign: assign)
      }
      return done
    }
    return spread(count, over: branches, of: branch, level: level, fits: fits, assign: assign)
  }

  /// Makes branches even until all are full or all tasks are placed.
  private mutating func spread(
    _ count: Int, over branches: [Branch], of branch: Branch, level: Int, fits: (Int) -> Bool,
    assign: (Int) -> Void
  ) -> Int {
    var done = 0
    var usable = branch.tasks
    var full = Array(repeating: false, count: branches.count)
    var fullCount = 0
    while done != count, fullCount != branches.count {
      let open = branches.count - fullCount
      let wanted = (usable + count - done) / open
      var remainder = (usable + count - done) % open
      for (index, next) in branches.enumerated() where !full[index] {
        guard next.tasks < wanted || (next.tasks == wanted && remainder > 0) else { continue }
        let share = wanted - next.tasks + (remainder > 0 ? 1 : 0)
        // Swarm asks for the whole share and runs out of tasks; what is left is the bound.
        let result = place(
          min(share, count - done), in: next, level: level + 1, fits: fits, assign: assign)
        done += result
        if done == count { return done }
        if result < share {
          full[index] = true
          fullCount += 1
          usable -= next.tasks
        } else if remainder > 0 {
          remainder -= 1
        }
      }
    }
    return done
  }

  /// Gives tasks to the nodes of a leaf in turn, the one that ranks first beginning.
  private mutating func place(
    _ count: Int, on indices: [Int], fits: (Int) -> Bool, assign: (Int) -> Void
  ) -> Int {
    guard count > 0 else { return 0 }
    let nodes = indices.filter { fits(candidates[$0].node) }.sorted {
      if candidates[$0].ranksBefore(candidates[$1]) { return true }
      if candidates[$1].ranksBefore(candidates[$0]) { return false }
      return candidates[$0].node < candidates[$1].node
    }
    guard !nodes.isEmpty else { return 0 }
    var failed: Set<Int> = []
    var (done, turn) = (0, 0)
    while true {
      let index = nodes[turn % nodes.count]
      placed.append(candidates[index].node)
      assign(candidates[index].node)
      candidates[index].serviceTasks += 1
      candidates[index].tasks += 1
      done += 1
      if done == count { return done }
      if turn + 1 < nodes.count {
        // At first the nodes are filled until they have as many tasks as the next one.
        if candidates[nodes[turn + 1]].ranksBefore(candidates[index]) { turn += 1 }
      } else {
        turn += 1
      }
      let first = turn
      while failed.contains(turn % nodes.count)
        || !fits(candidates[nodes[turn % nodes.count]].node)
      {
        failed.insert(turn % nodes.count)
        turn += 1
        if turn - first == nodes.count { return done }
      }
    }
  }
}
