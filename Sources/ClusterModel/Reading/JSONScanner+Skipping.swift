// SPDX-License-Identifier: Apache-2.0

extension JSONScanner {
  /// Passes over a value without building it.
  ///
  /// The text is checked as any other, except that repeated names are not noticed.
  mutating func skipValue() throws(ReadingError) {
    // Of each open list or object whether it is an object.
    var kinds: [Bool] = []
    while true {
      switch try nextByte() {
      case UInt8(ascii: "{"):
        if depthAround + tree.depth + kinds.count >= TreeBuilder.deepest { throw tooDeep() }
        window.cursor += 1
        if try nextByte() == UInt8(ascii: "}") {
          window.cursor += 1
          break
        }
        kinds.append(true)
        try skipName()
        continue
      case UInt8(ascii: "["):
        if depthAround + tree.depth + kinds.count >= TreeBuilder.deepest { throw tooDeep() }
        window.cursor += 1
        if try nextByte() == UInt8(ascii: "]") {
          window.cursor += 1
          break
        }
        kinds.append(false)
        continue
      default: try skipScalar()
      }
      var isNextValue = false
      while !isNextValue {
        guard let isObject = kinds.last else { return }
        let byte = try nextByte()
        if byte == UInt8(ascii: ",") {
          window.cursor += 1
          if isObject { try skipName() }
          isNextValue = true
        } else if byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
          window.cursor += 1
          kinds.removeLast()
        } else {
          throw unexpected(isObject ? "',' or '}'" : "',' or ']'")
        }
      }
    }
  }

  private mutating func skipName() throws(ReadingError) {
    guard try nextByte() == UInt8(ascii: "\"") else { throw unexpected("a name in quotes") }
    _ = try quoted()
    window.mark = nil
    try colon()
  }

  private mutating func skipScalar() throws(ReadingError) {
    switch window.cursor.pointee {
    case UInt8(ascii: "\""): _ = try quoted()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): _ = try numberText()
    case UInt8(ascii: "t"): try literal("true")
    case UInt8(ascii: "f"): try literal("false")
    case UInt8(ascii: "n"): try literal("null")
    default: throw unexpected("a value")
    }
    window.mark = nil
  }
}
