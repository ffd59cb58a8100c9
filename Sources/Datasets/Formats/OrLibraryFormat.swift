// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// Beasley's OR-Library files for bin packing: the number of problems, then for each its name,
/// a line with capacity, number of items and best known number of bins, and the sizes.
///
/// Capacities and sizes may have decimals, as in the triplet sets; they are then counted in the
/// smallest power of ten that makes all of one problem whole.
enum OrLibraryFormat {
  /// The most decimals a size may have.
  private static let mostDecimals = 6

  static func read(
    _ text: InputText, atMost limit: Int, options: InputOptions
  ) throws(InputError) -> [Instance] {
    var scanner = NumberScanner(text)
    let declared = try scanner.integer(field: "problems", in: 1...Int64.max - 1)
    if declared > limit {
      throw scanner.error(
        field: "problems",
        "the file declares \(declared) problems, expected one\nRead all of them at once, or cut "
          + "out the one that is wanted.")
    }
    _ = try InstanceNumbers.selection(of: ["size"], options: options, text: text)
    var instances: [Instance] = []
    while instances.count < declared, scanner.skipSpace() {
      instances.append(try problem(&scanner, options: options))
    }
    if instances.count < declared {
      throw scanner.error(
        field: "problems", "the file ends after \(instances.count) problems, expected \(declared)")
    }
    if let word = scanner.word() {
      throw scanner.error(
        "found \(excerpt(word)) behind the \(declared) problems, expected the file's end")
    }
    return instances
  }

  private static func problem(
    _ scanner: inout NumberScanner, options: InputOptions
  ) throws(InputError) -> Instance {
    let name = String(decoding: try scanner.word(field: "name"), as: UTF8.self)
    let capacity = try decimal(&scanner, field: "capacity")
    let count = try scanner.integer(field: "items", in: 1...Int64(PackingProblem.mostItems))
    let best = try scanner.integer(field: "best known", in: 0...Int64(PackingProblem.mostItems))
    var sizes: [(size: Quantity, line: Int)] = []
    var decimals = capacity.decimals
    while sizes.count < count, scanner.skipSpace() {
      let size = try decimal(&scanner, field: "size")
      decimals = max(decimals, size.decimals)
      sizes.append((size, scanner.line))
    }
    if sizes.count < count {
      throw scanner.error(
        field: "items",
        "the file ends after \(sizes.count) sizes of problem '\(name)', expected \(count)")
    }
    var items = ItemCollector(file: scanner.file, resources: [Resource("size")])
    items.add(BinType(capacity: [try whole(capacity, decimals, &scanner, line: sizes[0].line)]))
    for (size, line) in sizes {
      try items.add(demand: [try whole(size, decimals, &scanner, line: line)], count: 1, line: line)
    }
    var assumptions = InstanceNumbers.assumptions(options: options, dropped: 0)
    if decimals > 0 {
      let scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
      assumptions.append("Sizes and the capacity are multiplied by \(scale) to be whole numbers.")
    }
    assumptions.append("The file gives \(best) as the best known number of bins; it is not used.")
    return Instance(
      name: name, format: "bpp", sha256: "", problem: try items.build(line: scanner.line),
      units: [.count], assumptions: assumptions)
  }

  /// A number that may have decimals.
  private static func decimal(
    _ scanner: inout NumberScanner, field: String
  ) throws(InputError) -> Quantity {
    let word = try scanner.word(field: field)
    let isPlain = word.allSatisfy { $0.isDigit || $0 == UInt8(ascii: ".") }
    guard isPlain, let value = try? Quantity(utf8: word) else {
      throw scanner.error(field: field, "found \(excerpt(word)), expected a number of at least 0")
    }
    guard value.decimals <= mostDecimals else {
      throw scanner.error(
        field: field, "found \(excerpt(word)), expected at most \(mostDecimals) decimals")
    }
    return value
  }

  private static func whole(
    _ value: Quantity, _ decimals: Int, _ scanner: inout NumberScanner, line: Int
  ) throws(InputError) -> Int64 {
    guard let whole = try? value.scaled(powerOfTen: decimals).value(in: .count),
      whole <= PackingProblem.largestQuantity
    else {
      throw InputError(
        file: scanner.file, line: line, field: "size",
        message: "found a number that is too large, expected at most 2^53 without its point")
    }
    return whole
  }
}
