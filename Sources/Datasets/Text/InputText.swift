// SPDX-License-Identifier: Apache-2.0

/// The bytes of an input that were found to be text, without a byte order mark.
struct InputText {
  /// The file's name, for errors.
  let file: String

  /// The text, valid UTF-8 without NUL.
  let bytes: [UInt8]

  /// Where the text starts in `bytes`, behind a byte order mark.
  let start: Int

  /// Checks that bytes are text.
  ///
  /// - Throws: An error that names the line of the first byte that is not text, or line 1 of an
  ///   empty file.
  init(_ bytes: [UInt8], file: String) throws(InputError) {
    self.file = file
    self.bytes = bytes
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw InputError(
        file: file, line: 1, message: "found UTF-16 text, expected UTF-8; convert the file")
    }
    start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    if let bad = Self.firstNonText(in: bytes) {
      let line = 1 + bytes[..<bad].count { $0 == UInt8(ascii: "\n") }
      throw InputError(
        file: file, line: line,
        message: bytes[bad] == 0
          ? "found a NUL byte, expected text"
          : "found bytes that are not UTF-8, expected text; convert the file to UTF-8")
    }
    if bytes[start...].allSatisfy({ $0.isSpace }) {
      throw InputError(
        file: file, line: 1, message: "the file is empty, expected pods or a packing instance")
    }
  }

  /// The offset of the first byte that is NUL or breaks UTF-8.
  private static func firstNonText(in bytes: [UInt8]) -> Int? {
    var position = 0
    while position < bytes.count {
      let byte = bytes[position]
      if byte < 0x80 {
        if byte == 0 { return position }
        position += 1
        continue
      }
      let length: Int
      let second: ClosedRange<UInt8>
      switch byte {
      case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
      case 0xE0: (length, second) = (3, 0xA0...0xBF)
      case 0xED: (length, second) = (3, 0x80...0x9F)
      case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
      case 0xF0: (length, second) = (4, 0x90...0xBF)
      case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
      case 0xF4: (length, second) = (4, 0x80...0x8F)
      default: return position
      }
      guard position + length <= bytes.count, second.contains(bytes[position + 1]) else {
        return position
      }
      for tail in bytes[position + 2..<position + length] where !(0x80...0xBF).contains(tail) {
        return position
      }
      position += length
    }
    return nil
  }
}

extension UInt8 {
  /// Whether this is a blank, a tab or the end of a line.
  var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

  /// Whether this is one of `0` to `9`.
  var isDigit: Bool { (0x30...0x39).contains(self) }
}

/// What was found, in quotes and cut to a length that fits into a message.
func excerpt(_ bytes: some Sequence<UInt8>) -> String {
  let head = Array(bytes.prefix(61))
  let text = String(decoding: head.prefix(60), as: UTF8.self)
  let printable = String(
    String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
  return head.count > 60 ? "'\(printable)…'" : "'\(printable)'"
}
