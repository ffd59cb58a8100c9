// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// One way to fill a bin of a type.
struct Pattern: Sendable, Hashable {
  var binType: Int
  /// What it holds, ascending by shape.
  var contents: [ShapeCount]
}

/// The patterns generated so far, each once, in the order in which they came.
struct PatternPool: Sendable {
  private(set) var patterns: [Pattern] = []
  private var index: [Pattern: Int] = [:]

  /// How many there are.
  var count: Int { patterns.count }

  subscript(position: Int) -> Pattern { patterns[position] }

  /// Adds a pattern.
  ///
  /// - Returns: Its position, and whether it is new.
  mutating func add(_ pattern: Pattern) -> (position: Int, isNew: Bool) {
    if let known = index[pattern] { return (known, false) }
    index[pattern] = patterns.count
    patterns.append(pattern)
    return (patterns.count - 1, true)
  }
}

extension Pattern {
  /// A pattern of items, each of which may stand for several shapes.
  init(_ copies: [(item: Int, count: Int)], of items: PatternItems, binType: Int) {
    var contents: [ShapeCount] = []
    for entry in copies {
      for shape in items.items[entry.item].members {
        contents.append(ShapeCount(shape: shape, count: entry.count))
      }
    }
    contents.sort { $0.rawShape < $1.rawShape }
    self.init(binType: binType, contents: contents)
  }
}
