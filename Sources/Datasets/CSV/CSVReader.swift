// SPDX-License-Identifier: Apache-2.0

/// Reads comma-separated records one at a time (RFC 4180), knowing the line of each.
///
/// Fields may be quoted, with doubled quotes and line breaks inside. Lines end in LF, CRLF or
/// CR. Empty lines are skipped. The separator is the first of comma, semicolon and tab that the
/// first line has.
struct CSVReader {
  /// One record: its fields and the line it starts at.
  struct Record {
    /// The line of the record's first byte, counted from one.
    fileprivate(set) var line = 1
    fileprivate var text: [UInt8] = []
    fileprivate var ends: [Int] = []

    /// How many fields there are.
    var count: Int { ends.count }

    /// A field without quotes and without blanks at its ends.
    subscript(position: Int) -> ArraySlice<UInt8> {
      var field = text[(position == 0 ? 0 : ends[position - 1])..<ends[position]]
      while let first = field.first, first == 0x20 || first == 0x09 { field.removeFirst() }
      while let last = field.last, last == 0x20 || last == 0x09 { field.removeLast() }
      return field
    }
  }

  let file: String
  private let bytes: [UInt8]
  private var position: Int
  private var line = 1
  private let separator: UInt8

  init(_ text: InputText) {
    file = text.file
    bytes = text.bytes
    position = text.start
    let firstLine = text.bytes[text.start...].drop { $0.isSpace }.prefix { $0 != 0x0A }
    separator =
      [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09].first(where: firstLine.contains) ?? 0x2C
  }

  /// Reads the next record into one that is used again, and says whether there was one.
  ///
  /// - Throws: An error that names the line of a quote that is never closed or misplaced.
  mutating func next(_ record: inout Record) throws(InputError) -> Bool {
    skipEmptyLines()
    guard position < bytes.count else { return false }
    record.line = line
    record.text.removeAll(keepingCapacity: true)
    record.ends.removeAll(keepingCapacity: true)
    while true {
      if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
        try quotedField(into: &record)
      } else {
        try plainField(into: &record)
      }
      record.ends.append(record.text.count)
      guard position < bytes.count else { return true }
      let byte = bytes[position]
      position += 1
      if byte == separator { continue }
      endLine(after: byte)
      return true
    }
  }

  private mutating func skipEmptyLines() {
    while position < bytes.count, bytes[position] == 0x0A || bytes[position] == 0x0D {
      let byte = bytes[position]
      position += 1
      endLine(after: byte)
    }
  }

  private mutating func endLine(after byte: UInt8) {
    if byte == 0x0D, position < bytes.count, bytes[position] == 0x0A { position += 1 }
    line += 1
  }

  private mutating func plainField(into record: inout Record) throws(InputError) {
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == separator || byte == 0x0A || byte == 0x0D { break }
      if byte == UInt8(ascii: "\"") {
        throw error("found a quote inside a field, expected it around the whole field")
      }
      position += 1
    }
    record.text.append(contentsOf: bytes[start..<position])
  }

  private mutating func quotedField(into record: inout Record) throws(InputError) {
    let opening = line
    position += 1
    while true {
      let start = position
      while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
        if bytes[position] == 0x0A { line += 1 }
        position += 1
      }
      guard position < bytes.count else {
        throw InputError(
          file: file, line: opening, message: "found a quote that is never closed, expected '\"'")
      }
      record.text.append(contentsOf: bytes[start..<position])
      position += 1
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { break }
      record.text.append(UInt8(ascii: "\""))
      position += 1
    }
    guard position < bytes.count else { return }
    let byte = bytes[position]
    if byte != separator, byte != 0x0A, byte != 0x0D {
      throw error("found text behind a closing quote, expected a separator or the line's end")
    }
  }

  private func error(_ message: String) -> InputError {
    InputError(file: file, line: line, message: message)
  }
}
