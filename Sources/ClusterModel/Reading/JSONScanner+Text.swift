// SPDX-License-Identifier: Apache-2.0

extension JSONScanner {
  /// Reads text in quotes, which begin at the next byte.
  ///
  /// Sets the window's mark to the opening quote; whoever calls takes it away.
  ///
  /// - Returns: The text's bytes, which are valid until the scanner goes on.
  mutating func quoted() throws(ReadingError) -> UnsafeBufferPointer<UInt8> {
    window.mark = window.cursor
    window.cursor += 1
    var start = window.cursor
    var isASCII = true
    var cursor = start
    while true {
      let plain = Self.plainLength(cursor)
      cursor += plain
      if plain == 8 { continue }
      switch cursor.pointee {
      case UInt8(ascii: "\""):
        window.cursor = cursor + 1
        let bytes = UnsafeBufferPointer(start: start, count: cursor - start)
        if !isASCII { try checkUTF8(bytes) }
        return bytes
      case UInt8(ascii: "\\"):
        window.cursor = cursor
        return try escaped(from: start)
      case 0x80...:
        isASCII = false
        cursor += 1
      case 0 where cursor >= window.end:
        let length = cursor - start
        window.cursor = window.end
        if try !window.refill() { throw unterminated() }
        start = (window.mark ?? window.cursor) + 1
        cursor = start + length
      default:
        window.cursor = cursor
        throw unexpected("an escape such as \\n for a control character in text")
      }
    }
  }

  /// How many of the next eight bytes come before the first that is not plain: a quote, a
  /// backslash, a control character or a part of a character that is not ASCII.
  @inline(__always)
  private static func plainLength(_ place: UnsafePointer<UInt8>) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    let word = UInt64(
      littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
    let quotes = word ^ (ones &* 0x22)
    let slashes = word ^ (ones &* 0x5C)
    let found =
      (word | ((word &- (ones &* 0x20)) & ~word) | ((quotes &- ones) & ~quotes)
        | ((slashes &- ones) & ~slashes)) & highs
    return found.trailingZeroBitCount >> 3
  }

  private mutating func unterminated() -> ReadingError {
    failure(at: window.mark, found: "text without an end", expected: "a closing '\"'")
  }

  private mutating func checkUTF8(_ bytes: UnsafeBufferPointer<UInt8>) throws(ReadingError) {
    guard let index = UTF8Check.firstInvalid(bytes) else { return }
    let byte = Self.hexadecimal(bytes[index])
    let place = bytes.baseAddress.map { $0 + index }
    throw failure(at: place, found: "the byte \(byte)", expected: "text in UTF-8")
  }

  /// Reads the rest of a text, from the first backslash on.
  private mutating func escaped(
    from start: UnsafePointer<UInt8>
  ) throws(ReadingError) -> UnsafeBufferPointer<UInt8> {
    scratch.removeAll()
    let head = UnsafeBufferPointer(start: start, count: window.cursor - start)
    try checkUTF8(head)
    scratch.append(contentsOf: head)
    while true {
      let first = window.cursor
      while window.cursor.pointee >= 0x20, window.cursor.pointee != UInt8(ascii: "\""),
        window.cursor.pointee != UInt8(ascii: "\\")
      {
        window.cursor += 1
      }
      let run = UnsafeBufferPointer(start: first, count: window.cursor - first)
      switch window.cursor.pointee {
      case UInt8(ascii: "\""):
        try checkUTF8(run)
        scratch.append(contentsOf: run)
        window.cursor += 1
        return scratch.bytes
      case UInt8(ascii: "\\"):
        try checkUTF8(run)
        scratch.append(contentsOf: run)
        try escape()
      case 0 where window.cursor >= window.end:
        // The bytes so far are looked at again, so that no character is cut in two.
        window.cursor = window.end
        let mark = window.mark
        let offset = mark.map { first - $0 } ?? 0
        let more = try window.refill()
        if !more { throw unterminated() }
        window.cursor = (window.mark ?? window.cursor) + offset
      default: throw unexpected("an escape such as \\n for a control character in text")
      }
    }
  }

  private mutating func escape() throws(ReadingError) {
    _ = try window.ensure(6)
    switch window.cursor[1] {
    case UInt8(ascii: "\""): scratch.append(UInt8(ascii: "\""))
    case UInt8(ascii: "\\"): scratch.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "/"): scratch.append(UInt8(ascii: "/"))
    case UInt8(ascii: "b"): scratch.append(0x08)
    case UInt8(ascii: "f"): scratch.append(0x0C)
    case UInt8(ascii: "n"): scratch.append(0x0A)
    case UInt8(ascii: "r"): scratch.append(0x0D)
    case UInt8(ascii: "t"): scratch.append(0x09)
    case UInt8(ascii: "u"):
      try unicodeEscape()
      return
    default: throw badEscape("one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
    }
    window.cursor += 2
  }

  private mutating func unicodeEscape() throws(ReadingError) {
    guard let first = hexadecimalUnit(at: 2) else { throw badEscape("four hexadecimal digits") }
    var code = first
    var length = 6
    if 0xD800..<0xDC00 ~= first {
      guard try window.ensure(12), window.cursor[6] == UInt8(ascii: "\\"),
        window.cursor[7] == UInt8(ascii: "u"), let second = hexadecimalUnit(at: 8),
        0xDC00..<0xE000 ~= second
      else { throw badEscape("the second half of a surrogate pair after it") }
      code = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
      length = 12
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw badEscape("the first half of a surrogate pair before it")
    }
    scratch.append(scalar)
    window.cursor += length
  }

  private func hexadecimalUnit(at offset: Int) -> UInt32? {
    guard window.end - window.cursor >= offset + 4 else { return nil }
    var unit: UInt32 = 0
    for index in offset..<offset + 4 {
      let byte = window.cursor[index]
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt32(byte - 0x30)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 | UInt32(byte - 0x57)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 | UInt32(byte - 0x37)
      default: return nil
      }
    }
    return unit
  }

  private mutating func badEscape(_ expected: String) -> ReadingError {
    let available = window.end - window.cursor
    let isUnit = available > 1 && window.cursor[1] == UInt8(ascii: "u")
    let length = min(available, isUnit ? 6 : 2)
    var text = ""
    for index in 0..<length {
      let byte = window.cursor[index]
      guard byte >= 0x20, byte < 0x7F else { break }
      text.unicodeScalars.append(Unicode.Scalar(byte))
    }
    return failure(at: window.cursor, found: "the escape '\(text)'", expected: expected)
  }
}
