// SPDX-License-Identifier: Apache-2.0

/// Something that must never happen, whatever the input: a fault of this program.
public struct Defect: Error, Sendable, Hashable {
  /// What kind of fault it is.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The verifier found a rule broken.
    case invalidPacking
    /// A packing is better than a bound says any packing can be.
    case refutedBound
    /// A strategy's proof of its bound does not hold.
    case refutedProof
    /// A packing places what was proven impossible to place.
    case refutedInfeasibility
    /// The same seed gave two different packings.
    case nondeterminism
  }

  /// What kind of fault it is.
  public var kind: Kind
  /// The name of the input.
  public var input: String
  /// The strategy or bound method at fault.
  public var method: String
  /// What was found.
  public var finding: String

  /// Creates a defect.
  public init(kind: Kind, input: String, method: String, finding: String) {
    self.kind = kind
    self.input = input
    self.method = method
    self.finding = finding
  }
}

extension Defect: CustomStringConvertible {
  /// Where it happened and what was found.
  public var description: String {
    "\(method) on \(input): \(finding)"
  }
}
