// SPDX-License-Identifier: Apache-2.0

extension JSONScanner {
  /// Reads a number, which begins at the next byte.
  mutating func number() throws(ReadingError) -> Value {
    let bytes = try numberText()
    window.mark = nil
    return Self.value(ofNumber: bytes)
  }

  /// Reads a number's text and checks it; sets the window's mark to it.
  mutating func numberText() throws(ReadingError) -> UnsafeBufferPointer<UInt8> {
    window.mark = window.cursor
    var length = 0
    while true {
      while Self.isWordByte(window.cursor.pointee) { window.cursor += 1 }
      length = window.cursor - (window.mark ?? window.cursor)
      if !window.isAtEnd { break }
      if try !window.refill() { break }
    }
    let start = window.mark ?? window.cursor
    let bytes = UnsafeBufferPointer(start: start, count: length)
    if !Self.isNumber(bytes) {
      let text = String(decoding: bytes.prefix(40), as: UTF8.self)
      throw failure(at: start, found: "'\(text)'", expected: "a number as JSON writes it")
    }
    return bytes
  }

  /// The value of a number whose text is known to be one of JSON.
  static func value(ofNumber bytes: UnsafeBufferPointer<UInt8>) -> Value {
    let isNegative = bytes[0] == UInt8(ascii: "-")
    let digits = bytes[(isNegative ? 1 : 0)...]
    if digits.count <= 18 {
      var number: Int64 = 0
      for byte in digits {
        let digit = byte &- 0x30
        guard digit <= 9 else { return .number(String(decoding: bytes, as: UTF8.self)) }
        number = number &* 10 &+ Int64(digit)
      }
      // -0 is not the same as 0 for all readers.
      if number == 0, isNegative { return .number("-0") }
      return .integer(isNegative ? -number : number)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    if let number = Int64(text) { return .integer(number) }
    return .number(text)
  }

  /// Whether bytes are a number by the grammar of RFC 8259.
  static func isNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    func byte() -> UInt8 { index < bytes.count ? bytes[index] : 0 }
    func skipDigits() -> Bool {
      let first = index
      while byte() &- 0x30 <= 9 { index += 1 }
      return index > first
    }
    if byte() == UInt8(ascii: "-") { index += 1 }
    if byte() == UInt8(ascii: "0") { index += 1 } else if !skipDigits() { return false }
    if byte() == UInt8(ascii: ".") {
      index += 1
      if !skipDigits() { return false }
    }
    if byte() | 0x20 == UInt8(ascii: "e") {
      index += 1
      if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: "-") { index += 1 }
      if !skipDigits() { return false }
    }
    return index == bytes.count
  }
}
