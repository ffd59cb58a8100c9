// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// The text format of VPSolver (Brandão and Pedroso): the number of dimensions, the capacities
/// of the one bin type, the number of rows, then a row of sizes and a demand each.
///
/// A size below zero is taken to be zero, and said: 37 of the published *Triplet* instances of
/// Mommessin, Erlebach and Shakhlevich have some. A packing found is valid for the file as
/// written; the optimum may be higher than the published one.
enum VectorPackingFormat {
  static func read(_ text: InputText, options: InputOptions) throws(InputError) -> Instance {
    var scanner = NumberScanner(text)
    let sizes = 0...PackingProblem.largestQuantity
    let dimensions = Int(
      try scanner.integer(field: "dimensions", in: 1...Int64(text.bytes.count)))
    var capacity: [Int64] = []
    for position in 0..<dimensions {
      capacity.append(try scanner.integer(field: "capacity \(position + 1)", in: sizes))
    }
    let declared = try scanner.integer(field: "items", in: 1...Int64.max - 1)

    let names = dimensionNames(dimensions)
    let kept = try InstanceNumbers.selection(of: names, options: options, text: text)
    var items = ItemCollector(file: text.file, resources: kept.map { Resource(names[$0]) })
    items.add(BinType(capacity: kept.map { capacity[$0] }))
    var sizesOfItem = Array(repeating: Int64(0), count: dimensions)
    var rows: Int64 = 0
    var below: (first: Int, count: Int)?
    while rows < declared, scanner.skipSpace() {
      for position in 0..<dimensions {
        let size = try scanner.integer(
          field: names[position],
          in: -PackingProblem.largestQuantity...PackingProblem.largestQuantity)
        if size < 0 {
          below = (first: below?.first ?? scanner.line, count: (below?.count ?? 0) + 1)
        }
        sizesOfItem[position] = max(0, size)
      }
      let demand = try scanner.integer(
        field: "demand", in: 1...Int64(PackingProblem.mostItems))
      try items.add(
        demand: kept.map { sizesOfItem[$0] }, count: Int(demand), line: scanner.line)
      rows += 1
    }
    if rows < declared {
      throw scanner.error(
        field: "items", "the file ends after \(rows) rows of items, expected \(declared)")
    }
    if let word = scanner.word() {
      throw scanner.error(
        "found \(excerpt(word)) behind the \(declared) rows of items, expected the file's end")
    }
    var assumptions = InstanceNumbers.assumptions(
      options: options, dropped: names.count - kept.count)
    if let below {
      assumptions.append(
        "\(below.count) \(below.count == 1 ? "size is" : "sizes are") below 0, the first in line "
          + "\(below.first); taken to be 0, so the optimum may be higher than published.")
    }
    return Instance(
      name: "", format: "vbp", sha256: "", problem: try items.build(line: scanner.line),
      units: kept.map { _ in .count }, assumptions: assumptions)
  }

  /// The names of unnamed dimensions: `size`, or `dim1`, `dim2` and so on.
  static func dimensionNames(_ count: Int) -> [String] {
    count == 1 ? ["size"] : (1...count).map { "dim\($0)" }
  }
}

/// What the formats that are mere numbers have in common.
enum InstanceNumbers {
  /// The dimensions chosen by `--resources`; all without it.
  static func selection(
    of names: [String], options: InputOptions, text: InputText
  ) throws(InputError) -> [Int] {
    guard let resources = options.resources else { return Array(names.indices) }
    var selection: [Int] = []
    for resource in resources {
      guard let position = names.firstIndex(of: resource) else {
        throw InputError(
          file: text.file, line: 1, field: "--resources",
          message: "found '\(resource)', expected some of \(enumeration(names))")
      }
      if selection.contains(position) {
        throw InputError(
          file: text.file, line: 1, field: "--resources",
          message: "found '\(resource)' twice, expected each resource once")
      }
      selection.append(position)
    }
    if selection.isEmpty {
      throw InputError(
        file: text.file, line: 1, field: "--resources",
        message: "nothing was given, expected some of \(enumeration(names))")
    }
    return selection
  }

  /// What is left unused when such an instance is read.
  static func assumptions(options: InputOptions, dropped: Int) -> [String] {
    var assumptions: [String] = []
    if !options.nodeTypes.isEmpty || options.nodes != nil {
      assumptions.append(
        "The node types given are not used, because the file has a bin type of its own.")
    }
    if dropped > 0 {
      assumptions.append(
        "\(dropped) \(dropped == 1 ? "dimension is" : "dimensions are") left out, because "
          + "--resources does not name \(dropped == 1 ? "it" : "them").")
    }
    return assumptions
  }
}

/// Names in a sentence, at most ten of them: `cpu, memory`.
func enumeration(_ names: some Collection<String>) -> String {
  let head = names.prefix(10).joined(separator: ", ")
  return names.count > 10 ? "\(head) and \(names.count - 10) more" : head
}
