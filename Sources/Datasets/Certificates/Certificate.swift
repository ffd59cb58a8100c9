// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

/// A packing with proofs of how good it is, and all that is needed to check both.
///
/// Nothing in it is believed: `PackingVerifier` and `BoundProofChecker` say what holds.
public struct Certificate: Sendable {
  /// The version of the program that made it.
  public var version: String

  /// The name of the input that was packed.
  public var input: String

  /// The SHA-256 of the input's bytes in hexadecimal digits; empty where there were none.
  public var sha256: String

  /// What was packed.
  public var problem: PackingProblem

  /// The packing, if there is one.
  public var packing: Packing?

  /// What the certificate says about the packing, to be held against it.
  public var stated: Figures?

  /// The proofs of bounds.
  public var proofs: [BoundProof]

  /// The figures of a packing.
  public struct Figures: Sendable, Hashable, Codable {
    /// How many nodes it uses.
    public var nodes: Int64
    /// What they cost.
    public var cost: Int64
    /// How many items it leaves out.
    public var unplaced: Int64

    /// Creates figures.
    public init(nodes: Int64, cost: Int64, unplaced: Int64) {
      self.nodes = nodes
      self.cost = cost
      self.unplaced = unplaced
    }

    /// The figures of a packing.
    public init(_ packing: Packing) {
      nodes = Int64(packing.binCount)
      cost = packing.cost
      unplaced = Int64(packing.unplacedCount)
    }
  }

  /// Creates a certificate; what it states about the packing is what is true.
  public init(
    version: String, input: String, sha256: String, problem: PackingProblem, packing: Packing?,
    proofs: [BoundProof]
  ) {
    self.version = version
    self.input = input
    self.sha256 = sha256
    self.problem = problem
    self.packing = packing
    stated = packing.map { Figures($0) }
    self.proofs = proofs
  }

  /// The name of the schema that certificates are written in.
  public static let schema = "schedbench.certificate/v1"
}
