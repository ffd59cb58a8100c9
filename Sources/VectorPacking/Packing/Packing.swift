// SPDX-License-Identifier: Apache-2.0

/// An answer to a packing problem: which items lie together in which kind of bin.
///
/// Bins with the same contents may be stored as one *pattern* with a count, so a packing of a
/// million items into a hundred thousand bins can be a few hundred patterns.
public struct Packing: Sendable, Hashable {
  /// How many bins receive at least one item.
  public let binCount: Int

  /// What those bins cost together.
  public let cost: Int64

  /// The items that lie in no bin, ascending by shape.
  public let unplaced: [ShapeCount]

  let patternTypes: [Int32]
  let patternCounts: [Int32]
  let contentOffsets: [Int32]
  let contents: [ShapeCount]

  /// Bins that hold the same items.
  public struct Pattern: Sendable, Hashable {
    /// The index of the bin type.
    public let binType: Int
    /// How many bins look like this.
    public let count: Int
    /// What one of them holds, ascending by shape.
    public let contents: ArraySlice<ShapeCount>
  }

  /// How many items lie in no bin.
  public var unplacedCount: Int { unplaced.reduce(0) { $0 + $1.count } }

  /// How many patterns there are.
  public var patternCount: Int { patternTypes.count }

  /// The patterns, in the order in which their bins were opened.
  public var patterns: some RandomAccessCollection<Pattern> {
    patternTypes.indices.lazy.map { pattern(at: $0) }
  }

  /// The pattern at a position.
  public func pattern(at position: Int) -> Pattern {
    Pattern(
      binType: Int(patternTypes[position]), count: Int(patternCounts[position]),
      contents: contents[
        Int(contentOffsets[position])..<Int(contentOffsets[position + 1])])
  }
}

extension Packing {
  /// Collects patterns into a packing of a problem.
  ///
  /// Items that no pattern holds become the unplaced ones. Nothing is checked here: that is
  /// the verifier's part.
  public struct Builder: Sendable {
    private var types: [Int32] = []
    private var counts: [Int32] = []
    private var offsets: [Int32] = [0]
    private var contents: [ShapeCount] = []

    /// Starts an empty packing.
    public init() {}

    /// Reserves room.
    package mutating func reserve(patterns: Int, contents size: Int) {
      types.reserveCapacity(patterns)
      counts.reserveCapacity(patterns)
      offsets.reserveCapacity(patterns + 1)
      contents.reserveCapacity(size)
    }

    /// Adds bins that hold the same items; an empty pattern or a count of zero adds nothing.
    ///
    /// - Complexity: O(k log k) in the number of entries.
    public mutating func add(
      binType: Int, count: Int = 1, contents items: some Sequence<ShapeCount>
    ) {
      guard count > 0 else { return }
      let start = contents.count
      contents.append(contentsOf: items)
      guard contents.count > start else { return }
      contents[start...].sort { $0.rawShape < $1.rawShape }
      mergeEqualShapes(from: start)
      types.append(Int32(binType))
      counts.append(Int32(count))
      offsets.append(Int32(contents.count))
    }

    /// Makes the packing.
    ///
    /// - Complexity: O(shapes + entries).
    public func build(for problem: PackingProblem) -> Packing {
      var left = problem.counts.map { Int64($0) }
      var bins = 0
      var cost: Int64 = 0
      for pattern in types.indices {
        bins += Int(counts[pattern])
        cost += Int64(counts[pattern]) * problem.binTypes[Int(types[pattern])].cost
        for entry in contents[Int(offsets[pattern])..<Int(offsets[pattern + 1])] {
          left[entry.shape] -= Int64(counts[pattern]) * Int64(entry.rawCount)
        }
      }
      let unplaced = left.indices.filter { left[$0] > 0 }
        .map { ShapeCount(shape: $0, count: Int(left[$0])) }
      return Packing(
        binCount: bins, cost: cost, unplaced: unplaced, patternTypes: types,
        patternCounts: counts, contentOffsets: offsets, contents: contents)
    }

    private mutating func mergeEqualShapes(from start: Int) {
      var last = start
      for position in start + 1..<max(start + 1, contents.count) {
        if contents[position].rawShape == contents[last].rawShape {
          contents[last].rawCount += contents[position].rawCount
        } else {
          last += 1
          contents[last] = contents[position]
        }
      }
      contents.removeSubrange((last + 1)...)
    }
  }
}
