// SPDX-License-Identifier: Apache-2.0

import Foundation
import VectorPacking

/// Writes certificates as files of schema `schedbench.certificate/v1`.
public enum CertificateWriter {
  /// Writes a certificate; equal certificates give equal bytes.
  ///
  /// - Parameter certificate: What to write.
  /// - Returns: The file.
  /// - Throws: A `WritingError` if the encoder fails.
  public static func bytes(of certificate: Certificate) throws(WritingError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(CertificateDocument(certificate))) + Array("\n".utf8)
    } catch {
      throw WritingError(format: "certificate", message: "\(error)")
    }
  }
}

extension CertificateDocument {
  init(_ certificate: Certificate) {
    schema = Certificate.schema
    version = certificate.version
    input = Input(name: certificate.input, sha256: certificate.sha256)
    problem = Problem(certificate.problem)
    proofs = certificate.proofs.map { Proof($0) }
    guard let packing = certificate.packing else { return }
    let figures = certificate.stated ?? Certificate.Figures(packing)
    self.packing = Plan(
      nodes: figures.nodes, cost: figures.cost, unplaced: figures.unplaced,
      patterns: packing.patterns.map {
        Plan.Pattern(
          nodeType: Int64($0.binType), count: Int64($0.count), contents: pairs($0.contents))
      })
  }
}

extension CertificateDocument.Problem {
  init(_ problem: PackingProblem) {
    resources = problem.resources.map { Resource(name: $0.name, deviceUnit: $0.deviceUnit) }
    nodeTypes = problem.binTypes.map { binType in
      NodeType(
        name: binType.name, capacity: binType.capacity,
        load: binType.load.allSatisfy { $0 == 0 } ? nil : binType.load, cost: binType.cost,
        available: binType.available.map { Int64($0) })
    }
    shapes = problem.shapes.map { shape in
      let allowed = problem.binTypes.indices.filter { problem.isCompatible(shape, with: $0) }
      return Shape(
        name: problem.name(of: shape), demand: Array(problem.demand(of: shape)),
        count: Int64(problem.count(of: shape)),
        perNodeLimit: problem.perBinLimit(of: shape).map { Int64($0) },
        nodeTypes: allowed.count == problem.binTypes.count ? nil : allowed.map { Int64($0) })
    }
    let conflicts = problem.shapes.flatMap { shape in
      problem.conflicts(of: shape).filter { $0 > shape }.map { [Int64(shape), Int64($0)] }
    }
    self.conflicts = conflicts.isEmpty ? nil : conflicts
    let spread = problem.spreadRules.map { rule in
      Spread(
        shapes: rule.shapes.map { Int64($0) },
        domains: rule.domainOfBinType.map { $0.map { Int64($0) } }, maxSkew: Int64(rule.maxSkew))
    }
    self.spread = spread.isEmpty ? nil : spread
  }
}

extension CertificateDocument.Proof {
  init(_ proof: BoundProof) {
    objective = proof.objective.rawValue
    value = proof.value
    mostUnplaced = proof.mostUnplaced
    cases = proof.nodes.map { node in
      switch node {
      case .leaf(let dual): Case(leaf: Leaf(dual))
      case .split(let count, let most, let fewer, let more):
        Case(
          split: Split(
            count: Count(count), most: most, fewer: Int64(fewer), more: Int64(more)))
      }
    }
  }
}

extension CertificateDocument.Proof.Count {
  init(_ count: BoundProof.BinCount) {
    nodeTypes = count.binTypes.map { Int64($0) }
    atLeast = pairs(count.atLeast)
  }
}

extension CertificateDocument.Proof.Leaf {
  init(_ dual: BoundProof.DualSolution) {
    scale = dual.scale
    shapes = dual.shapes
    nodeTypes = dual.binTypes
    unplaced = dual.unplaced
    rows = dual.rows.map { CertificateDocument.Proof.Row($0) }
  }
}

extension CertificateDocument.Proof.Row {
  init(_ priced: BoundProof.DualSolution.Priced) {
    price = priced.price
    switch priced.row {
    case .atMost(let count, let most):
      kind = "atMost"
      self.count = CertificateDocument.Proof.Count(count)
      number = most
    case .atLeast(let count, let least):
      kind = "atLeast"
      self.count = CertificateDocument.Proof.Count(count)
      number = least
    case .cut(let cut):
      kind = "cut"
      numerators = pairs(cut.numerators)
      denominator = cut.denominator
    case .spread(let rule, let domain, let over):
      kind = "spread"
      self.rule = Int64(rule)
      self.domain = Int64(domain)
      self.over = Int64(over)
    }
  }
}

private func pairs(_ counts: some Sequence<ShapeCount>) -> [[Int64]] {
  counts.map { [Int64($0.shape), Int64($0.count)] }
}
