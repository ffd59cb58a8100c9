// SPDX-License-Identifier: Apache-2.0

import VectorPacking

extension CertificateFields {
  /// Turns the fields of a proof into one; whether it proves anything is the checker's part.
  func proof(
    _ fields: CertificateDocument.Proof, at place: String
  ) throws(InputError) -> BoundProof {
    guard let objective = BoundProof.Objective(rawValue: fields.objective) else {
      let known = BoundProof.Objective.allCases.map { $0.rawValue }.joined(separator: ", ")
      throw failure(
        "\(place).objective", "found \(excerpt(fields.objective.utf8)), expected one of \(known)")
    }
    var nodes: [BoundProof.Node] = []
    nodes.reserveCapacity(fields.cases.count)
    for (position, entry) in fields.cases.enumerated() {
      let place = "\(place).cases[\(position)]"
      switch (entry.leaf, entry.split) {
      case (let leaf?, nil): nodes.append(.leaf(try dual(leaf, at: "\(place).leaf")))
      case (nil, let split?):
        nodes.append(
          .split(
            try count(split.count, at: "\(place).split.count"), most: split.most,
            fewer: Int(split.fewer), more: Int(split.more)))
      default: throw failure(place, "expected either a leaf or a split")
      }
    }
    return BoundProof(
      objective: objective, value: fields.value, mostUnplaced: fields.mostUnplaced, nodes: nodes)
  }

  private func dual(
    _ leaf: CertificateDocument.Proof.Leaf, at place: String
  ) throws(InputError) -> BoundProof.DualSolution {
    var rows: [BoundProof.DualSolution.Priced] = []
    for (position, row) in leaf.rows.enumerated() {
      rows.append(
        BoundProof.DualSolution.Priced(
          row: try self.row(row, at: "\(place).rows[\(position)]"), price: row.price))
    }
    return BoundProof.DualSolution(
      scale: leaf.scale, shapes: leaf.shapes, binTypes: leaf.nodeTypes, unplaced: leaf.unplaced,
      rows: rows)
  }

  private func row(
    _ row: CertificateDocument.Proof.Row, at place: String
  ) throws(InputError) -> BoundProof.Row {
    func needed<Value>(_ value: Value?, _ name: String) throws(InputError) -> Value {
      guard let value else { throw failure("\(place).\(name)", "found nothing, expected a value") }
      return value
    }
    switch row.kind {
    case "atMost":
      return .atMost(
        try count(needed(row.count, "count"), at: "\(place).count"),
        try needed(row.number, "number"))
    case "atLeast":
      return .atLeast(
        try count(needed(row.count, "count"), at: "\(place).count"),
        try needed(row.number, "number"))
    case "cut":
      return .cut(
        BoundProof.RankOneCut(
          numerators: try counts(
            needed(row.numerators, "numerators"), below: Int(Int32.max),
            at: "\(place).numerators"),
          denominator: try needed(row.denominator, "denominator")))
    case "spread":
      return .spread(
        rule: Int(try needed(row.rule, "rule")), domain: Int(try needed(row.domain, "domain")),
        over: Int(try needed(row.over, "over")))
    default:
      throw failure(
        "\(place).kind",
        "found \(excerpt(row.kind.utf8)), expected one of atMost, atLeast, cut, spread")
    }
  }

  private func count(
    _ count: CertificateDocument.Proof.Count, at place: String
  ) throws(InputError) -> BoundProof.BinCount {
    BoundProof.BinCount(
      binTypes: count.nodeTypes.map { Int($0) },
      atLeast: try counts(count.atLeast, below: Int(Int32.max), at: "\(place).atLeast"))
  }
}
