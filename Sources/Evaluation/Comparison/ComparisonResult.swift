// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

/// What a comparison ends with, input by input.
public struct ComparisonResult: Sendable {
  /// One result per input, in the order of the inputs.
  public var results: [InputResult]

  /// Everything that must never happen and did; empty when all is well.
  public var defects: [Defect] { results.flatMap { $0.defects } }

  /// Whether some packing of every input places all items that fit anywhere.
  public var placesAllPlaceable: Bool {
    results.allSatisfy { $0.comparison.placesAllPlaceable }
  }

  /// The report of the whole comparison.
  public func report(version: String, command: String? = nil) -> ComparisonReport {
    ComparisonReport(
      version: version, command: command, inputs: results.map { $0.comparison })
  }
}

/// What a comparison found out about one input.
public struct InputResult: Sendable {
  /// The part of the report.
  public var comparison: InputComparison
  /// The best verified packing.
  public var packing: Packing?
  /// The proofs of the run with the best bound among those that give any; none refuted.
  public var proofs: [BoundProof]
  /// What must never happen and did.
  public var defects: [Defect]
}

extension InputComparison {
  /// How many items fit on no node at all.
  public var unplaceableCount: Int { unplaceable.reduce(0) { $0 + $1.count } }

  /// Whether some verified run places all items that fit anywhere.
  public var placesAllPlaceable: Bool {
    runs.contains { $0.nodes != nil && $0.violations.isEmpty && $0.unplaced <= unplaceableCount }
  }
}
