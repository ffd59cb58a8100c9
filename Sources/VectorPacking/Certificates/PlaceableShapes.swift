// SPDX-License-Identifier: Apache-2.0

/// How many items of each shape fit into an empty bin of each type that is available.
///
/// This reads the problem's rules anew, so that a proof is not checked with the code that found it.
struct PlaceableShapes: Sendable {
  /// For each bin type, for each shape, the most items that one bin holds; empty for types of
  /// which there is no bin.
  let most: [[Int]]
  /// For each shape, whether some bin can hold one.
  let isPlaceable: [Bool]

  /// Looks at every shape in every bin type.
  ///
  /// - Complexity: O(shapes × bin types × resources).
  init(_ problem: PackingProblem) {
    let most = problem.binTypes.indices.map { binType -> [Int] in
      problem.binTypes[binType].available == 0
        ? [] : problem.shapes.map { Self.most(of: $0, in: binType, of: problem) }
    }
    self.most = most
    isPlaceable = problem.shapes.map { shape in
      most.contains { !$0.isEmpty && $0[shape] > 0 }
    }
  }

  private static func most(of shape: Int, in binType: Int, of problem: PackingProblem) -> Int {
    guard problem.isCompatible(shape, with: binType) else { return 0 }
    let bin = problem.binTypes[binType]
    var most = Int64(min(problem.count(of: shape), problem.perBinLimit(of: shape) ?? .max))
    for (index, resource) in problem.resources.enumerated() {
      let demand = problem.demand(of: shape, in: index)
      guard demand > 0 else { continue }
      let free = bin.capacity[index] - bin.load[index]
      if let unit = resource.deviceUnit, demand < unit {
        let (room, overflow) = (free / unit).multipliedReportingOverflow(by: unit / demand)
        if !overflow { most = min(most, room) }
      } else {
        most = min(most, free / demand)
      }
    }
    return Int(max(0, most))
  }
}
