// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Which items of a problem fit nowhere, found once and asked by every run.
struct InputSurvey: Sendable {
  /// The shapes that fit into no bin type, ascending.
  let misfits: [Int]

  private let isMisfit: [Bool]

  /// Looks at every shape.
  ///
  /// - Complexity: O(shapes × bin types × resources), and O(shapes × resources) where the first
  ///   bin type takes them all.
  init(_ problem: PackingProblem) {
    misfits = problem.shapes.filter { shape in
      !problem.binTypes.indices.contains {
        problem.binTypes[$0].available != 0 && problem.fits(shape, inEmpty: $0)
      }
    }
    var flags: [Bool] = []
    if !misfits.isEmpty {
      flags = Array(repeating: false, count: problem.shapeCount)
      for shape in misfits { flags[shape] = true }
    }
    isMisfit = flags
  }

  /// Whether some bin type can take items of a shape.
  func isPlaceable(_ shape: Int) -> Bool {
    isMisfit.isEmpty || !isMisfit[shape]
  }

  /// Whether a packing leaves out only what fits nowhere.
  func isComplete(_ packing: Packing) -> Bool {
    packing.unplaced.allSatisfy { !isPlaceable($0.shape) }
  }
}
