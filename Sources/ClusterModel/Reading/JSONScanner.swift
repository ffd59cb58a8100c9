// SPDX-License-Identifier: Apache-2.0

/// Reads JSON text as RFC 8259 defines it, in one pass, strictly.
struct JSONScanner: ~Copyable {
  var window: ByteWindow
  var tree = TreeBuilder()
  /// Text with its escapes replaced.
  var scratch = ByteBuffer()
  let skip: SkipTree
  /// How many lists and objects are open that the tree does not know of.
  var depthAround = 0

  init(_ source: any ByteSource, skip: SkipTree) {
    window = ByteWindow(source)
    self.skip = skip
  }

  // MARK: Values

  /// Reads the next value and leaves it on the tree's stack.
  mutating func value(skipAt place: Int32) throws(ReadingError) {
    let floor = tree.depth
    var skipHere = place
    while true {
      // At the beginning of a value.
      switch try nextByte() {
      case UInt8(ascii: "{"):
        try open(isObject: true, skip: skipHere)
        if try nextByte() == UInt8(ascii: "}") {
          window.cursor += 1
          tree.close()
          break
        }
        if let next = try fieldName() {
          skipHere = next
          continue
        }
      case UInt8(ascii: "["):
        try open(isObject: false, skip: -1)
        if try nextByte() == UInt8(ascii: "]") {
          window.cursor += 1
          tree.close()
          break
        }
        skipHere = -1
        continue
      default: try scalar()
      }
      // After a value.
      var next: Int32?
      while next == nil, tree.depth > floor {
        next = try afterElement()
      }
      guard let next else { return }
      skipHere = next
    }
  }

  /// Reads what follows an element of the innermost list or object.
  ///
  /// - Returns: Where the next value stands in the tree of fields to skip, or `nil` where the list
  ///   or object is complete, or its next field was skipped.
  private mutating func afterElement() throws(ReadingError) -> Int32? {
    let isInObject = tree.isInObject
    switch try nextByte() {
    case UInt8(ascii: ","):
      window.cursor += 1
      return isInObject ? try fieldName() : -1
    case UInt8(ascii: "}") where isInObject, UInt8(ascii: "]") where !isInObject:
      window.cursor += 1
      tree.close()
      return nil
    default: throw unexpected(isInObject ? "',' or '}'" : "',' or ']'")
    }
  }

  /// Opens a list or object whose bracket is next.
  mutating func open(isObject: Bool, skip: Int32) throws(ReadingError) {
    if depthAround + tree.depth >= TreeBuilder.deepest { throw tooDeep() }
    window.cursor += 1
    tree.open(isObject: isObject, skip: skip)
  }

  /// Reads a name and its colon, and the value, too, where it is to be skipped.
  ///
  /// - Returns: Where the value stands in the tree of fields to skip; `nil` where it is skipped.
  mutating func fieldName() throws(ReadingError) -> Int32? {
    guard try nextByte() == UInt8(ascii: "\"") else { throw unexpected("a name in quotes") }
    let place = tree.skip
    let name = try quoted()
    var step = SkipTree.Step.build
    if place >= 0 { step = skip.step(name, at: place) }
    if case .skip = step {
      window.mark = nil
      try colon()
      try skipValue()
      return nil
    }
    let isDistinct = tree.addName(name)
    if !isDistinct {
      throw failure(
        at: window.mark, found: "the field '\(tree.name)' again", expected: "each field once")
    }
    window.mark = nil
    try colon()
    if case .descend(let next) = step { return next }
    return -1
  }

  mutating func colon() throws(ReadingError) {
    guard try nextByte() == UInt8(ascii: ":") else { throw unexpected("':'") }
    window.cursor += 1
  }

  private mutating func scalar() throws(ReadingError) {
    switch window.cursor.pointee {
    case UInt8(ascii: "\""):
      let bytes = try quoted()
      tree.push(.string(String(decoding: bytes, as: UTF8.self)))
      window.mark = nil
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      let value = try number()
      tree.push(value)
    case UInt8(ascii: "t"):
      try literal("true")
      tree.push(.bool(true))
    case UInt8(ascii: "f"):
      try literal("false")
      tree.push(.bool(false))
    case UInt8(ascii: "n"):
      try literal("null")
      tree.push(.null)
    default: throw unexpected("a value")
    }
  }

  mutating func literal(_ word: StaticString) throws(ReadingError) {
    _ = try window.ensure(word.utf8CodeUnitCount + 1)
    for index in 0..<word.utf8CodeUnitCount
    where window.cursor[index] != word.utf8Start[index] {
      throw unexpected("a value")
    }
    if Self.isWordByte(window.cursor[word.utf8CodeUnitCount]) { throw unexpected("a value") }
    window.cursor += word.utf8CodeUnitCount
  }

  // MARK: White space

  /// The next byte that is not white space, or zero at the end of the text.
  @inline(__always)
  mutating func nextByte() throws(ReadingError) -> UInt8 {
    let byte = window.cursor.pointee
    return byte > 0x20 ? byte : try skipWhiteSpace()
  }

  private mutating func skipWhiteSpace() throws(ReadingError) -> UInt8 {
    let eightSpaces: UInt64 = 0x2020_2020_2020_2020
    var cursor = window.cursor
    while true {
      switch cursor.pointee {
      case 0x0A, 0x20:
        cursor += 1
        while UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self) == eightSpaces {
          cursor += 8
        }
      case 0x0D, 0x09: cursor += 1
      case 0 where cursor >= window.end:
        window.cursor = window.end
        if try !window.refill() { return 0 }
        cursor = window.cursor
      case let byte:
        window.cursor = cursor
        return byte
      }
    }
  }

  // MARK: Errors

  /// The error that something else stands at the next byte.
  mutating func unexpected(_ expected: String) -> ReadingError {
    let found: String
    if window.isAtEnd, (try? window.refill()) != true {
      found = "the end of the file"
    } else {
      _ = try? window.ensure(24)
      found = Self.shown(window.cursor, window.end)
    }
    return failure(at: window.cursor, found: found, expected: expected)
  }

  mutating func tooDeep() -> ReadingError {
    failure(
      at: window.cursor, found: "lists or objects nested more than \(TreeBuilder.deepest) deep",
      expected: "at most \(TreeBuilder.deepest)")
  }

  mutating func failure(
    at place: UnsafePointer<UInt8>?, found: String, expected: String
  ) -> ReadingError {
    ReadingError(
      at: window.position(of: place ?? window.cursor), found: found, expected: expected)
  }

  static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
      UInt8(ascii: "+"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  /// The word or sign that stands somewhere, for a message.
  private static func shown(_ place: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> String {
    let byte = place.pointee
    if byte < 0x20 || byte == 0x7F { return "the control character \(hexadecimal(byte))" }
    if byte >= 0x80 {
      var length = 1
      while length < 4, place + length < end, place[length] & 0xC0 == 0x80 { length += 1 }
      let bytes = UnsafeBufferPointer(start: place, count: length)
      if UTF8Check.firstInvalid(bytes) != nil { return "the byte \(hexadecimal(byte))" }
      return "'\(String(decoding: bytes, as: UTF8.self))'"
    }
    var length = 0
    while length < 20, place + length < end, isWordByte(place[length]) { length += 1 }
    let bytes = UnsafeBufferPointer(start: place, count: max(length, 1))
    return "'\(String(decoding: bytes, as: UTF8.self))'"
  }

  static func hexadecimal(_ byte: UInt8) -> String {
    "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }
}
