// SPDX-License-Identifier: Apache-2.0

import VectorPacking

extension UnplacedItems {
  /// The most names that one group lists.
  static let mostNames = 100

  /// The items that fit on no node, one group per shape.
  static func misfits(of input: ComparisonInput, survey: InputSurvey) -> [UnplacedItems] {
    guard !survey.misfits.isEmpty else { return [] }
    let directory = ItemDirectory(input)
    return survey.misfits.map { shape in
      UnplacedItems(
        shape: shape, indices: 0..<input.problem.count(of: shape),
        reason: .misfit(shape, in: input.problem), said: nil, input: input,
        directory: directory)
    }
  }

  /// What a packing leaves out, one group per shape, each with its reason.
  ///
  /// - Complexity: O(patterns + unplaced shapes × bin types × resources).
  static func leftOvers(
    of packing: Packing, stop: StopReason, input: ComparisonInput, directory: ItemDirectory
  ) -> [UnplacedItems] {
    guard !packing.unplaced.isEmpty else { return [] }
    let problem = input.problem
    var nodesInUse = Array(repeating: 0, count: problem.binTypes.count)
    for pattern in packing.patterns { nodesInUse[pattern.binType] += pattern.count }
    let spread = SpreadCount(packing, in: problem)
    let said = input.rules?.reasons(leftOutOf: packing) ?? [:]
    return packing.unplaced.map { entry in
      let fitsSomewhere = problem.binTypes.indices.contains {
        problem.binTypes[$0].available != 0 && problem.fits(entry.shape, inEmpty: $0)
      }
      let reason: UnplacedReason =
        fitsSomewhere
        ? .leftOver(entry.shape, in: problem, nodesInUse: nodesInUse, spread: spread, stop: stop)
        : .misfit(entry.shape, in: problem)
      let total = problem.count(of: entry.shape)
      return UnplacedItems(
        shape: entry.shape, indices: total - entry.count..<total, reason: reason,
        said: said[entry.shape], input: input, directory: directory)
    }
  }

  private init(
    shape: Int, indices: Range<Int>, reason: UnplacedReason, said sentence: String?,
    input: ComparisonInput, directory: ItemDirectory
  ) {
    let resources = input.problem.resources.map { $0.name }
    self.init(
      items: indices.prefix(UnplacedItems.mostNames).map { directory.name($0, of: shape) },
      count: indices.count,
      demand: Dictionary(
        zip(resources, input.problem.demand(of: shape)), uniquingKeysWith: { first, _ in first }),
      reason: sentence ?? reason.sentence(for: input))
  }
}
