// SPDX-License-Identifier: Apache-2.0

/// The formats an input may have.
///
/// A file is recognised from its content alone:
///
/// 1. A first line made of numbers and blanks only means a packing instance in numbers, anything
///    else a table of comma-separated values.
/// 2. If the second word of such a file is no number, it is an OR-Library file: the number of
///    problems, then a name before each.
/// 3. Otherwise the number of words decides. With the first word `a` and `N` words in all:
///    - `vbp` has `a` dimensions, then `m`, and `N = a + 2 + m (a + 1)` with `m ≥ 1`;
///    - a list of sizes has `N = a + 2`;
///    - a list of sizes with demands has `N = 2 a + 2`.
///
///    No file meets two of these rules.
/// 4. A file that meets none is cut off or damaged. The layout of its first lines says which
///    reader explains that: a line with `a` words behind a line with one word means `vbp`, a
///    third line with two words means sizes with demands, anything else a list of sizes.
/// 5. A table is an openb pod list if its header has `cpu_milli`, `memory_mib`, `num_gpu` and
///    `gpu_milli`, and otherwise a generic one.
enum InputFormat: Equatable {
  case vectorPacking
  case sizes
  case sizesWithDemands
  case orLibrary
  case table

  /// Decides which format a text has.
  init(recognising text: InputText) {
    guard let first = text.bytes[text.start...].firstIndex(where: { !$0.isSpace }) else {
      self = .table
      return
    }
    let firstLine = text.bytes[first...].prefix { $0 != 0x0A && $0 != 0x0D }
    guard
      firstLine.allSatisfy({ $0.isDigit || $0.isSpace || $0 == 0x2D || $0 == 0x2B || $0 == 0x2E })
    else {
      self = .table
      return
    }
    self = Self.numeric(text)
  }

  private static func numeric(_ text: InputText) -> InputFormat {
    var scanner = NumberScanner(text)
    guard let head = scanner.word(), let second = scanner.word() else { return .sizes }
    if !second.allSatisfy({ $0.isDigit || $0 == 0x2D || $0 == 0x2B || $0 == 0x2E }) {
      return .orLibrary
    }
    // No file has more words than bytes, so a larger first number meets no rule.
    guard let a = NumberScanner.integer(head), (1...Int64(text.bytes.count)).contains(a) else {
      return layout(text, a: 0)
    }
    // Behind the number of dimensions and the capacities comes the number of items.
    var words: Int64 = 2
    var m: Int64?
    while let word = scanner.word() {
      if words == a + 1 { m = NumberScanner.integer(word) }
      words += 1
    }
    if let m, m >= 1 {
      let (items, overflow) = m.multipliedReportingOverflow(by: a + 1)
      if !overflow, items == words - a - 2 { return .vectorPacking }
    }
    if a == words - 2 { return .sizes }
    if words.isMultiple(of: 2), a == words / 2 - 1 { return .sizesWithDemands }
    return layout(text, a: a)
  }

  /// The format that the first lines of a damaged file look like.
  private static func layout(_ text: InputText, a: Int64) -> InputFormat {
    var scanner = NumberScanner(text)
    var wordsOfLine: [(line: Int, words: Int64)] = []
    while wordsOfLine.count < 5, scanner.word() != nil {
      if wordsOfLine.last?.line == scanner.line {
        wordsOfLine[wordsOfLine.count - 1].words += 1
      } else {
        wordsOfLine.append((scanner.line, 1))
      }
    }
    let shape = wordsOfLine.map(\.words)
    guard shape.count >= 2, shape[0] == 1 else { return .sizes }
    if shape[1] >= 2 { return .vectorPacking }
    guard shape.count >= 3 else { return .sizes }
    if a == 1, shape[2] == 1, shape.count >= 4, shape[3] == 2 { return .vectorPacking }
    return shape[2] == 2 ? .sizesWithDemands : .sizes
  }
}
