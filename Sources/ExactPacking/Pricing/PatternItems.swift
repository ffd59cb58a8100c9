// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// What patterns are made of: the placeable shapes, some of them tied together, and which of
/// them may not meet in a bin.
///
/// The root of a search has one item per placeable shape. Branching ties two items into one
/// (always in the same bin) or keeps them apart, after Ryan and Foster, "An integer programming
/// approach to scheduling", 1981; only items that exist once can be tied.
struct PatternItems: Sendable {
  /// Shapes that go into a bin together.
  struct Item: Sendable {
    /// The shapes; more than one, each once, where a decision ties them together.
    var members: [Int]
    /// What one copy needs, one value per resource.
    var demand: [Int64]
    /// How many copies there are.
    var count: Int
  }

  private(set) var items: [Item]
  /// For each item, the items it may not meet, ascending; empty where there are no conflicts.
  private var conflictLists: [[Int]]

  /// One item per shape that fits into some bin type with bins available.
  init(_ problem: PackingProblem, shapes: [Int]) {
    items = shapes.map {
      Item(members: [$0], demand: Array(problem.demand(of: $0)), count: problem.count(of: $0))
    }
    var position = Array(repeating: -1, count: problem.shapeCount)
    for (index, shape) in shapes.enumerated() { position[shape] = index }
    let lists = shapes.map { shape in
      problem.conflicts(of: shape).compactMap { other in
        position[Int(other)] >= 0 ? position[Int(other)] : nil
      }
    }
    conflictLists = lists.allSatisfy { $0.isEmpty } ? [] : lists
  }

  /// Whether any two items may not meet.
  var hasConflicts: Bool { !conflictLists.isEmpty }

  /// The items that one item may not meet, ascending.
  func conflicts(of item: Int) -> [Int] { conflictLists.isEmpty ? [] : conflictLists[item] }

  /// The item that holds a shape.
  func item(of shape: Int) -> Int? { items.firstIndex { $0.members.contains(shape) } }

  /// Keeps two items apart.
  mutating func separate(_ first: Int, _ second: Int) {
    if conflictLists.isEmpty { conflictLists = Array(repeating: [], count: items.count) }
    for (one, other) in [(first, second), (second, first)]
    where !conflictLists[one].contains(other) {
      conflictLists[one].append(other)
      conflictLists[one].sort()
    }
  }

  /// Ties two items, each of which exists once, into one.
  mutating func tie(_ first: Int, _ second: Int) {
    let (kept, gone) = (min(first, second), max(first, second))
    items[kept].members = (items[kept].members + items[gone].members).sorted()
    for resource in items[kept].demand.indices {
      items[kept].demand[resource] += items[gone].demand[resource]
    }
    items.remove(at: gone)
    guard !conflictLists.isEmpty else { return }
    let merged = Set(conflictLists[kept] + conflictLists[gone]).subtracting([kept, gone])
    conflictLists.remove(at: gone)
    for index in conflictLists.indices {
      let old = index == kept ? merged : Set(conflictLists[index])
      var list = Set(old.map { $0 == gone ? kept : $0 > gone ? $0 - 1 : $0 })
      if merged.contains(index >= gone ? index + 1 : index) { list.insert(kept) }
      conflictLists[index] = list.sorted()
    }
  }
}

extension PatternItems.Item {
  /// How many copies fit together into an empty bin of a type, no more than there are.
  func copies(inEmpty binType: Int, of problem: PackingProblem, free: [Int64]) -> Int {
    if members.count == 1 { return min(count, problem.copies(of: members[0], inEmpty: binType)) }
    guard members.allSatisfy({ problem.fits($0, inEmpty: binType) }) else { return 0 }
    return zip(demand, free).allSatisfy { $0 <= $1 } ? 1 : 0
  }

  /// What each member needs of a resource.
  func memberDemands(of resource: Int, in problem: PackingProblem) -> [Int64] {
    members.map { problem.demand(of: $0, in: resource) }
  }
}
