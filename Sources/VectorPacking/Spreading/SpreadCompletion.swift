// SPDX-License-Identifier: Apache-2.0

/// Places items that a packing left out, one by one, wherever a bin has room and no spread rule is
/// broken on the way.
///
/// An item that a rule keeps out of a full domain may be welcome there once another domain has
/// received one more, so the items are offered again as long as any is placed.
struct SpreadCompletion {
  private let classes: SpreadClasses
  private let problem: PackingProblem
  private let opener: BinOpener
  private var bins: OpenBins
  private var tally: SpreadTally
  private var left: [Int]
  /// Patterns whose devices cannot be filled again in the engine's order; they stay as they are.
  private var closed: [Int: Packing.Pattern] = [:]
  /// For each shape and each of its classes the first group it has not been refused by.
  private var starts: [[Int]]

  /// The packing with as many more items as fit.
  ///
  /// - Complexity: O(items left × classes + groups × shapes left).
  static func completed(
    _ packing: Packing, _ classes: SpreadClasses, _ context: SolveContext
  ) -> Packing {
    let problem = classes.problem
    guard packing.unplaced.contains(where: { !problem.usableBinTypes(for: $0.shape).isEmpty })
    else { return packing }
    var completion = SpreadCompletion(packing, classes)
    return completion.run(context) ? completion.packing() : packing
  }

  private init(_ packing: Packing, _ classes: SpreadClasses) {
    self.classes = classes
    problem = classes.problem
    bins = OpenBins(problem)
    opener = BinOpener(problem, layout: bins.layout)
    tally = SpreadTally(classes, classes.counts(in: packing))
    left = Array(repeating: 0, count: problem.shapeCount)
    starts = classes.ofShape.map { Array(repeating: 0, count: max(1, $0.count)) }
    for entry in packing.unplaced where !problem.usableBinTypes(for: entry.shape).isEmpty {
      left[entry.shape] = entry.count
    }
    for pattern in packing.patterns {
      let group = bins.open(type: pattern.binType, count: pattern.count)
      if problem.hasDevices, !Self.canRefill(pattern, of: problem) {
        closed[group] = pattern
        continue
      }
      for entry in pattern.contents {
        bins.place(entry.shape, copies: entry.count, bins: pattern.count, in: group)
      }
    }
  }

  private static func canRefill(_ pattern: Packing.Pattern, of problem: PackingProblem) -> Bool {
    var bins = OpenBins(problem)
    let group = bins.open(type: pattern.binType, count: 1)
    for entry in pattern.contents {
      guard bins.room(in: group, for: entry.shape) >= entry.count else { return false }
      bins.place(entry.shape, copies: entry.count, bins: 1, in: group)
    }
    return true
  }

  /// - Returns: Whether any item was placed.
  private mutating func run(_ context: SolveContext) -> Bool {
    let order = problem.shapes.filter { left[$0] > 0 }
      .sorted { (classes.isRuled($0) ? 0 : 1, $0) < (classes.isRuled($1) ? 0 : 1, $1) }
    var (any, again, steps) = (false, true, 0)
    while again {
      again = false
      for shape in order {
        while left[shape] > 0, place(shape) {
          (any, again) = (true, true)
          steps += 1
          if steps & 0x1F == 0, context.stopRequest != nil { return any }
        }
      }
    }
    return any
  }

  /// Places some items of a shape into one bin.
  private mutating func place(_ shape: Int) -> Bool {
    guard classes.isRuled(shape) else { return place(shape, class: nil) }
    let choices = classes.ofShape[shape]
    let ranking = choices.indices.filter { tally.allows(choices[$0]) }
      .map { (fullness: tally.fullness(of: choices[$0]), position: $0) }
      .sorted {
        ($0.fullness.0, $0.fullness.1, $0.position) < ($1.fullness.0, $1.fullness.1, $1.position)
      }
    for choice in ranking where place(shape, class: choice.position) { return true }
    return false
  }

  private mutating func place(_ shape: Int, class position: Int?) -> Bool {
    guard let group = openGroup(shape, position) ?? newGroup(shape, position) else { return false }
    let room = bins.room(in: group, for: shape)
    let copies = position == nil ? min(left[shape], room) : 1
    bins.place(shape, copies: copies, bins: 1, in: group)
    left[shape] -= copies
    if let position { tally.add(copies, to: classes.ofShape[shape][position]) }
    return true
  }

  /// The first open bins of a class that have room.
  private mutating func openGroup(_ shape: Int, _ position: Int?) -> Int? {
    let slot = position ?? 0
    while starts[shape][slot] < bins.groupCount {
      let group = starts[shape][slot]
      let isOfClass =
        position == nil || classes.class(of: shape, in: Int(bins.types[group])) == position
      if isOfClass, closed[group] == nil, bins.room(in: group, for: shape) > 0 { return group }
      starts[shape][slot] += 1
    }
    return nil
  }

  private mutating func newGroup(_ shape: Int, _ position: Int?) -> Int? {
    let types = position.map { classes.ofShape[shape][$0].types }
    return opener.type(for: shape, in: bins, among: types).map { bins.open(type: $0, count: 1) }
  }

  private func packing() -> Packing {
    guard !closed.isEmpty else { return bins.packing() }
    var builder = Packing.Builder()
    for group in (0..<bins.groupCount).sorted(by: { bins.positions[$0] < bins.positions[$1] }) {
      if let pattern = closed[group] {
        builder.add(binType: pattern.binType, count: pattern.count, contents: pattern.contents)
      } else {
        builder.add(
          binType: Int(bins.types[group]), count: Int(bins.counts[group]),
          contents: bins.contents(of: group))
      }
    }
    return builder.build(for: problem)
  }
}
