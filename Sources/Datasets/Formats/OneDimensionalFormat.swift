// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// The classic one-dimensional formats of whole numbers: a list of sizes (`n`, the capacity, `n`
/// sizes; BPPLIB, Scholl) and sizes with demands (`m`, the capacity, `m` pairs; BISON).
enum OneDimensionalFormat {
  static func readSizes(_ text: InputText, options: InputOptions) throws(InputError) -> Instance {
    try read(text, options: options, withDemands: false)
  }

  static func readDemands(_ text: InputText, options: InputOptions) throws(InputError) -> Instance {
    try read(text, options: options, withDemands: true)
  }

  private static func read(
    _ text: InputText, options: InputOptions, withDemands: Bool
  ) throws(InputError) -> Instance {
    var scanner = NumberScanner(text)
    let sizes = 0...PackingProblem.largestQuantity
    let declared = try scanner.integer(field: "items", in: 1...Int64.max - 1)
    let capacity = try scanner.integer(field: "capacity", in: sizes)
    _ = try InstanceNumbers.selection(of: ["size"], options: options, text: text)

    var items = ItemCollector(file: text.file, resources: [Resource("size")])
    items.add(BinType(capacity: [capacity]))
    var rows: Int64 = 0
    while rows < declared, scanner.skipSpace() {
      let size = try scanner.integer(field: "size", in: sizes)
      let demand =
        withDemands
        ? try scanner.integer(field: "demand", in: 1...Int64(PackingProblem.mostItems)) : 1
      try items.add(demand: [size], count: Int(demand), line: scanner.line)
      rows += 1
    }
    if rows < declared {
      throw scanner.error(
        field: "items",
        "the file ends after \(rows) \(withDemands ? "rows of items" : "sizes"), "
          + "expected \(declared)")
    }
    if let word = scanner.word() {
      throw scanner.error(
        "found \(excerpt(word)) behind the \(declared) items, expected the file's end")
    }
    return Instance(
      name: "", format: "bpp", sha256: "", problem: try items.build(line: scanner.line),
      units: [.count], assumptions: InstanceNumbers.assumptions(options: options, dropped: 0))
  }
}
