// SPDX-License-Identifier: Apache-2.0

/// Takes items out of a packing until it keeps every spread rule.
struct SpreadTrimming {
  private let classes: SpreadClasses
  private var bins: [(type: Int, count: Int, contents: [ShapeCount])]

  /// The packing without the items that domains have too many, taken from the bins opened last.
  ///
  /// - Complexity: O(entries × rules × domains) at worst.
  static func trimmed(_ packing: Packing, _ classes: SpreadClasses) -> Packing {
    var tally = SpreadTally(classes, classes.counts(in: packing))
    guard !tally.isBalanced else { return packing }
    var trimming = SpreadTrimming(classes: classes, packing)
    while let (cell, excess) = tally.firstExcess() {
      trimming.remove(excess, from: cell, &tally)
    }
    var builder = Packing.Builder()
    for bin in trimming.bins {
      builder.add(binType: bin.type, count: bin.count, contents: bin.contents)
    }
    return builder.build(for: classes.problem)
  }

  private init(classes: SpreadClasses, _ packing: Packing) {
    self.classes = classes
    bins = packing.patterns.map { ($0.binType, $0.count, Array($0.contents)) }
  }

  private mutating func remove(_ excess: Int, from cell: Int, _ tally: inout SpreadTally) {
    var excess = excess
    for index in bins.indices.reversed() {
      var entry = 0
      while excess > 0, entry < bins[index].contents.count {
        let (shape, held) = (bins[index].contents[entry].shape, bins[index].contents[entry].count)
        guard classes.isRuled(shape),
          let position = classes.class(of: shape, in: bins[index].type),
          classes.ofShape[shape][position].cells.contains(cell)
        else {
          entry += 1
          continue
        }
        let target = classes.ofShape[shape][position]
        let taken = min(held, excess)
        let count = min(bins[index].count, excess / taken)
        if count < bins[index].count {
          // The bins that keep their items go behind the others.
          var rest = bins[index]
          rest.count -= count
          bins[index].count = count
          bins.insert(rest, at: index + 1)
        }
        if taken == held {
          bins[index].contents.remove(at: entry)
        } else {
          bins[index].contents[entry].rawCount -= Int32(taken)
          entry += 1
        }
        tally.add(-taken * count, to: target)
        excess -= taken * count
      }
    }
  }
}
