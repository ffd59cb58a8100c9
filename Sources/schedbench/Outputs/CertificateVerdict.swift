// SPDX-License-Identifier: Apache-2.0

import Datasets
import Evaluation
import Foundation
import VectorPacking

/// What `schedbench verify` says about one certificate.
///
/// The names of the properties are the fields of schema `schedbench.verify/v1`.
struct CertificateVerdict: Encodable {
  /// What one proof says, and what speaks against it.
  struct Proof: Encodable {
    var objective: String
    var value: Int64
    var mostUnplaced: Int64
    var holds: Bool
    var objections: [String]
  }

  var file: String
  var input: String
  var holds: Bool
  var optimal: Bool
  var nodes: Int?
  var cost: Int64?
  /// How many items are in no node, those that fit nowhere included.
  var unplaced: Int?
  /// What no packing that leaves out as few items goes below.
  var costBound: Int64?
  var nodesBound: Int64?
  var gap: Double?
  var violations: [String]
  var proofs: [Proof]

  /// Checks a certificate, and that it speaks of an expected problem if there is one.
  init(
    of certificate: Certificate, file: String, expected: PackingProblem?, stepLimit: Int
  ) {
    let problem = certificate.problem
    let description = InputDescription(
      name: certificate.input, format: "certificate", sha256: certificate.sha256,
      resources: problem.resources.map { $0.name }, units: problem.resources.map { _ in .count },
      items: problem.itemCount, shapes: problem.shapeCount, nodeTypes: problem.binTypes.count)
    let found = Verification(
      of: ComparisonInput(description: description, problem: problem),
      packing: certificate.packing, proofs: certificate.proofs, stepLimit: stepLimit)
    self.file = file
    input = certificate.input
    violations = found.violations
    if let expected, let difference = problem.difference(from: expected) {
      violations.append("the certificate is about another problem: \(difference) differs")
    }
    if let packing = certificate.packing, let stated = certificate.stated {
      let figures = Certificate.Figures(packing)
      if figures != stated {
        violations.append(
          "the certificate says \(Self.text(stated)), but the packing has \(Self.text(figures))")
      }
    }
    holds = found.holds && violations.isEmpty
    optimal = holds && found.isOptimal
    nodes = certificate.packing?.binCount
    cost = certificate.packing?.cost
    unplaced = certificate.packing?.unplacedCount
    costBound = found.bound(on: .cost)
    nodesBound = found.bound(on: .bins)
    if holds, let cost, let bound = costBound, bound > 0 {
      gap = (Double(cost) - Double(bound)) / Double(bound)
    }
    proofs = zip(certificate.proofs, found.objections).map { proof, objections in
      Proof(
        objective: proof.objective.rawValue, value: proof.value,
        mostUnplaced: proof.mostUnplaced, holds: objections.isEmpty, objections: objections)
    }
  }

  private static func text(_ figures: Certificate.Figures) -> String {
    "\(figures.nodes) nodes of cost \(figures.cost) with \(figures.unplaced) items left out"
  }

  /// All verdicts as a JSON document.
  static func json(_ verdicts: [CertificateVerdict]) throws -> String {
    struct Document: Encodable {
      var schema = "schedbench.verify/v1"
      var version = Version.current
      var certificates: [CertificateVerdict]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(Document(certificates: verdicts))
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// What people read.
  var text: String {
    var lines = ["\(Self.shown(file)): \(holds ? "holds" : "refused")"]
    if let nodes, let cost, let unplaced {
      let leftOut = unplaced > 0 ? ", \(unplaced) items left out" : ""
      lines.append("  packing of '\(Self.shown(input))': \(nodes) nodes, cost \(cost)\(leftOut)")
    } else {
      lines.append("  no packing of '\(Self.shown(input))'")
    }
    lines += violations.map { "  wrong: \(Self.shown($0))" }
    if proofs.isEmpty { lines.append("  no proof of a bound") }
    for proof in proofs {
      lines.append("  \(proof.holds ? "proven" : "not proven"): \(proof.sentence)")
      lines += proof.objections.map { "    \(Self.shown($0))" }
    }
    if optimal {
      lines.append("  the packing is proven to be optimal")
    } else if let gap {
      lines.append(
        "  the packing is within \(String(format: "%.2f", gap * 100)) % of the proven bound")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A text in which nothing controls a terminal.
  private static func shown(_ text: String) -> String {
    String(
      text.unicodeScalars.map { scalar in
        scalar.properties.generalCategory == .control ? " " : Character(scalar)
      })
  }
}

extension CertificateVerdict.Proof {
  /// What the proof is of.
  var sentence: String {
    let scope =
      mostUnplaced > 0
      ? "no packing that leaves out at most \(mostUnplaced) items"
      : "no packing of all items that fit somewhere"
    switch objective {
    case BoundProof.Objective.cost.rawValue: return "\(scope) costs less than \(value)"
    case BoundProof.Objective.bins.rawValue: return "\(scope) uses fewer than \(value) nodes"
    default: return "no packing leaves out fewer than \(value) items that fit somewhere"
    }
  }
}
