// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

/// Every pattern of every bin type of a tiny problem, found by counting through all contents.
///
/// It reads the problem's accessors and lets `PackingVerifier` say what is a pattern.
public struct EveryPattern {
  /// One way to fill a bin.
  public struct Pattern: Sendable {
    /// The bin type.
    public var binType: Int
    /// How many items of each shape.
    public var counts: [Int]

    /// Creates a pattern.
    public init(binType: Int, counts: [Int]) {
      self.binType = binType
      self.counts = counts
    }
  }

  /// The patterns.
  public var patterns: [Pattern] = []

  /// Counts through the contents of all bin types of which there are bins.
  public init(_ problem: PackingProblem) {
    let verifier = PackingVerifier(problem)
    var counts = Array(repeating: 0, count: problem.shapeCount)
    func step() -> Bool {
      for shape in counts.indices {
        counts[shape] += 1
        if counts[shape] <= problem.count(of: shape) { return true }
        counts[shape] = 0
      }
      return false
    }
    while step() {
      for binType in problem.binTypes.indices where problem.binTypes[binType].available != 0 {
        var builder = Packing.Builder()
        builder.add(
          binType: binType,
          contents: counts.indices.filter { counts[$0] > 0 }
            .map { ShapeCount(shape: $0, count: counts[$0]) })
        if verifier.violations(in: builder.build(for: problem)).isEmpty {
          patterns.append(Pattern(binType: binType, counts: counts))
        }
      }
    }
  }
}
