// SPDX-License-Identifier: Apache-2.0

/// Reads the numbers of a file one after the other, however they are spread over its lines.
struct NumberScanner {
  let file: String
  private let bytes: [UInt8]
  private var position: Int

  /// The line of the word read last, counted from one.
  private(set) var line = 1

  init(_ text: InputText) {
    file = text.file
    bytes = text.bytes
    position = text.start
  }

  /// Moves to the next word and says whether there is one.
  mutating func skipSpace() -> Bool {
    var cursor = position
    var newlines = 0
    while cursor < bytes.count, bytes[cursor].isSpace {
      if bytes[cursor] == UInt8(ascii: "\n") { newlines += 1 }
      cursor += 1
    }
    // At the end the last line with text is the one to name.
    guard cursor < bytes.count else { return false }
    position = cursor
    line += newlines
    return true
  }

  /// The next word, or `nil` at the end of the file.
  mutating func word() -> ArraySlice<UInt8>? {
    guard skipSpace() else { return nil }
    let start = position
    while position < bytes.count, !bytes[position].isSpace { position += 1 }
    return bytes[start..<position]
  }

  /// The next word of a file that must have one more.
  mutating func word(field: String) throws(InputError) -> ArraySlice<UInt8> {
    guard let word = word() else {
      throw error(field: field, "the file ends here, expected another value")
    }
    return word
  }

  /// The next word as a whole number of a range.
  ///
  /// - Throws: An error that names the line when the word is missing, no whole number, or out of
  ///   range.
  mutating func integer(
    field: String, in range: ClosedRange<Int64>
  ) throws(InputError) -> Int64 {
    let word = try word(field: field)
    guard let value = Self.integer(word) else {
      throw error(field: field, "found \(excerpt(word)), expected a whole number")
    }
    guard range.contains(value) else {
      throw error(
        field: field,
        "found \(excerpt(word)), expected \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// An error at the line read last.
  func error(field: String? = nil, _ message: String) -> InputError {
    InputError(file: file, line: line, field: field, message: message)
  }

  /// A word as a whole number: digits, perhaps with a sign.
  ///
  /// A number too large to be kept comes back as the largest one, which no range allows.
  static func integer(_ word: ArraySlice<UInt8>) -> Int64? {
    var rest = word
    var isNegative = false
    if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      isNegative = first == UInt8(ascii: "-")
      rest = rest.dropFirst()
    }
    guard !rest.isEmpty else { return nil }
    var value: Int64 = 0
    for byte in rest {
      guard byte.isDigit else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carried) = product.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
      value = overflow || carried ? .max : sum
      if overflow || carried {
        return rest.allSatisfy(\.isDigit) ? (isNegative ? .min : .max) : nil
      }
    }
    return isNegative ? -value : value
  }
}
